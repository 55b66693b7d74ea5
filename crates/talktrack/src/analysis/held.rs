//! The conversations that were held: on which deal, when, by whom, how they ended and whether any asset
//! helped.

mod counts;
mod deal_reps;
mod decisions;
mod on_deal;
mod put_to_work;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub(super) use self::counts::HeldCounts;
pub(super) use self::on_deal::{HeldReader, OnDeal};
pub(super) use self::put_to_work::PutToWork;
use super::{DealFold, DealShard, Tally, View};
use crate::error::Result;
use crate::model::{Conversation, OutcomeResult};

/// A conversation that was held on a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldConversation {
    /// The deal's number.
    pub deal: u32,
    /// Which of the five it is.
    pub conversation: Conversation,
    /// How it was decided; nothing while it is open.
    pub result: Option<OutcomeResult>,
    /// When it began, in microseconds, where that is known. An outcome that was recorded before the
    /// stage can make it later than the end.
    pub start: Option<i64>,
    /// From when on it is known to have been under way: its start, else its first fact; never after the
    /// end.
    pub from: i64,
    /// When it was decided; the last fact of one that is open.
    pub end: i64,
    /// Whether any asset was put to work in it.
    pub assisted: bool,
    /// Whom it counts for where figures cluster by rep: the deal's owner, else the first of its reps by
    /// key.
    pub lead: Option<u32>,
    /// The deal's owner, else who is named on the outcome.
    pub owner: Option<u32>,
    reps: Range<usize>,
}

/// The held conversations of a scope, in the order of deals and conversations.
///
/// A conversation is held on a deal if an asset was put to work in it, an outcome was stated, or the
/// deal entered a stage that maps to it. Facts of all times count, whatever the scope, and so does every
/// asset and action. It belongs to a scope that its end lies in, whose filters let its deal, conversation
/// and one of its reps through.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Held {
    all: Vec<HeldConversation>,
    /// Those of each conversation, one after the other.
    reps: Vec<u32>,
}

impl Held {
    /// Reads what was held.
    pub fn of(view: &View<'_>) -> Result<Self> {
        view.run_deals(&HeldFold { view, reader: HeldReader::new(view)? })
    }

    /// All of them.
    pub fn all(&self) -> &[HeldConversation] {
        &self.all
    }

    /// The numbers of the reps of a conversation: who put anything to work in it or is named on an
    /// outcome of it; without any, the deal's owner.
    pub fn reps(&self, of: &HeldConversation) -> &[u32] {
        self.reps.get(of.reps.clone()).unwrap_or_default()
    }

    fn push(&mut self, one: &HeldConversation, reps: &[u32]) {
        let first = self.reps.len();
        self.reps.extend_from_slice(reps);
        self.all.push(HeldConversation { reps: first..self.reps.len(), ..one.clone() });
    }

    /// The same in the order of deals and conversations.
    fn sorted(self) -> Self {
        let key = |one: &HeldConversation| (one.deal, one.conversation);
        if self.all.is_sorted_by_key(key) {
            return self;
        }
        let mut order: Vec<&HeldConversation> = self.all.iter().collect();
        order.sort_by_key(|one| key(one));
        let mut sorted = Self::default();
        order.into_iter().for_each(|one| sorted.push(one, self.reps(one)));
        sorted
    }
}

impl Tally for Held {
    fn merge(mut self, other: Self) -> Self {
        other.all.iter().for_each(|one| self.push(one, other.reps(one)));
        self.sorted()
    }
}

/// Keeps what was held on each deal.
struct HeldFold<'a> {
    view: &'a View<'a>,
    reader: HeldReader<'a>,
}

impl DealFold for HeldFold<'_> {
    type Tally = Held;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> Held {
        let mut held = Held::default();
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            on.within(self.view).for_each(|one| held.push(one, on.reps(one)));
        });
        held.sorted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common::sales;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in sales::records(40),
            cuts in proptest::collection::vec(0_u32..6, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let fold = HeldFold { view: &view, reader: HeldReader::new(&view).unwrap() };
            prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
        }
    }
}
