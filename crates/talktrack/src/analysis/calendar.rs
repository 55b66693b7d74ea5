//! Days, weeks, months and quarters of a scope, cut in its time zone.

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
        let mut date =
            self.first_day(span.since.to_utc().with_timezone(&span.zone.tz()).date_naive());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(calendar: Calendar, zone: &str, since: &str, until: &str) -> Vec<String> {
        let zone: Zone = zone.parse().unwrap();
        let at = |text: &str| TimeReading::strict().zone(zone).read(text).unwrap();
        let span = Span { since: at(since), until: at(until), zone };
        let cuts = calendar.cuts(&span).unwrap();
        for pair in cuts.windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
            assert!(pair[0].name < pair[1].name);
        }
        let hours = |cut: &Cut| (cut.to - cut.from) / 3_600_000_000;
        let shown = |cut: &Cut| {
            format!("{} {}h{}", cut.name, hours(cut), if cut.partial { " partial" } else { "" })
        };
        cuts.iter().map(shown).collect()
    }

    #[test]
    fn days_are_as_long_as_clocks_make_them() {
        assert_eq!(
            cuts(Calendar::Day, "Europe/Berlin", "2026-03-28", "2026-03-31"),
            ["2026-03-28 24h", "2026-03-29 23h", "2026-03-30 24h"]
        );
        assert_eq!(
            cuts(Calendar::Day, "Europe/Berlin", "2026-10-25", "2026-10-26"),
            ["2026-10-25 25h"]
        );
        assert_eq!(
            cuts(Calendar::Day, "America/Sao_Paulo", "2018-11-03", "2018-11-05"),
            ["2018-11-03 24h", "2018-11-04 23h"],
            "a day without a midnight"
        );
        assert_eq!(
            cuts(Calendar::Day, "Pacific/Apia", "2011-12-29", "2012-01-01"),
            ["2011-12-29 24h", "2011-12-31 24h"],
            "a day that was left out"
        );
    }

    #[test]
    fn weeks_around_new_year_belong_to_the_year_of_their_thursday() {
        assert_eq!(
            cuts(Calendar::Week, "UTC", "2026-12-28", "2027-01-11"),
            ["2026-W53 168h", "2027-W01 168h"]
        );
        assert_eq!(
            cuts(Calendar::Week, "Europe/Berlin", "2025-12-30", "2026-01-01"),
            ["2026-W01 168h partial"]
        );
    }

    #[test]
    fn first_and_last_periods_are_partial_unless_the_scope_cuts_where_they_do() {
        assert_eq!(
            cuts(Calendar::Month, "UTC", "2026-01-01", "2026-03-02"),
            ["2026-01 744h", "2026-02 672h", "2026-03 744h partial"]
        );
        assert_eq!(
            cuts(Calendar::Quarter, "America/New_York", "2026-02-01", "2026-07-01"),
            ["2026-Q1 2159h partial", "2026-Q2 2184h"]
        );
        assert!(cuts(Calendar::Day, "UTC", "2026-01-01", "2026-01-01").is_empty());
        assert_eq!(cuts(Calendar::Quarter, "UTC", "9999-11-01", "9999-12-31").len(), 1);
    }

    #[test]
    fn calendar_days_follow_the_clocks() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let due = |text: &str, days: u32| {
            let at = TimeReading::strict().read(text).unwrap().micros();
            Timestamp::from_micros(days_after(at, days, zone)).map(|due| due.written_in(zone))
        };
        for (asked, days, expected) in [
            ("2026-03-27T09:00:00+01:00", 3, "2026-03-30T09:00:00+02:00"),
            ("2026-10-23T09:00:00+02:00", 3, "2026-10-26T09:00:00+01:00"),
            ("2026-03-28T02:30:00+01:00", 1, "2026-03-29T03:30:00+02:00"),
            ("2026-02-27T00:00:00+01:00", 0, "2026-02-27T00:00:00+01:00"),
        ] {
            assert_eq!(due(asked, days).unwrap(), expected);
        }
        assert!(due("2026-02-27T00:00:00+01:00", u32::MAX).is_err(), "beyond every calendar");
    }

    #[test]
    fn the_finder_finds_what_a_search_finds() {
        let zone = Zone::UTC;
        let at = |text: &str| TimeReading::strict().read(text).unwrap();
        let span =
            Span { since: at("2026-01-05T00:00:00Z"), until: at("2026-03-01T00:00:00Z"), zone };
        let cuts = Calendar::Week.cuts(&span).unwrap();
        let mut finder = Finder::new(&cuts);
        for step in [0_i64, 40, 39, 3, 3, 90, -5, 55] {
            let at = span.since.micros() + step * 86_400_000_000;
            let place = cuts.iter().position(|cut| cut.from <= at && at < cut.to);
            assert_eq!(finder.find(at), place);
        }
    }
}
