//! What can go wrong with a whole file. What is wrong with one row goes into quarantine instead.

use std::path::PathBuf;

use crate::progress::Progress;

/// What went wrong.
///
/// Every message says what was attempted, why it did not work and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The ledger did not take it.
    #[error(transparent)]
    Core(#[from] talktrack::Error),

    /// Reading or writing failed.
    #[error("cannot {attempted}: {source}")]
    Io {
        /// What was attempted, on what, and how far it came.
        attempted: String,
        /// What the system said.
        source: std::io::Error,
    },

    /// A file was to be written that is there already.
    #[error("{} is there already: name another one", .0.display())]
    Exists(PathBuf),

    /// Parquet, Arrow IPC or CSV were to be written elsewhere than into a folder.
    #[error("cannot export tables to one file: name a folder that is not there yet")]
    NeedsFolder,

    /// The mapping does not make sense.
    #[error("the mapping cannot be used: {problem}")]
    Mapping {
        /// Where it is wrong, how, and what may have been meant.
        problem: String,
    },

    /// The verb map does not make sense.
    #[error("the verb map cannot be used: {problem}")]
    Verbs {
        /// Where it is wrong, how, and what may have been meant.
        problem: String,
    },

    /// The file is of no format that is known, or not of the one that was named.
    #[error("cannot import {name}: {problem}")]
    Unrecognised {
        /// The file.
        name: String,
        /// What was looked for, what was found, and what to do.
        problem: String,
    },

    /// The columns of the file are not what they should be.
    #[error("cannot import {name}: {problem}")]
    Header {
        /// The file.
        name: String,
        /// What is wrong with which column, and what may have been meant.
        problem: String,
    },

    /// The file is of another kind than it was said to be.
    #[error("cannot import {name}: it {problem}")]
    NotText {
        /// The file.
        name: String,
        /// What it is instead, and what to do.
        problem: &'static str,
    },

    /// The file is of the format that it seems to be, and not whole.
    #[error("cannot import {name}: {problem}")]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong with it.
        problem: String,
    },

    /// A compressed file holds more than it is likely to hold in good faith.
    #[error(
        "cannot import {name}: it is compressed and unpacks to more than {limit}: if that is what it should hold, allow more (--unpack-to, in Python unpack_to)"
    )]
    TooLarge {
        /// The file.
        name: String,
        /// What it may unpack to.
        limit: String,
    },

    /// Whoever watched the import stopped it.
    #[error("the import of {name} was stopped {so_far}: import it again to complete it")]
    Interrupted {
        /// The file.
        name: String,
        /// How far it came.
        so_far: Progress,
    },

    /// A mended text was given for more than one row.
    #[error("a mended text replaces one row: give the row's number in quarantine with it")]
    MendedWithoutNumber,

    /// A row in quarantine was recorded by an earlier attempt.
    #[error("number {number} in quarantine was recorded already: there is nothing left to replay")]
    Settled {
        /// Its number in quarantine.
        number: u64,
    },
}

impl Error {
    pub(crate) fn mapping(problem: impl Into<String>) -> Self {
        Self::Mapping { problem: problem.into() }
    }
}
