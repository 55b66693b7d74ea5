//! Rows of a file on their way into a ledger: uses as columns, and everything else row by row.

use std::sync::Arc;

use super::submission::{Origin, Raw, Submission};
use crate::model::{Invalid, Uses};

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
    pub(crate) fn into_submissions(self) -> impl Iterator<Item = Submission> {
        let Self { uses, others } = self;
        let lines = uses.iter().enumerate().flat_map(|(place, rows)| {
            rows.lines.iter().enumerate().map(move |(row, line)| (*line, place, row))
        });
        let mut lines: Vec<_> = lines.collect();
        lines.sort_unstable();
        let (mut lines, mut others) = (lines.into_iter().peekable(), others.into_iter().peekable());
        std::iter::from_fn(move || {
            let line = lines.peek().map_or(u64::MAX, |(line, ..)| *line);
            match others.next_if(|other| other.line < line) {
                Some(other) => Some(other),
                None => match lines.next() {
                    Some((_, place, row)) => uses.get(place)?.submission(row),
                    None => others.next(),
                },
            }
        })
    }
}

/// Uses as columns, with the rows of a file that they were read from.
#[derive(Debug, Clone)]
pub struct UseRows {
    uses: Uses,
    origin: Arc<Origin>,
    lines: Vec<u64>,
    texts: Option<Texts>,
    /// The rows in the order of their ids, where those are UUIDs: sorted by who reads, while others record.
    by_uuid: Option<Vec<u32>>,
}

impl UseRows {
    /// Uses of a file, with the line of each in the order of the file, and with each row as it came; without,
    /// if they came as values and not as text.
    ///
    /// # Errors
    /// If there are not as many lines or texts as uses.
    pub fn new(
        uses: Uses,
        origin: Arc<Origin>,
        lines: Vec<u64>,
        texts: Option<Texts>,
    ) -> Result<Self, Invalid> {
        let texts_there = texts.as_ref().map_or(uses.len(), |texts| texts.ends.len());
        if (lines.len(), texts_there) != (uses.len(), uses.len()) {
            return Err(Invalid::new(
                "lines",
                "are not as many as the uses, or their texts are not",
            ));
        }
        let by_uuid = uses.by_uuid();
        Ok(Self { uses, origin, lines, texts, by_uuid })
    }

    /// The rows in the order of their ids, where those are UUIDs.
    pub(crate) fn by_uuid(&self) -> Option<&[u32]> {
        self.by_uuid.as_deref()
    }

    /// The uses.
    pub const fn uses(&self) -> &Uses {
        &self.uses
    }

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
