//! What an audit asks, and what it keeps to itself.

use std::str::FromStr;

use talktrack::model::{Invalid, suggest};

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
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, reps)| *reps).ok_or_else(|| {
            let near = suggest(text, WORDS.iter().map(|(word, _)| *word));
            let advice = near.map_or_else(
                || "it is hidden, pseudonyms or named".into(),
                |near| format!("did you mean {near}?"),
            );
            Invalid::new("reps", format!("\"{text}\" is not known: {advice}"))
        })
    }
}

/// What an audit asks, and what it keeps to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditOptions {
    pub(super) min_reps: u32,
    pub(super) reps: Reps,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { min_reps: 3, reps: Reps::Hidden }
    }
}

impl AuditOptions {
    /// Groups of three reps or more, and no rows per rep.
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
}
