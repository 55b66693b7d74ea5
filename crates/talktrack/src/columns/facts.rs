//! Events as columns.

use std::collections::BTreeMap;

use crate::ledger::{FactRow, Seq};
use crate::model::{Conversation, EventKind, Timestamp};

/// Stands in a column of numbers where a fact names nothing.
pub const NONE: u32 = u32::MAX;

/// Every event, a column per field; see [`Flat`](crate::model::Flat) for what each field holds.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)] // the columns are those of `Flat`
pub struct Facts {
    pub seq: Vec<u64>,
    pub kind: Vec<u8>,
    pub at: Vec<i64>,
    pub rep: Vec<u32>,
    pub asset: Vec<u32>,
    pub deal: Vec<u32>,
    /// 0 where there is none.
    pub conversation: Vec<u8>,
    /// 0 where there is none.
    pub code: Vec<u8>,
    pub word: Vec<u32>,
    /// Whether the fact was never retracted.
    pub in_force: Vec<bool>,
    /// The first write that retracted the fact at a position.
    retracted_by: BTreeMap<usize, u64>,
}

impl Facts {
    pub(super) fn push(&mut self, row: &FactRow) {
        self.seq.push(row.seq.get());
        self.kind.push(row.kind.code());
        self.at.push(row.at.micros());
        self.rep.push(row.rep.unwrap_or(NONE));
        self.asset.push(row.asset.unwrap_or(NONE));
        self.deal.push(row.deal.unwrap_or(NONE));
        self.conversation.push(row.conversation.map_or(0, Conversation::code));
        self.code.push(row.code.unwrap_or(0));
        self.word.push(row.word.unwrap_or(NONE));
        // A retraction says nothing about usage itself.
        self.in_force.push(row.kind != EventKind::Retraction);
    }

    pub(super) fn retract(&mut self, target: Seq, by: Seq) {
        if let Ok(position) = self.seq.binary_search(&target.get()) {
            self.in_force[position] = false;
            let first = self.retracted_by.entry(position).or_insert(u64::MAX);
            *first = by.get().min(*first);
        }
    }

    /// Which facts were in force after the write `seq`: those recorded by then and not yet
    /// retracted.
    pub fn in_force_as_of(&self, seq: Seq) -> Vec<bool> {
        let recorded = self.seq.partition_point(|write| *write <= seq.get());
        let mut in_force = self.in_force.get(..recorded).unwrap_or_default().to_vec();
        for (position, by) in self.retracted_by.range(..recorded) {
            in_force[*position] = *by > seq.get();
        }
        in_force
    }

    /// How many there are, retracted ones and retractions included.
    pub const fn len(&self) -> usize {
        self.seq.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.seq.is_empty()
    }

    /// When the fact at `position` happened.
    pub fn time(&self, position: usize) -> Timestamp {
        // Every stored time was checked when it was read.
        Timestamp::from_micros(self.at[position]).unwrap_or(Timestamp::EARLIEST)
    }
}
