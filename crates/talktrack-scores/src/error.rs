//! Why companies could not be scored.

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The company could not be simulated.
    #[error(transparent)]
    Company(#[from] talktrack_simulation::Refused),
    /// It could not be recorded or asked about.
    #[error(transparent)]
    Tracker(#[from] talktrack::Error),
    /// What was simulated was not all recorded.
    #[error("{rejected} records of a simulated company were refused")]
    Rejected {
        /// How many were.
        rejected: u64,
    },
}

/// What was found, or why nothing was.
pub type Result<T> = std::result::Result<T, Error>;
