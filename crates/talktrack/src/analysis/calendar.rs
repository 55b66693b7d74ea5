//! Days, weeks, months and quarters of a scope, cut in its time zone.

#[cfg(test)]
mod tests;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::life::DAY;
use crate::error::Result;
use crate::model::{Invalid, TimeReading, Timestamp, Zone, vocabulary};
use crate::scope::Span;

vocabulary! {
    /// What a span of time is cut into.
    ///
    /// ```
    /// use talktrack::analysis::Calendar;
    /// assert_eq!("week".parse(), Ok(Calendar::Week));
    /// ```
    Calendar as "period" {
        /// Days from midnight to midnight: `2026-01-31`. One on which clocks are set forward is shorter.
        Day = 1 "day",
        /// ISO weeks, from Monday: `2026-W05`. The days around New Year can belong to a week of the other
        /// year.
        Week = 2 "week",
        /// Months: `2026-01`.
        Month = 3 "month",
        /// Quarters of the calendar year: `2026-Q1`.
        Quarter = 4 "quarter",
    }
}

/// One of the periods that a span is cut into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    /// What it is called; names sort in the order of time.
    pub(super) name: String,
    /// From this microsecond on, before the other.
    pub(super) from: i64,
    pub(super) to: i64,
    /// Whether a part of it lies outside the span.
    pub(super) partial: bool,
}

impl Calendar {
    /// The periods that `span` touches, whole ones and the partial ones at its ends, in order; none of
    /// an empty span.
    pub(super) fn cuts(self, span: &Span) -> Result<Vec<Cut>> {
        let (since, until) = span.micros();
        let mut cuts = Vec::new();
        if since >= until {
            return Ok(cuts);
        }
        let mut date = self.first_day(day_of(span.since, span.zone));
        let mut from = start_of(date, span.zone)?;
        while from < until {
            let next = self.next(date).ok_or_else(too_late)?;
            // Time can end within the last period: the year 9999 is the last one.
            let to = start_of(next, span.zone).unwrap_or(Timestamp::LATEST.micros() + 1);
            // A zone that moved across the date line has left out a day.
            if from < to {
                let partial = from < since || until < to;
                cuts.push(Cut { name: self.name(date), from, to, partial });
            }
            (date, from) = (next, to);
        }
        Ok(cuts)
    }

    /// From when until when the last period was that is over at `until`.
    pub(super) fn last_complete(self, until: Timestamp, zone: Zone) -> (Timestamp, Timestamp) {
        let next = self.first_day(day_of(until, zone));
        let first = self.first_day(next.pred_opt().unwrap_or(next));
        let start = |day| start_of(day, zone).ok().and_then(|at| Timestamp::from_micros(at).ok());
        // Time begins with the year 1900.
        [first, next].map(|day| start(day).unwrap_or(Timestamp::EARLIEST)).into()
    }

    /// The first day of the period that `date` is in.
    fn first_day(self, date: NaiveDate) -> NaiveDate {
        let first = match self {
            Self::Day => Some(date),
            Self::Week => {
                date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))
            }
            Self::Month => date.with_day(1),
            Self::Quarter => date.with_day(1).and_then(|d| d.with_month(date.month0() / 3 * 3 + 1)),
        };
        // The calendar of chrono reaches much further than ours.
        first.unwrap_or(date)
    }

    fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => first.succ_opt(),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Quarter => first.checked_add_months(Months::new(3)),
        }
    }

    fn name(self, first: NaiveDate) -> String {
        match self {
            Self::Day => first.to_string(),
            // The year of a week is that of its Thursday.
            Self::Week => first.format("%G-W%V").to_string(),
            Self::Month => first.format("%Y-%m").to_string(),
            Self::Quarter => format!("{:04}-Q{}", first.year(), first.month0() / 3 + 1),
        }
    }
}

fn day_of(at: Timestamp, zone: Zone) -> NaiveDate {
    at.to_utc().with_timezone(&zone.tz()).date_naive()
}

/// The first microsecond of a day; of a day that a zone has left out, that of the next one.
fn start_of(date: NaiveDate, zone: Zone) -> Result<i64, Invalid> {
    let reading = TimeReading::strict().zone(zone);
    let start = reading.start_of_day(date);
    let next = || date.succ_opt().ok_or_else(too_late).and_then(|next| reading.start_of_day(next));
    start.or_else(|_| next()).map(Timestamp::micros)
}

/// The moment `days` calendar days after another one, at the same time by the clocks of `zone`; where
/// that time does not exist or comes twice, as many times 24 hours later.
pub(super) fn days_after(at: i64, days: u32, zone: Zone) -> i64 {
    let local = Timestamp::from_micros(at).ok().map(|at| at.to_utc().with_timezone(&zone.tz()));
    let then = local.and_then(|local| local.checked_add_days(Days::new(days.into())));
    let later = || at.saturating_add(DAY.saturating_mul(days.into()));
    then.map_or_else(later, |then| then.timestamp_micros())
}

/// The moment `days` calendar days before another one, by the same rules; not before time begins.
pub(super) fn days_before(at: Timestamp, days: u32, zone: Zone) -> Timestamp {
    let local = at.to_utc().with_timezone(&zone.tz()).checked_sub_days(Days::new(days.into()));
    let earlier = at.micros().saturating_sub(DAY.saturating_mul(days.into()));
    let then = local.map_or(earlier, |local| local.timestamp_micros());
    Timestamp::from_micros(then).unwrap_or(Timestamp::EARLIEST)
}

fn too_late() -> Invalid {
    Invalid::new("until", "is outside the years 1900 to 9999")
}

/// The period of a moment, quick where moments come roughly in order.
pub(super) struct Finder<'a> {
    cuts: &'a [Cut],
    last: usize,
}

impl<'a> Finder<'a> {
    pub(super) const fn new(cuts: &'a [Cut]) -> Self {
        Self { cuts, last: 0 }
    }

    #[inline]
    pub(super) fn find(&mut self, at: i64) -> Option<usize> {
        let holds = |cut: &Cut| cut.from <= at && at < cut.to;
        if !self.cuts.get(self.last).is_some_and(holds) {
            let end = self.cuts.partition_point(|cut| cut.from <= at);
            self.last = end.checked_sub(1).filter(|place| holds(&self.cuts[*place]))?;
        }
        Some(self.last)
    }
}
