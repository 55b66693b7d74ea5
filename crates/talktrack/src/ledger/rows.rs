//! Facts as a ledger hands them to the columns: numbers in place of names.

use super::Seq;
use crate::model::{Conversation, Digest, Entry, EventKind, Timestamp};

/// The five dictionaries of a ledger. Each gives its names the numbers 0, 1, 2, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// Systems that events come from.
    Source,
    /// Open words: versions, stages, kinds of asks, teams advised.
    Word,
    /// Assets.
    Asset,
    /// Reps.
    Rep,
    /// Deals.
    Deal,
}

impl Name {
    /// All dictionaries.
    pub const ALL: [Self; 5] = [Self::Source, Self::Word, Self::Asset, Self::Rep, Self::Deal];
}

/// One value per dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Names<T>([T; 5]);

impl<T> std::ops::Index<Name> for Names<T> {
    type Output = T;
    fn index(&self, name: Name) -> &T {
        &self.0[name as usize]
    }
}

impl<T> std::ops::IndexMut<Name> for Names<T> {
    fn index_mut(&mut self, name: Name) -> &mut T {
        &mut self.0[name as usize]
    }
}

/// How far a reader has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The last write it has read.
    pub seq: Seq,
    /// How many names it knows of each dictionary.
    pub names: Names<u32>,
}

/// An event as a row of numbers; see [`Flat`](crate::model::Flat) for what each column holds.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)] // the columns are those of `Flat`
pub struct FactRow {
    pub seq: Seq,
    pub kind: EventKind,
    pub at: Timestamp,
    pub source: u32,
    pub rep: Option<u32>,
    pub asset: Option<u32>,
    pub deal: Option<u32>,
    pub conversation: Option<Conversation>,
    pub code: Option<u8>,
    pub word: Option<u32>,
    pub number: Option<i64>,
}

/// Takes what a ledger reads: first the names, then the rest in order of sequence. Of facts it gets those
/// that are in no complete chunk yet.
pub trait Sink {
    /// `text` is the next name of a dictionary.
    fn name(&mut self, dictionary: Name, text: &str);

    /// An event.
    fn fact(&mut self, row: FactRow);

    /// A version of a catalogue entry that holds from `at`; `number` is that of the asset, rep or
    /// deal.
    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    );

    /// The event `target` was retracted by the write `by`.
    fn retracted(&mut self, target: Seq, by: Seq);

    /// The rep with this number was forgotten: they count in totals and are never a row.
    fn forgotten(&mut self, rep: u32);
}
