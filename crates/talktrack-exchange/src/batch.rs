//! The rows of one commit, while they are read.

use std::sync::Arc;

use talktrack::ledger::{Origin, Raw, RowBatch, Submission, Texts, UseRows};
use talktrack::model::{Source, TimeReading, UseTexts, UsesBuilder};

use crate::about::Row;
use crate::error::Error;
use crate::reconciliation::Tally;

/// How many sources of uses are kept apart as columns; uses of others are recorded row by row.
const SOURCES: usize = 16;
/// How many bytes of text a batch holds at most, whatever its size, so that memory stays bounded.
const MOST_BYTES: usize = 32 << 20;
/// How many bytes of text a batch holds a row: far above what rows of events take, so that only freaks make it
/// smaller.
const BYTES_A_ROW: usize = 1024;
/// How many times the memory of its text a row takes that is recorded by itself.
const BY_ITSELF: usize = 4;

/// The rows of one commit, while they are read.
pub(crate) struct Batch {
    uses: Vec<Uses>,
    others: Vec<Submission>,
    /// How many more rows it holds.
    rows: usize,
    /// How many more bytes of text it holds.
    bytes: usize,
}

/// Uses of one source.
struct Uses {
    columns: UsesBuilder,
    origin: Arc<Origin>,
    lines: Vec<u64>,
    texts: Texts,
}

impl Batch {
    /// One that holds `rows` at most.
    pub(crate) const fn of(rows: usize) -> Self {
        let bytes = rows.saturating_mul(BYTES_A_ROW);
        let bytes = if bytes > MOST_BYTES { MOST_BYTES } else { bytes };
        Self { uses: Vec::new(), others: Vec::new(), rows, bytes }
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
        let Some(uses) = self.uses_of(origin, says) else { return false };
        if !uses.columns.push(says, times) {
            return false;
        }
        uses.lines.push(line);
        uses.texts.push(text);
        self.hold(text.len());
        true
    }

    /// Where uses of the same source are gathered.
    fn uses_of(&mut self, origin: &Arc<Origin>, says: &UseTexts<'_>) -> Option<&mut Uses> {
        let source = says.source_or_default();
        let known = self.uses.iter().position(|uses| uses.columns.source() == source);
        let place = match known {
            Some(place) => place,
            None if self.uses.len() == SOURCES => return None,
            None => {
                let columns = UsesBuilder::new(Source::new(source).ok()?, says.has_id());
                let origin = Arc::clone(origin);
                self.uses.push(Uses {
                    columns,
                    origin,
                    lines: Vec::new(),
                    texts: Texts::default(),
                });
                self.uses.len() - 1
            }
        };
        self.uses.get_mut(place)
    }

    /// The rows as they are recorded.
    pub(crate) fn finish(self) -> Result<RowBatch, Error> {
        let uses = self.uses.into_iter().filter(|uses| !uses.columns.is_empty()).map(|uses| {
            let Uses { columns, origin, lines, texts } = uses;
            UseRows::new(columns.finish(), origin, lines, Some(texts))
        });
        let uses = uses.collect::<Result<_, _>>().map_err(talktrack::Error::from)?;
        Ok(RowBatch { uses, others: self.others })
    }
}
