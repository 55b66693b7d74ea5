//! When an asset is live.

use crate::model::{Asset, Timestamp};
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
