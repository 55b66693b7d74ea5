//! How conversations of one kind were decided, with each asset and in all.

use serde::{Deserialize, Serialize};

use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::{DealFold, DealShard, Tally, View};
use crate::error::Result;
use crate::model::{Conversation, OutcomeResult, Tags};

/// Decided conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Trials {
    pub(super) decided: u64,
    pub(super) succeeded: u64,
}

impl Trials {
    fn add(&mut self, other: Self) {
        self.decided += other.decided;
        self.succeeded += other.succeeded;
    }

    /// The share that succeeds; half, if nothing is known.
    pub(super) fn rate(&self) -> f64 {
        (self.succeeded as f64 + 0.5) / (self.decided as f64 + 1.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TrialsTally {
    /// On deals that fit the tags.
    pub(super) fitting: Trials,
    /// On deals of any kind.
    pub(super) any: Trials,
    /// By asset: on deals that fit, with the asset put to work.
    pub(super) with: Vec<Trials>,
}

impl Tally for TrialsTally {
    fn merge(mut self, other: Self) -> Self {
        self.fitting.add(other.fitting);
        self.any.add(other.any);
        self.with.iter_mut().zip(other.with).for_each(|(mine, theirs)| mine.add(theirs));
        self
    }
}

/// Counts the decided conversations of a scope.
pub(super) struct TrialsFold<'a> {
    view: &'a View<'a>,
    conversation: Conversation,
    tags: &'a Tags,
    reader: HeldReader<'a>,
}

impl<'a> TrialsFold<'a> {
    pub(super) fn new(
        view: &'a View<'a>,
        conversation: Conversation,
        tags: &'a Tags,
    ) -> Result<Self> {
        Ok(Self { view, conversation, tags, reader: HeldReader::new(view)? })
    }
}

impl DealFold for TrialsFold<'_> {
    type Tally = TrialsTally;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> TrialsTally {
        let (fitting, any) = (Trials::default(), Trials::default());
        let with = vec![Trials::default(); self.view.assets().len()];
        let mut tally = TrialsTally { fitting, any, with };
        let mut on = OnDeal::default();
        let mut assets = Vec::new();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            let ours = on.within(self.view).find(|one| one.conversation == self.conversation);
            let Some((held, result)) = ours.and_then(|one| Some((one, one.result?))) else {
                return;
            };
            let succeeded = u64::from(result == OutcomeResult::Succeeded);
            let one = Trials { decided: 1, succeeded };
            tally.any.add(one);
            if !(self.tags.is_empty()
                || self.reader.deal(facts.deal).is_some_and(|deal| deal.tags.have(self.tags)))
            {
                return;
            }
            tally.fitting.add(one);
            // What came after the decision had no part in it.
            let uses = on.uses_in(held).filter(|used| used.at <= held.end);
            let uses = uses.filter(|used| self.view.has_action(used.action()));
            assets.clear();
            assets.extend(uses.map(|used| used.asset));
            assets.sort_unstable();
            assets.dedup();
            for asset in &assets {
                if let Some(with) = tally.with.get_mut(*asset as usize) {
                    with.add(one);
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
            let tags = Tags::new().with("segment", "small").unwrap();
            let fold = TrialsFold::new(&view, Conversation::RelevantMeeting, &tags).unwrap();
            prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
        }
    }
}
