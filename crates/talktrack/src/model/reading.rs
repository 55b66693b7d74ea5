//! How the times of a file are to be read: in which zone, and in which format.

mod text;

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};

use super::invalid::Invalid;
use super::time::{Timestamp, Zone};

/// Which of two moments a local time means when clocks are set back and it occurs twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// Neither: the time is refused.
    #[default]
    Refuse,
    /// The first of the two.
    Earlier,
    /// The second of the two.
    Later,
}

/// The format of the times of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TimeFormat {
    /// RFC 3339 and its near relatives: `2026-03-01T09:30:00Z`, `2026-03-01 09:30:00`, `2026-03-01`.
    #[default]
    Iso,
    /// A pattern of strftime, such as `%d-%m-%y`.
    Pattern(String),
    /// Seconds since 1970 in UTC.
    UnixSeconds,
    /// Milliseconds since 1970 in UTC.
    UnixMillis,
}

/// How times are read: the format, and the zone that naive times are in. Without a zone, naive
/// times are refused.
///
/// ```
/// use talktrack::model::{TimeFormat, TimeReading};
/// let reading = TimeReading::strict()
///     .zone("America/New_York".parse()?)
///     .format(TimeFormat::Pattern("%d-%m-%y".into()));
/// assert_eq!(reading.read("20-10-16")?.to_string(), "2016-10-20T04:00:00Z");
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimeReading {
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Zone>,
    format: TimeFormat,
    ambiguous: Ambiguous,
}

impl TimeReading {
    /// ISO format, naive times refused.
    pub fn strict() -> Self {
        Self::default()
    }

    /// Reads naive times in `zone`.
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Reads naive times in `zone`, unless another one was named.
    pub fn or_zone(mut self, zone: Zone) -> Self {
        self.zone = self.zone.or(Some(zone));
        self
    }

    /// Reads times in `format`.
    pub fn format(mut self, format: TimeFormat) -> Self {
        self.format = format;
        self
    }

    /// Chooses between the two moments of a local time that occurs twice.
    pub fn ambiguous(mut self, ambiguous: Ambiguous) -> Self {
        self.ambiguous = ambiguous;
        self
    }

    /// Reads one time.
    pub fn read(&self, text: &str) -> Result<Timestamp, Invalid> {
        let text = text.trim();
        match &self.format {
            TimeFormat::Iso => self.read_iso(text),
            TimeFormat::Pattern(pattern) => self.read_pattern(text, pattern),
            TimeFormat::UnixSeconds => read_unix(text, 1e6),
            TimeFormat::UnixMillis => read_unix(text, 1e3),
        }
    }

    fn read_iso(&self, text: &str) -> Result<Timestamp, Invalid> {
        const NAIVE: [&str; 4] =
            ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Timestamp::try_from(time.to_utc());
        }
        if let Some(naive) = NAIVE.iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok())
        {
            return self.localise(naive);
        }
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return self.start_of_day(date);
        }
        Err(Invalid::new(
            "time",
            "is not a date or time such as 2026-03-01 or 2026-03-01T09:30:00Z",
        ))
    }

    fn read_pattern(&self, text: &str, pattern: &str) -> Result<Timestamp, Invalid> {
        if let Ok(time) = DateTime::parse_from_str(text, pattern) {
            return Timestamp::try_from(time.to_utc());
        }
        if let Ok(naive) = NaiveDateTime::parse_from_str(text, pattern) {
            return self.localise(naive);
        }
        if let Ok(date) = NaiveDate::parse_from_str(text, pattern) {
            return self.start_of_day(date);
        }
        Err(Invalid::new("time", format!("does not have the format {pattern}")))
    }

    /// The first moment of `date` in the zone: midnight, or the end of the gap where clocks that
    /// are set forward at midnight skip it.
    pub(crate) fn start_of_day(&self, date: NaiveDate) -> Result<Timestamp, Invalid> {
        let midnight = date.and_time(NaiveTime::MIN);
        if let (Some(zone), TimeFormat::Iso | TimeFormat::Pattern(_)) = (self.zone, &self.format)
            && let Some(first) = (0..=8).find_map(|quarters| {
                let tried = midnight.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
                zone.tz().from_local_datetime(&tried).earliest()
            })
        {
            return Timestamp::try_from(first.to_utc());
        }
        self.localise(midnight)
    }

    fn localise(&self, naive: NaiveDateTime) -> Result<Timestamp, Invalid> {
        let refused = |problem: String| Err(Invalid::new("time", problem));
        let Some(zone) = self.zone else {
            return refused(
                "has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in"
                    .into(),
            );
        };
        match (zone.tz().from_local_datetime(&naive), self.ambiguous) {
            (LocalResult::Single(time), _)
            | (LocalResult::Ambiguous(time, _), Ambiguous::Earlier)
            | (LocalResult::Ambiguous(_, time), Ambiguous::Later) => {
                Timestamp::try_from(time.to_utc())
            }
            (LocalResult::Ambiguous(..), Ambiguous::Refuse) => refused(format!(
                "occurs twice in {zone}, where clocks are set back then: give an offset, or say whether the earlier or the later is meant"
            )),
            (LocalResult::None, _) => {
                refused(format!("does not exist in {zone}, where clocks are set forward then"))
            }
        }
    }
}

