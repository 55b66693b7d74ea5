//! What a worker says, line by line.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::events::{Batch, Named, Single};

/// A line of a worker's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// It waits for the word to begin.
    Ready,
    /// `record` returned: this event is acknowledged.
    Single(Single),
    /// `record_all` returned: this batch is acknowledged.
    Batch(Batch),
    /// An answer counted that many uses.
    Seen(u64),
    /// That many records were found.
    Found(u64),
    /// The longest that `record` took, in microseconds.
    Worst(u64),
    /// The ledger refused; nothing of what was attempted is acknowledged.
    Failed(String),
    /// Something that should not be.
    Problem(String),
}

impl Line {
    /// Says it, at once: what stands in a buffer dies with the process.
    pub fn say(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{self}")?;
        out.flush()
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready => out.write_str("ready"),
            Self::Single(single) => write!(out, "recorded {single}"),
            Self::Batch(batch) => write!(out, "recorded {batch}"),
            Self::Seen(uses) => write!(out, "seen {uses}"),
            Self::Found(records) => write!(out, "found {records}"),
            Self::Worst(micros) => write!(out, "worst {micros}"),
            Self::Failed(error) => write!(out, "failed {}", one_line(error)),
            Self::Problem(problem) => write!(out, "problem {}", one_line(problem)),
        }
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

impl FromStr for Line {
    type Err = Error;

    fn from_str(line: &str) -> Result<Self> {
        let strange = || Error::Worker(format!("it said {line:?}"));
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let number = || rest.parse().map_err(|_| strange());
        Ok(match word {
            "ready" => Self::Ready,
            "recorded" => match rest.parse()? {
                Named::Single(single) => Self::Single(single),
                Named::Row(batch, _) => Self::Batch(batch),
            },
            "seen" => Self::Seen(number()?),
            "found" => Self::Found(number()?),
            "worst" => Self::Worst(number()?),
            "failed" => Self::Failed(rest.to_owned()),
            "problem" => Self::Problem(rest.to_owned()),
            _ => return Err(strange()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads_back() {
        let lines = [
            Line::Ready,
            Line::Single(Single { run: 1, thread: 2, number: 3 }),
            Line::Batch(Batch { run: 1, importer: 0, number: 3, size: 9 }),
            Line::Seen(12),
            Line::Found(13),
            Line::Worst(34),
            Line::Failed("cannot record: disk full".into()),
            Line::Problem("5 are missing".into()),
        ];
        for line in lines {
            assert_eq!(line.to_string().parse::<Line>().unwrap(), line);
        }
        assert!("thread 'main' panicked".parse::<Line>().is_err());
    }
}
