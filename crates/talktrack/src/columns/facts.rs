//! Events as columns: a block per chunk of the ledger, and the tail that is not sealed yet.

use std::sync::{Arc, OnceLock};

use super::InForce;
use super::slice::Slice;
use crate::error::Result;
use crate::ledger::chunk::{CHUNK, Chunk, ChunkFacts, ChunkHead, Field, Packed};
use crate::ledger::{Ledger, Seq};
use crate::model::{EventKind, Timestamp};

/// Stands in a column of numbers where a fact names nothing.
pub const NONE: u32 = u32::MAX;

/// Every event. Columns of sealed chunks are read when a question first needs them.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    blocks: Vec<Arc<Block>>,
    tail: Arc<ChunkFacts>,
    /// Which facts were retracted and by which write first, in the order of the facts.
    retracted: Arc<Vec<(u64, u64)>>,
}

/// A sealed chunk.
#[derive(Debug)]
struct Block {
    head: ChunkHead,
    columns: [OnceLock<Packed>; Field::ALL.len()],
    /// A bit for each kind of event that is in it, once a question asks.
    kinds: OnceLock<u64>,
    /// By column: whether a fact has nothing in it, once a question asks.
    lacks: [OnceLock<bool>; Field::ALL.len()],
}

impl Block {
    fn take(&self, chunk: Chunk) {
        for (field, packed) in chunk.columns {
            // Another thread may have read the same.
            let _ = self.columns[usize::from(field.code())].set(packed);
        }
    }

    /// Whether there is a fact of this kind, if the kinds were read.
    fn has_kind(&self, kind: u8) -> Option<bool> {
        let packed = self.columns[usize::from(Field::Kind.code())].get()?;
        let kinds = self.kinds.get_or_init(|| {
            let mut kinds = Vec::new();
            packed.unpack(self.head.facts as usize, &mut kinds);
            kinds.into_iter().map(bit).fold(0, |kinds, bit| kinds | bit)
        });
        Some(kinds & bit(kind.into()) != 0)
    }

    fn has(&self, field: Field) -> bool {
        let implied = field == Field::Write && u64::from(self.head.facts) == CHUNK;
        implied || self.column(field).is_some()
    }

    /// Whether a fact has nothing in this column; true also if it was not read.
    fn may_lack(&self, field: Field) -> bool {
        let Some(packed) = self.column(field) else { return true };
        *self.lacks[usize::from(field.code())].get_or_init(|| packed.has_none())
    }

    /// A column, if it was read.
    fn column(&self, field: Field) -> Option<&Packed> {
        self.columns[usize::from(field.code())].get()
    }
}

/// Kinds have low codes; what is damaged sets no bit.
fn bit(kind: i64) -> u64 {
    u32::try_from(kind).ok().and_then(|kind| 1_u64.checked_shl(kind)).unwrap_or_default()
}

impl Facts {
    /// Adds a fact after the last one.
    pub(super) fn push(&mut self, row: [i64; Field::ALL.len()]) {
        Arc::make_mut(&mut self.tail).push(row);
    }

    /// Chunks up to this number are complete. If there are new ones, what stood in the tail is in the first
    /// of them.
    pub(super) fn seal(&mut self, ledger: &dyn Ledger, complete: u64) -> Result<()> {
        let known = self.blocks.len() as u64;
        if complete == known {
            return Ok(());
        }
        let numbers: Vec<u64> = (known + 1..=complete).collect();
        let found: Vec<OnceLock<Block>> = numbers.iter().map(|_| OnceLock::new()).collect();
        // The kinds say which blocks a question can skip.
        ledger.chunks(&numbers, &[Field::Kind, Field::Write], &|chunk| {
            let place = usize::try_from(chunk.head.number - known - 1).unwrap_or(usize::MAX);
            let block = Block {
                head: chunk.head,
                columns: Default::default(),
                kinds: OnceLock::new(),
                lacks: Default::default(),
            };
            block.take(chunk);
            if let Some(found) = found.get(place) {
                let _ = found.set(block);
            }
        })?;
        self.blocks.extend(found.into_iter().filter_map(OnceLock::into_inner).map(Arc::new));
        self.tail = Arc::default();
        Ok(())
    }

    /// What is known of retractions, without any facts.
    pub(super) fn without_parts(&self) -> Self {
        Self { retracted: Arc::clone(&self.retracted), ..Self::default() }
    }

    /// The facts that are in no complete chunk.
    pub(super) fn tail(&self) -> &ChunkFacts {
        &self.tail
    }

    pub(super) fn retract(&mut self, target: Seq, by: Seq) {
        let retracted = Arc::make_mut(&mut self.retracted);
        let (target, by) = (target.get(), by.get());
        match retracted.binary_search_by_key(&target, |(target, _)| *target) {
            Ok(place) => retracted[place].1 = by.min(retracted[place].1),
            Err(place) => retracted.insert(place, (target, by)),
        }
    }