fn read_unix(text: &str, micros_per_unit: f64) -> Result<Timestamp, Invalid> {
    let refused = || Invalid::new("time", "is not a number since 1970-01-01T00:00:00Z");
    if let Ok(whole) = text.parse::<i64>() {
        #[allow(clippy::cast_possible_truncation)] // 1e3 or 1e6
        return whole
            .checked_mul(micros_per_unit as i64)
            .ok_or_else(refused)
            .and_then(Timestamp::from_micros);
    }
    let number: f64 =
        text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(refused)?;
    #[allow(clippy::cast_possible_truncation)] // saturates, and the range is checked next
    Timestamp::from_micros((number * micros_per_unit).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeReading {
        TimeReading::strict().zone("Europe/Berlin".parse().unwrap())
    }

    #[test]
    fn a_time_in_the_gap_does_not_exist() {
        let refused = berlin().read("2026-03-29T02:30:00").unwrap_err().to_string();
        assert_eq!(
            refused,
            "time: does not exist in Europe/Berlin, where clocks are set forward then"
        );
    }

    #[test]
    fn a_time_that_occurs_twice_is_refused_unless_the_caller_chooses() {
        let text = "2026-10-25 02:30:00";
        assert!(berlin().read(text).unwrap_err().to_string().contains("occurs twice"));
        let earlier = berlin().ambiguous(Ambiguous::Earlier).read(text).unwrap();
        let later = berlin().ambiguous(Ambiguous::Later).read(text).unwrap();
        assert_eq!(later.micros() - earlier.micros(), 3_600_000_000);
    }

    #[test]
    fn a_day_without_midnight_starts_where_the_gap_ends() {
        let reading = TimeReading::strict().zone("America/Sao_Paulo".parse().unwrap());
        assert_eq!(reading.read("2018-11-04").unwrap().to_string(), "2018-11-04T03:00:00Z");
    }

    #[test]
    fn an_offset_wins_over_the_zone() {
        assert_eq!(
            berlin().read("2026-07-01T12:00:00Z").unwrap().to_string(),
            "2026-07-01T12:00:00Z"
        );
    }

    #[test]
    fn unix_times_are_read_in_their_unit_and_within_the_years() {
        let seconds = TimeReading::strict().format(TimeFormat::UnixSeconds);
        assert_eq!(seconds.read("1.5").unwrap().micros(), 1_500_000);
        assert_eq!(seconds.read("1767225600").unwrap().to_string(), "2026-01-01T00:00:00Z");
        for text in ["", "x", "9e99", "NaN", "9223372036854775807", "-9223372036854775808"] {
            assert!(seconds.read(text).is_err(), "{text:?}");
        }
        let millis = TimeReading::strict().format(TimeFormat::UnixMillis);
        assert_eq!(millis.read("1767225600000"), seconds.read("1767225600"));
    }

    #[test]
    fn a_broken_pattern_is_an_error_and_not_a_panic() {
        let reading = TimeReading::strict().format(TimeFormat::Pattern("%Q%".into()));
        assert!(reading.read("2026").is_err());
    }
}
