//! Since when each rep knows each asset.

mod first_times;

use serde::{Deserialize, Serialize};

use self::first_times::FirstTimes;
use super::both::{AssetFold, Named};
use super::{Fold, Shard, Tally, View};
use crate::columns::Slice;
use crate::ledger::chunk::Field;
use crate::model::{Audience, EventKind, TrainingLevel};

/// Since when reps know assets: since the first time that they were introduced to it, trained or certified, that it
/// was recommended to them by name, that they used it in any way, or that a search of theirs opened it. What
/// happened before the scope counts, and what happened after it does not. A recommendation to a team or to everyone
/// is not awareness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Awareness {
    /// By the asset's number: the first time of each rep who knows it.
    aware: Vec<FirstTimes>,
    /// The same of those who were trained or certified.
    trained: Vec<FirstTimes>,
}

impl Awareness {
    /// Since when each rep knows an asset, by rep.
    pub(super) fn aware(&self, asset: u32) -> Vec<(u32, i64)> {
        self.aware.get(asset as usize).map(FirstTimes::sorted).unwrap_or_default()
    }

    /// Since when each rep is trained in an asset or certified, by rep.
    pub(super) fn trained(&self, asset: u32) -> Vec<(u32, i64)> {
        self.trained.get(asset as usize).map(FirstTimes::sorted).unwrap_or_default()
    }
}

impl Tally for Awareness {
    fn merge(mut self, other: Self) -> Self {
        let mine = self.aware.iter_mut().chain(&mut self.trained);
        let theirs = other.aware.into_iter().chain(other.trained);
        mine.zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
        self
    }
}

/// Reads it, whatever the filters of the scope.
pub(super) struct AwarenessFold<'a> {
    pub(super) view: &'a View<'a>,
}

impl Fold for AwarenessFold<'_> {
    type Tally = Awareness;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Rep, Field::Asset, Field::Code]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use, EventKind::Training, EventKind::Recommendation, EventKind::Search]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.view.span().until.micros())
    }

    fn fold(&self, shard: &Shard<'_>) -> Awareness {
        self.count_all(shard)
    }
}

/// What a fact tells of how well a rep knows an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tells {
    Nothing,
    /// That they know it.
    Aware,
    /// That they were trained or certified.
    Trained,
}

impl AssetFold for AwarenessFold<'_> {
    type Mark = Tells;

    fn nothing(&self) -> Awareness {
        let none = || vec![FirstTimes::default(); self.view.assets().len()];
        Awareness { aware: none(), trained: none() }
    }

    fn assets(&self) -> usize {
        self.view.assets().len()
    }

    fn mark(&self, facts: &Slice, position: usize) -> Tells {
        const USE: u8 = EventKind::Use.code();
        const TRAINING: u8 = EventKind::Training.code();
        const RECOMMENDATION: u8 = EventKind::Recommendation.code();
        const SEARCH: u8 = EventKind::Search.code();
        const INTRODUCED: u8 = TrainingLevel::Introduced.code();
        let (_, until) = self.span();
        if facts.at[position] >= until || self.view.reps().len() <= facts.rep[position] as usize {
            return Tells::Nothing;
        }
        match (facts.kind[position], facts.code[position]) {
            // A search names the asset that it opened.
            (USE | SEARCH, _) | (TRAINING, INTRODUCED) | (RECOMMENDATION, Audience::REP) => {
                Tells::Aware
            }
            (TRAINING, _) => Tells::Trained,
            _ => Tells::Nothing,
        }
    }

    fn count(
        &self,
        asset: usize,
        named: impl Iterator<Item = Named<Tells>> + Clone,
        tally: &mut Awareness,
    ) {
        let known = tally.aware.get_mut(asset).zip(tally.trained.get_mut(asset));
        let Some((aware, trained)) = known else { return };
        for Named { at, rep, mark } in named.filter(|one| one.mark != Tells::Nothing) {
            aware.add(rep, at);
            if mark == Tells::Trained {
                trained.add(rep, at);
            }
        }
    }
}

#[cfg(test)]
mod tests;
