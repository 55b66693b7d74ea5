//! When an asset is live.

use std::collections::HashMap;

use super::View;
use crate::error::Result;
use crate::model::{Asset, AssetKey, Timestamp};
use crate::scope::Span;

/// The part of a scope in which an asset is live: from `from` on, before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
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
        let ends = [
            asset.retired_at,
            asset.expires_at,
            successor.and_then(|successor| successor.published_at),
        ];
        let end = ends.into_iter().flatten().min().unwrap_or(Timestamp::LATEST);
        Self {
            from: born.unwrap_or(span.since).max(span.since).micros(),
            to: end.min(span.until).micros(),
            undated: born.is_none(),
        }
    }

    /// The lives of all assets by number, as the catalogue knows them at the scope's end; nothing for one
    /// that it does not know.
    pub fn of_all(view: &View<'_>) -> Result<Vec<Option<Self>>> {
        let known = || view.assets().iter().flatten();
        let by_key: HashMap<&str, &Asset> =
            known().map(|asset| (asset.key.as_str(), *asset)).collect();
        // The first events are looked for only where they matter.
        let first_events = if known().all(|asset| asset.published_at.is_some()) {
            Vec::new()
        } else {
            view.first_events()?
        };
        let life = |(number, asset): (usize, Option<&Asset>)| {
            let asset = asset?;
            let successor = asset.replaced_by.as_ref().map(AssetKey::as_str);
            let successor = successor
                .filter(|key| *key != asset.key.as_str())
                .and_then(|key| by_key.get(key).copied());
            let first_event = first_events.get(number).copied().flatten();
            Some(Self::within(view.span(), asset, successor, first_event))
        };
        Ok(view.assets().iter().copied().enumerate().map(life).collect())
    }

    /// Whether it is live at any moment of the scope.
    pub const fn is_live(&self) -> bool {
        self.from < self.to
    }

    /// How long it is live within the scope, in days.
    pub const fn days(&self) -> f64 {
        const DAY: f64 = 86_400_000_000.0;
        if self.is_live() { (self.to - self.from) as f64 / DAY } else { 0.0 }
    }
}
