//! What is handed to a ledger: checked records or refused rows, with the place they come from.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Invalid, Record};

/// Where rows come from, with what it takes to read one of them again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Origin {
    /// A file's name, or what else the caller calls it.
    pub name: String,
    /// The format of the rows, in the words of whoever read them.
    pub format: String,
    /// What else reading a row takes, such as a header and a mapping.
    pub context: String,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file, or what else the rows come from.
    pub origin: String,
    /// The line or row, counted from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.origin.is_empty() {
            write!(out, "row {}", self.line)
        } else {
            write!(out, "{}, line {}", self.origin, self.line)
        }
    }
}

/// The row as it came, for the quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    /// All of it.
    Whole(Vec<u8>),
    /// It was too long to keep: what it was can still be recognised.
    TooLong {
        /// Its length in bytes.
        length: u64,
        /// Its BLAKE3 hash.
        hash: [u8; 32],
        /// Where it begins in its origin, in bytes.
        offset: u64,
    },
    /// It mentions somebody who was forgotten: it can still be recognised.
    Withheld {
        /// Its length in bytes.
        length: u64,
        /// Its BLAKE3 hash.
        hash: [u8; 32],
    },
    /// It came as values, not as text: its JSON form will do.
    Values,
}

impl Raw {
    /// The longest text that is kept.
    pub const LONGEST: usize = 65_536;
}

/// One row on its way into a ledger. A row can hold several records; it is recorded whole or
/// refused whole.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Where it comes from.
    pub origin: Arc<Origin>,
    /// The line or row, counted from 1.
    pub line: u64,
    /// The row as it came.
    pub raw: Raw,
    /// Its records, or why it was refused.
    pub content: Result<Vec<Record>, Invalid>,
    /// The number in quarantine of the row that this one is a new attempt at.
    pub replays: Option<u64>,
}

impl Submission {
    /// Where the row stands.
    pub fn place(&self) -> Place {
        Place { origin: self.origin.name.clone(), line: self.line }
    }

    /// A record that comes as a value, by itself.
    pub fn of_value(record: Record) -> Self {
        Self {
            origin: Arc::new(Origin { format: "values".into(), ..Origin::default() }),
            line: 1,
            raw: Raw::Values,
            content: Ok(vec![record]),
            replays: None,
        }
    }

    /// Numbers records that come as values, from 1.
    pub fn number_all<'a, I>(records: I) -> impl Iterator<Item = Self> + 'a
    where
        I: IntoIterator<Item = Record>,
        I::IntoIter: 'a,
    {
        let origin = Arc::new(Origin { format: "values".into(), ..Origin::default() });
        records.into_iter().zip(1..).map(move |(record, line)| Self {
            origin: Arc::clone(&origin),
            line,
            raw: Raw::Values,
            content: Ok(vec![record]),
            replays: None,
        })
    }
}
