//! How a command ends.

use std::fmt;
use std::io;

/// How a command ended that did what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it.
    Done,
    /// All but rows that were refused.
    Rejects,
}

impl Outcome {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejects => 3,
        }
    }

    pub(crate) const fn after(rejected: u64) -> Self {
        if rejected == 0 { Self::Done } else { Self::Rejects }
    }
}

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was asked for something that does not make sense.
    Misuse(String),
    /// It tried and failed.
    Failed(String),
    /// Nobody reads its output any more.
    Closed,
}

impl Failure {
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Misuse(_) => 2,
            Self::Failed(_) => 1,
            Self::Closed => 0,
        }
    }

    /// A file that could not be read or written.
    pub(crate) fn file(attempted: &str, path: &std::path::Path, error: &io::Error) -> Self {
        Self::Failed(format!("cannot {attempted} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misuse(why) | Self::Failed(why) => out.write_str(why),
            Self::Closed => Ok(()),
        }
    }
}

impl From<talktrack::Error> for Failure {
    fn from(error: talktrack::Error) -> Self {
        match error {
            talktrack::Error::Invalid(_)
            | talktrack::Error::NotFound(_)
            | talktrack::Error::ReadOnly { .. } => Self::Misuse(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<talktrack::model::Invalid> for Failure {
    fn from(invalid: talktrack::model::Invalid) -> Self {
        Self::Misuse(invalid.to_string())
    }
}

impl From<talktrack_exchange::Error> for Failure {
    fn from(error: talktrack_exchange::Error) -> Self {
        match error {
            talktrack_exchange::Error::Core(error) => error.into(),
            talktrack_exchange::Error::Exists(_)
            | talktrack_exchange::Error::Mapping { .. }
            | talktrack_exchange::Error::Verbs { .. }
            | talktrack_exchange::Error::MendedWithoutNumber
            | talktrack_exchange::Error::Settled { .. } => Self::Misuse(error.to_string()),
            talktrack_exchange::Error::Io { ref source, .. }
                if source.kind() == io::ErrorKind::BrokenPipe =>
            {
                Self::Closed
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<talktrack_report::WorkbookError> for Failure {
    fn from(error: talktrack_report::WorkbookError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<talktrack_report::WriteError> for Failure {
    fn from(error: talktrack_report::WriteError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Errors of writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Failed(format!("cannot write the output: {error}"))
        }
    }
}
