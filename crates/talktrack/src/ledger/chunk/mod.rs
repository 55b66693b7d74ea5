//! Sealed chunks: the facts of 65,536 writes as narrow columns of numbers.
//!
//! Rows are the truth; chunks are derived from them, in the transaction that completes them, so that
//! questions read a few bytes a fact. A chunk never changes: every value of it is guarded by
//! checksums, and what is damaged is read from the rows instead.

mod column;

pub use column::{Damaged, Packed};

use super::Seq;
use crate::model::{Digest, Timestamp};

/// How many writes a chunk spans: number 1 those up to 65,536, number 2 the next as many, and so on.
pub const CHUNK: u64 = 65_536;

/// A column of a chunk; [`Flat`](crate::model::Flat) says what each holds. Names stand for their
/// number in the file, which begins at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The write, counted from the first one of the chunk as 0. Implied where every write is an event.
    Write,
    /// The kind of the event.
    Kind,
    /// When it happened, in microseconds.
    At,
    /// The system it comes from.
    Source,
    /// The rep.
    Rep,
    /// The asset.
    Asset,
    /// The deal.
    Deal,
    /// The conversation.
    Conversation,
    /// Action, result, level or asking side.
    Code,
    /// Version, stage, kind of ask, or team advised.
    Word,
    /// Milliseconds, rating, hits, `until`, `needed_by`.
    Number,
}

impl Field {
    /// All columns, in the order of their codes.
    pub const ALL: [Self; 11] = [
        Self::Write,
        Self::Kind,
        Self::At,
        Self::Source,
        Self::Rep,
        Self::Asset,
        Self::Deal,
        Self::Conversation,
        Self::Code,
        Self::Word,
        Self::Number,
    ];

    /// The stored number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The name, as the table of chunks shows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Kind => "kind",
            Self::At => "at",
            Self::Source => "source",
            Self::Rep => "rep",
            Self::Asset => "asset",
            Self::Deal => "deal",
            Self::Conversation => "conversation",
            Self::Code => "code",
            Self::Word => "word",
            Self::Number => "number",
        }
    }
}

/// What is known of a chunk before any of its columns is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkHead {
    /// 1, 2, 3, …
    pub number: u64,
    /// How many of its writes are events; the others are catalogue entries.
    pub facts: u32,
    /// When the earliest and the latest happened; nothing in a chunk without events.
    pub times: Option<(Timestamp, Timestamp)>,
    /// The digest of everything in the ledger up to its last write.
    pub digest: Digest,
}

impl ChunkHead {
    /// Its first write.
    pub fn first(&self) -> Seq {
        Seq::from((self.number - 1) * CHUNK + 1)
    }

    /// Its last write.
    pub fn last(&self) -> Seq {
        Seq::from(self.number * CHUNK)
    }

    /// Guards every value of the head.
    pub fn checksum(&self) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&self.number.to_le_bytes());
        sum.update(&self.facts.to_le_bytes());
        let times =
            self.times.map_or([i64::MIN; 2], |(first, last)| [first, last].map(Timestamp::micros));
        times.iter().for_each(|at| sum.update(&at.to_le_bytes()));
        sum.update(&self.digest.to_bytes());
        sum.finalize()
    }
}

/// A chunk as it was read, with some of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What is known of it.
    pub head: ChunkHead,
    /// The columns that were read; without [`Field::Write`] every write is an event.
    pub columns: Vec<(Field, Packed)>,
}

/// The facts of a chunk, to be filled or read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChunkFacts {
    columns: [Vec<i64>; Field::ALL.len()],
}

impl ChunkFacts {
    /// Stands where a fact names nothing.
    pub const NONE: i64 = Packed::NONE;

    /// Adds a fact, a value for each of [`Field::ALL`].
    pub fn push(&mut self, row: [i64; Field::ALL.len()]) {
        for (column, value) in self.columns.iter_mut().zip(row) {
            if column.is_empty() {
                column.reserve_exact(usize::try_from(CHUNK).unwrap_or_default());
            }
            column.push(value);
        }
    }

    /// The facts of a chunk that was sealed; a column that is not given holds the numbers 0, 1, 2, …
    pub fn unpack(facts: usize, columns: &[(Field, Packed)]) -> Self {
        let mut all = Self::default();
        for (field, values) in Field::ALL.into_iter().zip(&mut all.columns) {
            values.reserve_exact(facts);
            match columns.iter().find(|(given, _)| *given == field) {
                Some((_, packed)) => packed.unpack(facts, values),
                None => values.extend((0_i64..).take(facts)),
            }
            // Whoever gives columns of another chunk gets facts without values.
            values.resize(facts, Self::NONE);
        }
        all
    }

    /// The facts in order.
    pub fn rows(&self) -> impl Iterator<Item = [i64; Field::ALL.len()]> + '_ {
        (0..self.len()).map(|row| self.columns.each_ref().map(|column| column[row]))
    }

    /// A column.
    pub fn column(&self, field: Field) -> &[i64] {
        &self.columns[usize::from(field.code())]
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When the earliest and the latest happened.
    pub fn times(&self) -> Option<(Timestamp, Timestamp)> {
        let at = &self.columns[usize::from(Field::At.code())];
        let first = Timestamp::from_micros(*at.iter().min()?).ok()?;
        let last = Timestamp::from_micros(*at.iter().max()?).ok()?;
        Some((first, last))
    }

    /// The columns at their narrowest, and an empty builder.
    pub fn take(&mut self) -> Vec<(Field, Packed)> {
        let every_write = self.len() as u64 == CHUNK;
        let packed = Field::ALL
            .into_iter()
            .zip(&self.columns)
            .filter(|(field, _)| !(every_write && *field == Field::Write))
            .map(|(field, values)| (field, Packed::of(values)))
            .collect();
        self.columns.iter_mut().for_each(Vec::clear);
        packed
    }
}
