//! In which conversation a fact took place: the one it states, else the one its deal was in.

use std::collections::HashMap;

use super::View;
use crate::columns::{Columns, DealIndex, InForce, NONE, Slice};
use crate::error::Result;
use crate::ledger::{Name, Seq};
use crate::model::{Conversation, StageMeaning, Timestamp};

/// How the conversation of a fact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placed {
    /// The fact states it.
    Stated,
    /// Its deal was in a stage that maps to it.
    Inferred,
}

/// Which stage each deal was in at what time, and what those stages mean.
///
/// The stage map is read as of the end of the scope; stages before the scope count, and so do those
/// after it. A stage that the map does not know, or that means won or lost, places nothing. Stages and
/// other facts of a deal that happened at the same moment are ordered by source and id.
#[derive(Debug, Clone, Default)]
pub struct Placement {
    meanings: Meanings,
    /// Nothing where no stage means anything.
    index: Option<DealIndex>,
    in_force: InForce,
}

impl Placement {
    /// The stages of all deals, ready to place any fact.
    pub fn of(view: &View<'_>) -> Result<Self> {
        let columns = view.columns();
        let meanings = Meanings::of(columns, view.end(), view.writes());
        let index = if meanings.is_empty() { None } else { Some(columns.deal_index()?.clone()) };
        Ok(Self { meanings, index, in_force: columns.in_force(view.seq()) })
    }

    /// What stages mean.
    pub(super) const fn meanings(&self) -> &Meanings {
        &self.meanings
    }

    /// The conversation in which a fact about `deal` took place that states `stated` (its code, 0 for
    /// none), at the moment `at` and recorded by the write `seq`; nothing if it cannot be placed.
    #[inline]
    pub fn place(
        &self,
        deal: u32,
        stated: u8,
        at: i64,
        seq: Seq,
    ) -> Option<(Conversation, Placed)> {
        if let Some(conversation) = conversation(stated) {
            return Some((conversation, Placed::Stated));
        }
        let index = self.index.as_ref().filter(|_| deal != NONE)?;
        let stages = index.stages(deal);
        let mut end = stages.partition_point(|entered| entered.at <= at);
        if stages.get(end.checked_sub(1)?).is_some_and(|last| last.at == at) {
            end = index.stages_before(deal, at, seq);
        }
        let mut before = stages.get(..end)?.iter().rev();
        let last = before.find(|entered| self.in_force.holds(entered.write))?;
        match self.meanings.of_stage(last.stage)? {
            StageMeaning::Conversation(conversation) => Some((conversation, Placed::Inferred)),
            StageMeaning::Won | StageMeaning::Lost => None,
        }
    }

    /// The conversation in which the fact at `position` took place. The slice needs the deal, the
    /// conversation and the time.
    #[inline]
    pub fn place_fact(&self, facts: &Slice, position: usize) -> Option<(Conversation, Placed)> {
        let (deal, stated) = (facts.deal[position], facts.conversation[position]);
        self.place(deal, stated, facts.at[position], facts.seq(position))
    }
}

/// What each word means as a stage, by the word's number.
#[derive(Debug, Clone, Default)]
pub(super) struct Meanings(Vec<Option<StageMeaning>>);

impl Meanings {
    /// The stage map as it holds at `end`.
    fn of(columns: &Columns, end: Timestamp, writes: u64) -> Self {
        let stages = &columns.catalogue().stages;
        let known: HashMap<&str, StageMeaning> = stages
            .iter()
            .filter_map(|(name, history)| {
                Some((name.as_str(), history.holding(end, writes)?.means))
            })
            .collect();
        let words = columns.names(Name::Word).iter();
        Self(words.map(|word| known.get(&**word).copied()).collect())
    }

    /// Whether no stage means anything.
    fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// What a stage means; nothing for one that the map does not know.
    #[inline]
    pub(super) fn of_stage(&self, stage: u32) -> Option<StageMeaning> {
        self.0.get(stage as usize).copied().flatten()
    }
}

/// The conversation with this code; nothing for 0.
#[inline]
pub(super) fn conversation(code: u8) -> Option<Conversation> {
    Conversation::ALL.get(usize::from(code).wrapping_sub(1)).copied()
}
