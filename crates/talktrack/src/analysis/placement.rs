//! In which conversation a fact took place: the one it states, else the one its deal was in.

mod stages;
mod ties;

use self::stages::{Entered, StageFold};
use super::View;
use super::extent::run;
use crate::columns::{Columns, NONE, Slice};
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
    /// Where the stages of each deal begin, by deal number, and where the last ones end.
    begins: Vec<u32>,
    /// When each stage was entered, deal by deal, in order.
    at: Vec<i64>,
    /// What it means: the code of a [`StageMeaning`], 0 for a stage that the map does not know.
    means: Vec<u8>,
    /// The meaning in force for facts at the very moment of a stage, where the order matters.
    ties: Vec<(Seq, u8)>,
}

impl Placement {
    /// The stages of all deals, ready to place any fact.
    pub fn of(view: &View<'_>) -> Result<Self> {
        Self::read(view, (i64::MIN, i64::MAX))
    }

    /// The same, to place facts of the scope's span only.
    pub(super) fn within(view: &View<'_>) -> Result<Self> {
        Self::read(view, view.span().micros())
    }

    fn read(view: &View<'_>, span: (i64, i64)) -> Result<Self> {
        let (columns, as_of) = (view.columns(), view.seq());
        let meanings = meanings(columns, view.end(), as_of.get());
        if meanings.iter().all(|meaning| *meaning == UNKNOWN) {
            // No stage means anything, so none has to be read.
            return Ok(Self::default());
        }
        let tally = run(columns, &StageFold, as_of)?;
        let mut entered = tally.0;
        entered.sort_unstable_by_key(|one| (one.deal, one.at, one.seq));
        let means = |one: &Entered| meanings.get(one.stage as usize).copied().unwrap_or(UNKNOWN);
        let tied = ties::settle(columns.ledger(), &mut entered, means)?;
        let mut placement = Self::default();
        for one in &entered {
            while placement.begins.len() <= one.deal as usize {
                placement.begins.push(length(&placement.at));
            }
            placement.at.push(one.at);
            placement.means.push(means(one));
        }
        placement.begins.push(length(&placement.at));
        placement.ties = ties::of_facts(columns, &placement, &tied, &entered, span, as_of)?;
        Ok(placement)
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
        let (ats, means) = self.stages(deal);
        let end = ats.partition_point(|entered| *entered <= at);
        let last = end.checked_sub(1)?;
        let mut meaning = means.get(last).copied();
        if ats.get(last) == Some(&at)
            && let Ok(place) = self.ties.binary_search_by_key(&seq, |(seq, _)| *seq)
        {
            meaning = self.ties.get(place).map(|(_, meaning)| *meaning);
        }
        conversation(meaning?).map(|conversation| (conversation, Placed::Inferred))
    }

    /// The conversation in which the fact at `position` took place. The slice needs the deal, the
    /// conversation and the time.
    #[inline]
    pub fn place_fact(&self, facts: &Slice, position: usize) -> Option<(Conversation, Placed)> {
        let (deal, stated) = (facts.deal[position], facts.conversation[position]);
        self.place(deal, stated, facts.at[position], facts.seq(position))
    }

    /// When `deal` entered its stages, in order, and what they mean: the code of a [`StageMeaning`], or
    /// 0 for one that the map does not know.
    pub(super) fn stages(&self, deal: u32) -> (&[i64], &[u8]) {
        let bound = |deal: usize| self.begins.get(deal).map(|bound| *bound as usize);
        let range = (deal != NONE).then(|| bound(deal as usize).zip(bound(deal as usize + 1)));
        let range = range.flatten().map_or(0..0, |(from, to)| from..to);
        let (at, means) = (self.at.get(range.clone()), self.means.get(range));
        (at.unwrap_or_default(), means.unwrap_or_default())
    }
}

/// Stands for a stage that the map does not know.
const UNKNOWN: u8 = 0;

fn length(at: &[i64]) -> u32 {
    // A ledger has fewer than 2³² facts as long as its columns fit in memory.
    u32::try_from(at.len()).unwrap_or(u32::MAX)
}

/// The conversation with this code; nothing for 0, won and lost.
#[inline]
fn conversation(code: u8) -> Option<Conversation> {
    Conversation::ALL.get(usize::from(code).wrapping_sub(1)).copied()
}

/// What each word means as a stage, by the word's number.
fn meanings(columns: &Columns, end: Timestamp, writes: u64) -> Vec<u8> {
    let stages = &columns.catalogue().stages;
    if stages.is_empty() {
        return Vec::new();
    }
    let known: std::collections::HashMap<&str, u8> = stages
        .iter()
        .filter_map(|(name, history)| {
            let stage = history.holding(end, writes)?;
            Some((name.as_str(), StageMeaning::code(stage.means)))
        })
        .collect();
    let words = columns.names(Name::Word).iter();
    words.map(|word| known.get(&**word).copied().unwrap_or(UNKNOWN)).collect()
}
