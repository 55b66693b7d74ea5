//! The rows of one commit, while they are read.

use std::sync::Arc;

use talktrack::ledger::{Origin, Raw, RowBatch, Submission, Texts, UseRows};
use talktrack::model::{Source, TimeReading, UseTexts, UsesBuilder};

/// How many sources of uses are kept apart as columns; uses of others are recorded row by row.
const SOURCES: usize = 16;
/// How many bytes of text a batch holds at most, so that memory stays bounded.
const MOST_BYTES: usize = 32 << 20;
/// How many times the memory of its text a row takes that is recorded by itself.
const BY_ITSELF: usize = 4;

/// The rows of one commit, while they are read.
#[derive(Default)]
pub(crate) struct Batch {
    uses: Vec<Uses>,
    others: Vec<Submission>,
    rows: usize,
    bytes: usize,
}

/// Uses of one source.
struct Uses {
    uses: UsesBuilder,
    origin: Arc<Origin>,
    lines: Vec<u64>,
    texts: Texts,
}

impl Batch {
    /// How many rows there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows
    }

    /// Whether it holds as much text as a batch may hold.
    pub(crate) const fn is_full(&self) -> bool {
        self.bytes >= MOST_BYTES
    }

    /// Takes a row that is to be recorded by itself.
    pub(crate) fn push(&mut self, row: Submission) {
        let length = match &row.raw {
            Raw::Whole(text) => text.len(),
            // What is too long to be kept was read all the same, and may have made large records.
            Raw::TooLong { length, .. } => usize::try_from(*length).unwrap_or(MOST_BYTES),
            _ => 0,
        };
        self.bytes = self.bytes.saturating_add(length.saturating_mul(BY_ITSELF));
        self.others.push(row);
        self.rows += 1;
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
        if !uses.uses.push(says, times) {
            return false;
        }
        uses.lines.push(line);
        uses.texts.push(text);
        self.bytes += text.len();
        self.rows += 1;
        true
    }

    /// Where uses of the same source are gathered.
    fn uses_of(&mut self, origin: &Arc<Origin>, says: &UseTexts<'_>) -> Option<&mut Uses> {
        let source = says.source_or_default();
        let known = self.uses.iter().position(|uses| uses.uses.source() == source);
        let place = match known {
            Some(place) => place,
            None if self.uses.len() == SOURCES => return None,
            None => {
                let uses = UsesBuilder::new(Source::new(source).ok()?, says.has_id());
                let origin = Arc::clone(origin);
                self.uses.push(Uses { uses, origin, lines: Vec::new(), texts: Texts::default() });
                self.uses.len() - 1
            }
        };
        self.uses.get_mut(place)
    }

    /// The rows as they are recorded.
    pub(crate) fn finish(self) -> RowBatch {
        let uses = self.uses.into_iter().filter(|uses| !uses.uses.is_empty()).map(|uses| {
            let Uses { uses, origin, lines, texts } = uses;
            UseRows { uses: uses.finish(), origin, lines, texts: Some(texts) }
        });
        RowBatch { uses: uses.collect(), others: self.others }
    }
}
