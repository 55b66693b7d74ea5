//! When an asset is live.

use std::collections::HashMap;

use super::View;
use crate::error::Result;
use crate::model::{Asset, AssetKey, Timestamp};
use crate::scope::Span;

/// The part of a scope in which an asset is live: from `from` on, before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it went live, in the scope or before; the start of the scope where that is unknown.
    pub born: i64,
    /// The first live microsecond within the scope.
    pub from: i64,
    /// The first microsecond after; not after `from` if the asset is never live in the scope.
    pub to: i64,
    /// Whether it is unknown when the asset went live, so that the start of the scope was taken.
    pub undated: bool,
}

impl Life {
    /// An asset lives from its publication, else from the first event about it, else from the start
    /// of the scope; until it is retired, expires or its successor is published, whichever is
    /// first.
    pub fn within(
        span: &Span,
        asset: &Asset,
        successor: Option<&Asset>,
        first_event: Option<Timestamp>,
    ) -> Self {
        let born = asset.published_at.or(first_event);
        Self {
            born: born.unwrap_or(span.since).micros(),
            from: born.unwrap_or(span.since).max(span.since).micros(),
            to: Self::end(asset, successor).min(span.until).micros(),
            undated: born.is_none(),
        }
    }

    /// When an asset is retired, expires or its successor is published, whichever is first.
    fn end(asset: &Asset, successor: Option<&Asset>) -> Timestamp {
        let published = successor.and_then(|successor| successor.published_at);
        let ends = [asset.retired_at, asset.expires_at, published];
        ends.into_iter().flatten().min().unwrap_or(Timestamp::LATEST)
    }

    /// The lives of all assets by number, as the catalogue knows them at the scope's end; nothing for one
    /// that it does not know.
    pub fn of_all(view: &View<'_>) -> Result<Vec<Option<Self>>> {
        let known = || view.assets().iter().flatten();
        // The first events are looked for only where they matter.
        let first_events = if known().all(|asset| asset.published_at.is_some()) {
            Vec::new()
        } else {
            view.first_events()?
        };
        let life = |number: usize, asset: &Asset, successor: Option<&Asset>| {
            let first_event = first_events.get(number).copied().flatten();
            Self::within(view.span(), asset, successor, first_event)
        };
        Ok(with_successors(view, life))
    }

    /// Before which microsecond each asset ends, in the scope or before, or else the scope does; nothing
    /// for one that the catalogue does not know.
    pub fn ends(view: &View<'_>) -> Vec<Option<i64>> {
        let until = view.span().until;
        with_successors(view, |_, asset, successor| Self::end(asset, successor).min(until).micros())
    }

    /// Whether it is live at any moment of the scope.
    pub const fn is_live(&self) -> bool {
        self.from < self.to
    }

    /// Whether it is live in the scope and still at its end.
    pub const fn is_live_at_end(&self, span: &Span) -> bool {
        self.is_live() && self.to == span.until.micros()
    }

    /// How long it is live within the scope, in days.
    pub const fn days(&self) -> f64 {
        if self.is_live() { days(self.to - self.from) } else { 0.0 }
    }
}

/// Microseconds in days.
pub(super) const fn days(micros: i64) -> f64 {
    micros as f64 / DAY as f64
}

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// What `of` says of each asset that the catalogue knows and of the asset that takes its place.
fn with_successors<T>(
    view: &View<'_>,
    of: impl Fn(usize, &Asset, Option<&Asset>) -> T,
) -> Vec<Option<T>> {
    let known = view.assets().iter().flatten();
    let by_key: HashMap<&str, &Asset> = known.map(|asset| (asset.key.as_str(), *asset)).collect();
    let one = |(number, asset): (usize, Option<&Asset>)| {
        let asset = asset?;
        let successor = asset.replaced_by.as_ref().map(AssetKey::as_str);
        let successor = successor
            .filter(|key| *key != asset.key.as_str())
            .and_then(|key| by_key.get(key).copied());
        Some(of(number, asset, successor))
    };
    view.assets().iter().copied().enumerate().map(one).collect()
}
