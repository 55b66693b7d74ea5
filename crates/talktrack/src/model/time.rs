//! Times: UTC microseconds, and the time zones that days are cut in.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};

use super::invalid::{Invalid, suggest};
use super::reading::TimeReading;

/// A moment, in whole microseconds of UTC. Finer digits are cut off.
///
/// It is read from RFC 3339 text with an offset; a time without one is refused, because guessing
/// a zone moves facts by hours. Where naive times are all there is, name their zone:
/// [`TimeReading`].
///
/// ```
/// use talktrack::model::Timestamp;
/// let at: Timestamp = "2026-03-01T09:30:00+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-03-01T08:30:00Z");
/// assert_eq!(
///     "2026-03-01T09:30:00".parse::<Timestamp>().unwrap_err().to_string(),
///     "time: has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in"
/// );
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first moment of the year 1900: what is earlier is a placeholder for "unknown".
    pub const EARLIEST: Self = Self(-2_208_988_800_000_000);
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);
    /// The last microsecond of the year 9999.
    pub const LATEST: Self = Self(253_402_300_799_999_999);

    /// From microseconds since 1970-01-01T00:00:00Z.
    pub fn from_micros(micros: i64) -> Result<Self, Invalid> {
        if (Self::EARLIEST.0..=Self::LATEST.0).contains(&micros) {
            Ok(Self(micros))
        } else {
            Err(Invalid::new("time", "is outside the years 1900 to 9999"))
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The present moment, by the clock of this machine.
    pub fn now() -> Self {
        Self(Utc::now().timestamp_micros())
    }

    /// The moment as chrono knows it.
    pub fn to_utc(self) -> DateTime<Utc> {
        // The range of years is well inside chrono's, so the fallback is never taken.
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl Timestamp {
    /// RFC 3339 text with the offset that `zone` had then.
    ///
    /// ```
    /// use talktrack::model::Timestamp;
    /// let at: Timestamp = "2026-07-01T12:00:00Z".parse()?;
    /// assert_eq!(at.written_in("Europe/Berlin".parse()?), "2026-07-01T14:00:00+02:00");
    /// # Ok::<(), talktrack::model::Invalid>(())
    /// ```
    pub fn written_in(self, zone: Zone) -> String {
        self.to_utc().with_timezone(&zone.0).to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = Invalid;
    fn try_from(time: DateTime<Utc>) -> Result<Self, Invalid> {
        // chrono counts a second 60 into the second before, with more than a thousand milliseconds.
        if time.timestamp_subsec_nanos() >= 1_000_000_000 {
            return Err(Invalid::new("time", "has a second 60, which is not kept: write 59"));
        }
        Self::from_micros(time.timestamp_micros())
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        TimeReading::strict().read(text)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A time zone of the IANA database, such as `Europe/Berlin`.
///
/// ```
/// use talktrack::model::Zone;
/// assert_eq!("europe/berlin".parse::<Zone>()?.to_string(), "Europe/Berlin");
/// assert_eq!(
///     "Europe/Berln".parse::<Zone>().unwrap_err().to_string(),
///     "tz: is not a time zone of the IANA database: did you mean Europe/Berlin?"
/// );
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(chrono_tz::UTC);

    /// The zone as chrono knows it.
    pub(crate) const fn tz(self) -> chrono_tz::Tz {
        self.0
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl FromStr for Zone {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
        chrono_tz::TZ_VARIANTS
            .iter()
            .find(|zone| zone.name().eq_ignore_ascii_case(text))
            .map(|zone| Self(*zone))
            .ok_or_else(|| match suggest(text, names()) {
                Some(near) => Invalid::new(
                    "tz",
                    format!("is not a time zone of the IANA database: did you mean {near}?"),
                ),
                None => Invalid::new(
                    "tz",
                    "is not a time zone of the IANA database, such as UTC or Europe/Berlin",
                ),
            })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.0.name())
    }
}
