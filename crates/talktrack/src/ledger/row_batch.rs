//! Rows of a file on their way into a ledger: uses as columns, and everything else row by row.

use std::sync::Arc;

use super::submission::{Origin, Raw, Submission};
use crate::model::Uses;

/// Rows to be recorded as one commit.
#[derive(Debug, Clone, Default)]
pub struct RowBatch {
    /// Rows that are a use each: of each source once.
    pub uses: Vec<UseRows>,
    /// All other rows.
    pub others: Vec<Submission>,
}

impl RowBatch {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.others.len() + self.uses.iter().map(|rows| rows.uses.len()).sum::<usize>()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All rows one by one, in the order of their lines.
    pub(crate) fn into_submissions(self) -> Vec<Submission> {
        let mut all = self.others;
        for rows in &self.uses {
            all.extend((0..rows.uses.len()).filter_map(|row| rows.submission(row)));
        }
        all.sort_by_key(|submission| submission.line);
        all
    }
}

/// Uses as columns, with the rows of a file that they were read from.
#[derive(Debug, Clone)]
pub struct UseRows {
    /// The uses.
    pub uses: Uses,
    /// The file.
    pub origin: Arc<Origin>,
    /// The line of each use.
    pub lines: Vec<u64>,
    /// The row of each use as it came; none if they came as values, not as text.
    pub texts: Option<Texts>,
}

impl UseRows {
    /// The use in a row by itself.
    pub(crate) fn submission(&self, row: usize) -> Option<Submission> {
        let raw = match &self.texts {
            Some(texts) => Raw::Whole(texts.get(row)?.to_vec()),
            None => Raw::Values,
        };
        Some(Submission {
            origin: Arc::clone(&self.origin),
            line: *self.lines.get(row)?,
            raw,
            content: Ok(vec![self.uses.event(row)?.into()]),
            replays: None,
        })
    }
}

/// Texts one behind the other: one place in memory for all of them.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds one.
    pub fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, place: usize) -> Option<&[u8]> {
        let begin = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(begin..*self.ends.get(place)?)
    }
}