    /// Reads those of `fields` that are not there yet, of the parts that are `needed`.
    pub fn require(
        &self,
        ledger: &dyn Ledger,
        fields: &[Field],
        needed: impl Fn(usize) -> bool,
    ) -> Result<()> {
        let mut missing = Vec::new();
        let mut numbers = Vec::new();
        for (part, block) in self.blocks.iter().enumerate() {
            let lacking = fields.iter().filter(|field| !block.has(**field));
            if needed(part) && lacking.clone().next().is_some() {
                missing.extend(lacking);
                numbers.push(block.head.number);
            }
        }
        if numbers.is_empty() {
            return Ok(());
        }
        missing.sort_unstable();
        missing.dedup();
        ledger.chunks(&numbers, &missing, &|chunk| {
            let place = usize::try_from(chunk.head.number).unwrap_or_default();
            if let Some(block) = self.blocks.get(place.wrapping_sub(1)) {
                block.take(chunk);
            }
        })
    }

    /// How many parts there are: one per chunk, and the tail.
    pub const fn parts(&self) -> usize {
        self.blocks.len() + 1
    }

    /// How many facts there are, retracted ones and retractions included.
    pub fn len(&self) -> usize {
        let sealed: usize = self.blocks.iter().map(|block| block.head.facts as usize).sum();
        sealed + self.tail.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes the columns take that are in memory.
    pub fn bytes(&self) -> usize {
        let columns = self.blocks.iter().flat_map(|block| &block.columns);
        let sealed: usize =
            columns.filter_map(OnceLock::get).map(|packed| packed.data().len()).sum();
        sealed + self.tail.len() * size_of::<i64>() * Field::ALL.len()
    }

    /// When the earliest and the latest fact of a part happened.
    pub fn times(&self, part: usize) -> Option<(Timestamp, Timestamp)> {
        match self.blocks.get(part) {
            Some(block) => block.head.times,
            None => self.tail.times(),
        }
    }

    /// Whether a part has a fact of this kind, as far as can be said at once.
    pub fn may_have(&self, part: usize, kind: u8) -> bool {
        self.blocks.get(part).and_then(|block| block.has_kind(kind)).unwrap_or(true)
    }

    /// Whether a fact of a part has nothing in this column, as far as can be said without reading more.
    pub fn may_lack(&self, part: usize, field: Field) -> bool {
        self.blocks.get(part).is_none_or(|block| block.may_lack(field))
    }

    /// Whether every fact of a part was recorded by the write `until` and holds, as far as can be said at
    /// once.
    pub fn all_hold(&self, part: usize, until: Seq) -> bool {
        const RETRACTION: u8 = EventKind::Retraction.code();
        let first = part as u64 * CHUNK;
        part < self.blocks.len()
            && first + CHUNK <= until.get()
            && self.retracted_between(first, first + CHUNK).is_empty()
            && !self.may_have(part, RETRACTION)
    }

    /// Unpacks columns of a part into `slice`: what was written after the first and up to the second of
    /// `writes`, and which of it was not retracted by the write `as_of`.
    pub fn slice(
        &self,
        part: usize,
        fields: &[Field],
        writes: (Seq, Seq),
        as_of: Seq,
        slice: &mut Slice,
    ) {
        let first = part as u64 * CHUNK;
        slice.clear(first + 1);
        match self.blocks.get(part) {
            Some(block) => {
                let facts = block.head.facts as usize;
                for field in fields.iter().chain([&Field::Kind, &Field::Write]) {
                    match block.column(*field) {
                        Some(packed) => slice.unpack(*field, packed, facts),
                        None if *field == Field::Write => slice.number_writes(facts),
                        None => {}
                    }
                }
            }
            None => {
                for field in fields.iter().chain([&Field::Kind, &Field::Write]) {
                    slice.fill(*field, self.tail.column(*field));
                }
            }
        }
        slice.mask(writes, as_of, self.retracted_between(first, first + CHUNK));
    }

    /// Which facts held after the write `as_of`, of those up to the write `last`.
    pub fn in_force(&self, as_of: Seq, last: Seq) -> InForce {
        let retracted = self.retracted.iter().filter(|(_, by)| *by <= as_of.get());
        InForce::new(as_of, last, retracted.map(|(target, _)| *target))
    }

    /// The value of a column of the fact at `row` of a part; [`Packed::NONE`] if there is none, or the column
    /// was not read.
    #[inline]
    pub(super) fn value(&self, field: Field, part: usize, row: usize) -> i64 {
        let Some(block) = self.blocks.get(part) else {
            return self.tail.column(field).get(row).copied().unwrap_or(Packed::NONE);
        };
        match block.column(field) {
            Some(packed) => packed.get(row),
            None if field == Field::Write => i64::try_from(row).unwrap_or(Packed::NONE),
            None => Packed::NONE,
        }
    }

    fn retracted_between(&self, after: u64, last: u64) -> &[(u64, u64)] {
        let place = |write: u64| self.retracted.partition_point(|(target, _)| *target <= write);
        &self.retracted[place(after)..place(last)]
    }
}
