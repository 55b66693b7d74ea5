//! Office time: the company lives on weekdays between opening and closing.
//!
//! Everything inside the simulation happens at a [`Moment`] of office time, which has no nights and
//! no weekends. Turning it into a time of day keeps the order, so nothing has to be put back into
//! order afterwards.

use talktrack::model::{Invalid, Timestamp};

/// Microseconds of office time since the company's first day; negative before it.
pub(crate) type Moment = i64;

pub(crate) const SECOND: Moment = 1_000_000;
pub(crate) const MINUTE: Moment = 60 * SECOND;
pub(crate) const HOUR: Moment = 60 * MINUTE;
/// A working day.
pub(crate) const DAY: Moment = 9 * HOUR;
/// A working week.
pub(crate) const WEEK: Moment = 5 * DAY;
/// A year of 52 working weeks.
pub(crate) const YEAR: Moment = 52 * WEEK;

const REAL_DAY: i64 = 24 * HOUR;
/// The first office opens half an hour after midnight UTC.
const OPENING: i64 = 30 * MINUTE;
/// The last office opens so many hours later and still closes before midnight UTC.
const LATEST_OFFICE: i64 = 14;

/// Office time within so many days of the calendar.
pub(crate) const fn calendar_days(days: i64) -> Moment {
    days * WEEK / 7
}

/// The part of `length` that `fraction` says.
#[allow(clippy::cast_possible_truncation)] // far inside the range of both
pub(crate) fn part(length: Moment, fraction: f64) -> Moment {
    (length as f64 * fraction) as Moment
}

/// Which moment of office time is which moment of the world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calendar {
    /// The Monday of the week in which the company starts, in microseconds since 1970.
    monday: i64,
    /// Office time from that Monday to the company's first day.
    offset: Moment,
    /// The first moment that is no longer simulated.
    pub(crate) horizon: Moment,
}

impl Calendar {
    /// From the first midnight at or after `start`, for `days` days.
    pub(crate) fn new(start: Timestamp, days: u32) -> Self {
        let first = start.micros().div_euclid(REAL_DAY)
            + i64::from(start.micros().rem_euclid(REAL_DAY) > 0);
        // The first of January 1970 was a Thursday.
        let weekday = (first + 3).rem_euclid(7);
        let monday = (first - weekday) * REAL_DAY;
        let offset = weekday.min(5) * DAY;
        let last = weekday + i64::from(days);
        let horizon = last / 7 * WEEK + (last % 7).min(5) * DAY - offset;
        Self { monday, offset, horizon }
    }

    /// The time at `moment` in an office that opens so many hours after the first one.
    pub(crate) fn time(&self, moment: Moment, office: i64) -> Result<Timestamp, Invalid> {
        debug_assert!((0..=LATEST_OFFICE).contains(&office), "{office} is in another day");
        let moment = moment + self.offset;
        let (week, rest) = (moment.div_euclid(WEEK), moment.rem_euclid(WEEK));
        let (day, rest) = (rest / DAY, rest % DAY);
        let midnight = self.monday + (7 * week + day) * REAL_DAY;
        Timestamp::from_micros(midnight + OPENING + office * HOUR + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(start: &str, days: u32) -> Calendar {
        Calendar::new(start.parse().unwrap(), days)
    }

    #[test]
    fn office_time_skips_nights_and_weekends() {
        let calendar = calendar("2024-01-01T00:00:00Z", 14);
        let time = |moment| calendar.time(moment, 7).unwrap().to_string();
        assert_eq!(time(0), "2024-01-01T07:30:00Z");
        assert_eq!(time(DAY - SECOND), "2024-01-01T16:29:59Z");
        assert_eq!(time(DAY), "2024-01-02T07:30:00Z");
        assert_eq!(time(WEEK - SECOND), "2024-01-05T16:29:59Z");
        assert_eq!(time(WEEK), "2024-01-08T07:30:00Z");
        assert_eq!(time(-SECOND), "2023-12-29T16:29:59Z");
        assert_eq!(calendar.horizon, 2 * WEEK);
    }

    #[test]
    fn every_moment_before_the_horizon_lies_between_start_and_end() {
        for start in ["2024-01-01", "2024-01-03", "2024-01-06", "2024-01-07"] {
            for days in 1..30 {
                let start = format!("{start}T00:00:00Z");
                let calendar = calendar(&start, days);
                let start: Timestamp = start.parse().unwrap();
                let end = start.micros() + i64::from(days) * REAL_DAY;
                for moment in [0, calendar.horizon - 1].map(|moment| moment.min(calendar.horizon)) {
                    for office in [0, LATEST_OFFICE] {
                        let time = calendar.time(moment, office).unwrap().micros();
                        let holds = calendar.horizon == 0 || (start.micros()..end).contains(&time);
                        assert!(holds, "{start} {days} {moment} {office}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_start_within_a_day_waits_for_the_next() {
        let calendar = calendar("2024-01-01T12:00:00Z", 7);
        assert_eq!(calendar.time(0, 0).unwrap().to_string(), "2024-01-02T00:30:00Z");
    }
}
