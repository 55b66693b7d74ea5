//! The stretch of time that a period of the scorecard is.

use crate::analysis::Calendar;
use crate::analysis::calendar::days_before;
use crate::model::{Period, Timestamp};
use crate::scope::{Scope, Span};

/// From when until when a period is, counted back from the end of a scope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) period: Period,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
}

impl Stretch {
    pub(super) fn of(period: Period, span: &Span) -> Self {
        let Span { until, zone, .. } = *span;
        let trailing = |days| (days_before(until, days, zone), until);
        let (since, until) = match period {
            Period::Week => Calendar::Week.last_complete(until, zone),
            Period::Month => Calendar::Month.last_complete(until, zone),
            Period::Quarter => trailing(91),
            Period::Year => trailing(365),
        };
        Self { period, since, until }
    }

    /// Whether a part of it lies before the scope; no period ends after it.
    pub(super) fn is_partial(&self, span: &Span) -> bool {
        self.since < span.since
    }

    /// The filters of `scope` over what its span holds of the period, if that is anything.
    pub(super) fn within(&self, scope: &Scope, span: &Span) -> Option<Scope> {
        let since = self.since.max(span.since);
        (since < self.until).then(|| scope.clone().since(since).until(self.until))
    }

    /// The filters of `scope` over its span until the end of the period, if that is anything.
    pub(super) fn until_its_end(&self, scope: &Scope, span: &Span) -> Option<Scope> {
        (span.since < self.until).then(|| scope.clone().since(span.since).until(self.until))
    }
}
