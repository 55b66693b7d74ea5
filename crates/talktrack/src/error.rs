//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

use crate::ledger::Place;
use crate::model::{Currency, Invalid};

/// What went wrong.
///
/// Every message says what was attempted, why it did not work and what to do. Keys, names and notes
/// of people stay out of messages, because messages end up in logs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value is not what it should be.
    #[error(transparent)]
    Invalid(#[from] Invalid),

    /// The same source and id was recorded before, and says something else.
    #[error("{0}")]
    Conflict(Conflict),

    /// A record was refused by itself.
    #[error("{reason} (kept in quarantine as number {quarantined})")]
    Rejected {
        /// Why it was refused.
        reason: String,
        /// Its number in the quarantine.
        quarantined: u64,
    },

    /// A record was refused in a strict batch; nothing of the batch was recorded.
    #[error("nothing of the batch was recorded, because of {place}: {reason}")]
    Refused {
        /// Where it stands.
        place: Place,
        /// Why it was refused.
        reason: String,
    },

    /// A question was asked about something that is not there.
    #[error("{0}")]
    NotFound(String),

    /// There is no file where a ledger was to be read.
    #[error("there is no ledger at {}: check the path, or import something to create it", .0.display())]
    Missing(PathBuf),

    /// The file is not a ledger.
    #[error("{} is not a talktrack ledger ({reason}): name another file", .path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// How it shows.
        reason: String,
    },

    /// A newer talktrack wrote the file.
    #[error(
        "{} has schema {found}, and this talktrack knows schemas up to {known}: install a newer talktrack",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The schema it has.
        found: i64,
        /// The newest schema known here.
        known: i64,
    },

    /// An older talktrack wrote the file, and it was opened to be read only.
    #[error(
        "{} has schema {found}, and this talktrack reads schema {known}: open it once to record, which upgrades it",
        .path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// The schema it has.
        found: i64,
        /// The schema read here.
        known: i64,
    },

    /// The ledger was opened to be read only.
    #[error("cannot {attempted}: the ledger was opened read-only")]
    ReadOnly {
        /// What was attempted.
        attempted: &'static str,
    },

    /// Somebody was to be forgotten while others read the ledger; nothing was changed.
    #[error(
        "cannot forget while others read the ledger, which they did for {} seconds: nothing was changed; close the programs that read it and try again",
        .waited.as_secs_f64()
    )]
    Readers {
        /// How long it was waited for them.
        waited: std::time::Duration,
    },

    /// Somebody was forgotten, and what the file held before is not overwritten yet.
    #[error(
        "they are severed from every fact, but old pages of the file could not be overwritten ({reason}): close the programs that read the ledger, make room for a second copy of it, and forget them again to finish"
    )]
    Unwiped {
        /// What was in the way.
        reason: String,
    },

    /// Whoever waited for a batch ended it; see [`Interrupt`](crate::ledger::Interrupt).
    #[error("the batch was interrupted, and nothing of it was recorded: hand it over again")]
    Interrupted,

    /// The store failed.
    #[error("cannot {attempted}: {reason}")]
    Storage {
        /// What was attempted, on what.
        attempted: String,
        /// Why it failed, and what to do where that is known.
        reason: String,
    },
}

/// A shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Two events have the same identity and do not say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The number under which the refused event is kept in quarantine, once it is there.
    pub quarantined: Option<u64>,
}

impl Conflict {
    pub(crate) const REASON: &'static str = "id: an event with this source and id was recorded before and says something else: give it an id of its own, or retract the earlier one first and record it anew";
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(Self::REASON)?;
        match self.quarantined {
            Some(number) => write!(out, " (kept in quarantine as number {number})"),
            None => Ok(()),
        }
    }
}

impl Error {
    pub(crate) fn storage(attempted: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::Storage { attempted: attempted.into(), reason: reason.to_string() }
    }

    /// The same error for another thread that shared the commit.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Storage { attempted, reason } => Self::storage(attempted.clone(), reason),
            Self::Newer { path, found, known } => {
                Self::Newer { path: path.clone(), found: *found, known: *known }
            }
            Self::Older { path, found, known } => {
                Self::Older { path: path.clone(), found: *found, known: *known }
            }
            other => Self::storage("record", other),
        }
    }

    pub(crate) fn not_a_ledger(path: &Path, reason: impl Into<String>) -> Self {
        Self::NotALedger { path: path.to_owned(), reason: reason.into() }
    }
}

pub(crate) fn other_currency(ledger: Currency, given: Currency) -> Invalid {
    Invalid::new(
        "currency",
        format!("is {given}, and this ledger counts in {ledger}: convert the amount first"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_says_what_was_attempted_and_what_to_do() {
        let path = || PathBuf::from("usage.db");
        let all = [
            Error::Invalid(Invalid::new("rep", "is empty")),
            Error::Conflict(Conflict { quarantined: Some(7) }),
            Error::Rejected { reason: "at: is ahead".into(), quarantined: 8 },
            Error::Refused {
                place: Place { origin: "a.csv".into(), line: 3 },
                reason: "rep: is empty".into(),
            },
            Error::NotFound("there is no such rep in this ledger".into()),
            Error::Missing(path()),
            Error::not_a_ledger(&path(), "it is not an SQLite file"),
            Error::Newer { path: path(), found: 9, known: 1 },
            Error::Older { path: path(), found: 1, known: 2 },
            Error::ReadOnly { attempted: "record" },
            Error::Readers { waited: std::time::Duration::from_secs(60) },
            Error::Unwiped { reason: "others are reading the ledger".into() },
            Error::Interrupted,
            Error::storage("open usage.db", "disk is full: free some space and try again"),
        ];
        let messages: Vec<_> = all.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(messages.join("\n"));
    }
}
