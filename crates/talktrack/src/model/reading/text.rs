//! The text forms of a reading: what mapping files, the quarantine and the command call it.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use chrono::DateTime;
use chrono::format::{Item, StrftimeItems};
use serde::de::Error as _;

use super::{Ambiguous, TimeFormat, TimeReading};
use crate::model::{Invalid, Zone};

const ISO: &str = "iso";
const UNIX: &str = "unix";
const UNIX_MILLIS: &str = "unix-ms";

impl FromStr for TimeFormat {
    type Err = Invalid;

    /// Reads `iso`, `unix`, `unix-ms` or a pattern of strftime that tells at least a date.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            ISO => Ok(Self::Iso),
            UNIX => Ok(Self::UnixSeconds),
            UNIX_MILLIS => Ok(Self::UnixMillis),
            pattern if pattern.contains('%') => {
                check_pattern(pattern)?;
                Ok(Self::Pattern(pattern.to_owned()))
            }
            other => Err(Invalid::unknown_word(
                "time_format",
                other,
                [ISO, UNIX, UNIX_MILLIS, "a pattern of strftime such as %d-%m-%y"],
            )),
        }
    }
}

/// Refuses a pattern that no time could ever be read with: what it writes, it must read.
fn check_pattern(pattern: &str) -> Result<(), Invalid> {
    let refused = |problem: &'static str| Err(Invalid::new("time_format", problem));
    let items: Vec<_> = StrftimeItems::new(pattern).collect();
    if items.contains(&Item::Error) {
        return refused("is not a pattern of strftime such as %d-%m-%y or %Y-%m-%d %H:%M");
    }
    let mut sample = String::new();
    let moment = DateTime::UNIX_EPOCH.fixed_offset();
    let written = write!(sample, "{}", moment.format_with_items(items.into_iter()));
    let reading = TimeReading::strict().zone(Zone::UTC).format(TimeFormat::Pattern(pattern.into()));
    if written.is_err() || reading.read(&sample).is_err() {
        return refused("does not tell a date: it needs a day, a month and a year");
    }
    Ok(())
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Iso => ISO,
            Self::UnixSeconds => UNIX,
            Self::UnixMillis => UNIX_MILLIS,
            Self::Pattern(pattern) => pattern,
        })
    }
}

impl FromStr for Ambiguous {
    type Err = Invalid;

    /// Reads `refuse`, `earlier` or `later`.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        const ALL: [Ambiguous; 3] = [Ambiguous::Refuse, Ambiguous::Earlier, Ambiguous::Later];
        ALL.into_iter()
            .find(|choice| choice.as_str() == text)
            .ok_or_else(|| Invalid::unknown_word("ambiguous", text, ALL.map(Self::as_str)))
    }
}

impl Ambiguous {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Earlier => "earlier",
            Self::Later => "later",
        }
    }
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// Serde through the text form, and so through its checks.
macro_rules! serde_as_text {
    ($($type:ident),+) => { $(
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }
    )+ };
}
serde_as_text!(TimeFormat, Ambiguous, Zone);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_read_back_from_their_text() {
        for text in ["iso", "unix", "unix-ms", "%d-%m-%y", "%Y-%m-%dT%H:%M:%S%.f%z", "%s"] {
            assert_eq!(text.parse::<TimeFormat>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn formats_that_cannot_work_are_refused() {
        let refused = |text: &str| text.parse::<TimeFormat>().unwrap_err().to_string();
        assert!(refused("unx").ends_with("did you mean unix?"));
        assert!(refused("dd-mm-yy").contains("strftime"));
        assert!(refused("%Q").contains("is not a pattern"));
        assert!(refused("%").contains("is not a pattern"));
        assert!(refused("%H:%M").contains("does not tell a date"));
    }

    #[test]
    fn a_reading_survives_json() {
        let reading = TimeReading::strict()
            .zone("Europe/Berlin".parse().unwrap())
            .format("%d.%m.%Y".parse().unwrap())
            .ambiguous(Ambiguous::Later);
        for reading in [reading, TimeReading::strict()] {
            let json = serde_json::to_string(&reading).unwrap();
            assert_eq!(serde_json::from_str::<TimeReading>(&json).unwrap(), reading, "{json}");
        }
    }
}
