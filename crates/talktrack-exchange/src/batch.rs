//! The rows of one commit, while they are read.

use std::sync::Arc;

use talktrack::ledger::{Origin, Raw, RowBatch, Submission, Texts, UseRows};
use talktrack::model::{TimeReading, UseTexts, UsesBySource};

use crate::about::Row;
use crate::error::Error;
use crate::reconciliation::Tally;

/// How many bytes of text a batch holds at most, whatever its size, so that memory stays bounded.
const MOST_BYTES: usize = 40 << 20;
/// How many bytes of text a batch holds a row: far above what rows of events take, so that only freaks make it
/// smaller.
const BYTES_A_ROW: usize = 1024;
/// How many times the memory of its text a row takes that is recorded by itself.
const BY_ITSELF: usize = 4;
/// For how many rows room is made at once.
const MOST_EXPECTED: usize = 300_000;
/// How many rows the first batch holds at most: nothing is recorded while it is read.
const FIRST: usize = 100_000;

/// The rows of one commit, while they are read; then those of the next one.
pub(crate) struct Batch {
    uses: UsesBySource,
    /// The rows that the uses of each source stand in.
    rows_of: Vec<RowsOf>,
    others: Vec<Submission>,
    size: usize,
    /// How many more rows it holds.
    rows: usize,
    /// How many more bytes of text it holds.
    bytes: usize,
}

/// The rows that the uses of a source stand in.
struct RowsOf {
    origin: Arc<Origin>,
    lines: Vec<u64>,
    texts: Texts,
}

impl Batch {
    /// One that holds `size` rows at most.
    pub(crate) fn of(size: usize) -> Self {
        let mut batch = Self {
            uses: UsesBySource::expecting(size.min(MOST_EXPECTED)),
            rows_of: Vec::new(),
            others: Vec::new(),
            size,
            rows: 0,
            bytes: 0,
        };
        batch.hold_up_to(size.min(FIRST));
        batch
    }

    fn hold_up_to(&mut self, rows: usize) {
        self.rows = rows;
        self.bytes = rows.saturating_mul(BYTES_A_ROW).min(MOST_BYTES);
    }

    /// Whether it holds no more.
    pub(crate) const fn is_full(&self) -> bool {
        self.rows == 0 || self.bytes == 0
    }

    fn hold(&mut self, bytes: usize) {
        self.rows = self.rows.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Takes a row that is to be recorded by itself, and counts it.
    pub(crate) fn push(&mut self, row: Row, tally: &mut Tally) {
        tally.count(&row);
        let length = match &row.submission.raw {
            Raw::Whole(text) => text.len(),
            // What is too long to be kept was read all the same, and may have made large records.
            Raw::TooLong { length, .. } => usize::try_from(*length).unwrap_or(MOST_BYTES),
            _ => 0,
        };
        self.hold(length.saturating_mul(BY_ITSELF));
        self.others.push(row.submission);
    }

    /// Takes a row that is nothing but a use, if nothing is wrong or unusual about it.
    pub(crate) fn take_use(
        &mut self,
        origin: &Arc<Origin>,
        line: u64,
        text: &[u8],
        says: &UseTexts<'_>,
        times: &TimeReading,
    ) -> bool {
        if text.len() > Raw::LONGEST {
            return false;
        }
        let Some(source) = self.uses.push(says, times) else { return false };
        if self.rows_of.len() <= source {
            let origin = Arc::clone(origin);
            self.rows_of.push(RowsOf {
                origin,
                lines: Vec::with_capacity(self.rows.min(MOST_EXPECTED)),
                texts: Texts::default(),
            });
        }
        let Some(rows) = self.rows_of.get_mut(source) else { return false };
        rows.lines.push(line);
        rows.texts.push(text);
        self.hold(text.len());
        true
    }

    /// The rows as they are recorded. What comes next is of the next commit.
    pub(crate) fn take(&mut self) -> Result<RowBatch, Error> {
        self.hold_up_to(self.size);
        let rows_of = std::mem::take(&mut self.rows_of);
        let uses = self.uses.take().into_iter().zip(rows_of).map(|(uses, rows)| {
            let RowsOf { origin, lines, texts } = rows;
            UseRows::new(uses, origin, lines, Some(texts))
        });
        let uses = uses.collect::<Result<_, _>>().map_err(talktrack::Error::from)?;
        Ok(RowBatch { uses, others: std::mem::take(&mut self.others) })
    }
}
