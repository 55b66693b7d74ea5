//! How many conversations were held, where nobody asks which.

use serde::{Deserialize, Serialize};

use super::{HeldConversation, HeldReader, OnDeal};
use crate::analysis::clusters::Clusters;
use crate::analysis::{DealFold, DealShard, Tally, View};
use crate::error::Result;
use crate::model::OutcomeResult;

/// Conversations that were held.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct HeldCounts {
    /// How many any asset helped in, by the rep for whom they count.
    pub(in crate::analysis) assisted: Clusters,
    pub(in crate::analysis) decided: u64,
    pub(in crate::analysis) succeeded: u64,
}

impl HeldCounts {
    /// Counts the held conversations of a scope, in so many cells: each in that which `cell` says.
    pub(in crate::analysis) fn of<C>(view: &View<'_>, cells: usize, cell: C) -> Result<Vec<Self>>
    where
        C: Fn(&HeldConversation) -> usize + Sync,
    {
        let fold = CountsFold { view, reader: HeldReader::new(view)?, cells, cell };
        Ok(view.run_deals(&fold)?.0)
    }

    fn add(&mut self, one: &HeldConversation) {
        self.assisted.add(one.lead, one.assisted);
        self.decided += u64::from(one.result.is_some());
        self.succeeded += u64::from(one.result == Some(OutcomeResult::Succeeded));
    }
}

struct CountsFold<'a, C> {
    view: &'a View<'a>,
    reader: HeldReader<'a>,
    cells: usize,
    cell: C,
}

/// Cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CountsTally(Vec<HeldCounts>);

impl Tally for CountsTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            mine.assisted.merge(&theirs.assisted);
            mine.decided += theirs.decided;
            mine.succeeded += theirs.succeeded;
        }
        self
    }
}

impl<C: Fn(&HeldConversation) -> usize + Sync> DealFold for CountsFold<'_, C> {
    type Tally = CountsTally;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> CountsTally {
        let mut tally = CountsTally(vec![HeldCounts::default(); self.cells]);
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            for one in on.within(self.view) {
                if let Some(counts) = tally.0.get_mut((self.cell)(one)) {
                    counts.add(one);
                }
            }
        });
        tally
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
            let reader = HeldReader::new(&view).unwrap();
            let cell = |one: &HeldConversation| usize::from(one.conversation.code()) - 1;
            let fold = CountsFold { view: &view, reader, cells: 5, cell };
            prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
        }
    }
}
