//! What keeps a trial from being held; what it finds is no error.

use std::path::Path;

/// Why a trial could not be held.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {attempted}: {reason}")]
    System {
        /// What was attempted.
        attempted: String,
        /// Why it failed.
        reason: std::io::Error,
    },

    /// The ledger refused what has to work.
    #[error(transparent)]
    Ledger(#[from] talktrack::Error),

    /// A worker did something else than it was told.
    #[error("a worker did not do as it was told: {0}")]
    Worker(String),
}

/// A shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Says what was attempted when the system refused.
pub(crate) trait Attempted<T> {
    /// `what` was attempted.
    fn attempted(self, what: &str) -> Result<T>;

    /// `what` was attempted on `path`.
    fn attempted_on(self, what: &str, path: &Path) -> Result<T>;
}

impl<T> Attempted<T> for std::io::Result<T> {
    fn attempted(self, what: &str) -> Result<T> {
        self.map_err(|reason| Error::System { attempted: what.to_owned(), reason })
    }

    fn attempted_on(self, what: &str, path: &Path) -> Result<T> {
        self.attempted(&format!("{what} {}", path.display()))
    }
}
