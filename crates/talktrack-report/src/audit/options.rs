//! What an audit asks, and what it keeps to itself.

use std::str::FromStr;

use talktrack::model::{Invalid, Word};

/// How reps are named in an audit: `hidden`, `pseudonyms` or `named`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reps {
    /// There is no row per rep.
    #[default]
    Hidden,
    /// A row per rep, called Rep 1, Rep 2 and so on.
    Pseudonyms,
    /// A row per rep, under their own key.
    Named,
}

impl FromStr for Reps {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        const WORDS: [(&str, Reps); 3] =
            [("hidden", Reps::Hidden), ("pseudonyms", Reps::Pseudonyms), ("named", Reps::Named)];
        let known = WORDS.iter().find(|(word, _)| *word == text).map(|(_, reps)| *reps);
        known.ok_or_else(|| Invalid::unknown_word("reps", text, WORDS.map(|(word, _)| word)))
    }
}

/// What an audit asks, and what it keeps to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditOptions {
    pub(super) min_reps: u32,
    pub(super) reps: Reps,
    pub(super) gaps_by: Option<Word>,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { min_reps: 3, reps: Reps::Hidden, gaps_by: None }
    }
}

impl AuditOptions {
    /// Groups of three reps or more, no rows per rep, and gaps by segment.
    pub fn new() -> Self {
        Self::default()
    }

    /// Groups of fewer reps than this are merged into `other`, which is left out if it is still smaller. It
    /// takes the place of what the scope says; 3 unless given.
    pub const fn min_reps(mut self, min_reps: u32) -> Self {
        self.min_reps = min_reps;
        self
    }

    /// Whether there are rows per rep, and how they are called.
    pub const fn reps(mut self, reps: Reps) -> Self {
        self.reps = reps;
        self
    }

    /// By which tag of deals gaps are looked for; `segment` unless given. It is an error if no deal carries
    /// it.
    pub fn gaps_by(mut self, tag: Word) -> Self {
        self.gaps_by = Some(tag);
        self
    }
}
