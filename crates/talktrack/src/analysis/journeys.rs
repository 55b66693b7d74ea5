//! The journeys of decided deals: what was put to work on each of them up to its decision, in order.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::deal_decisions::DealDecision;
use super::members::Members;
use super::{Fold, Placement, Shard, Tally, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Ledger, Seq};
use crate::model::EventKind;

/// A use on a deal that is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) deal: u32,
    pub(super) at: i64,
    seq: u64,
    pub(super) asset: u32,
    /// The code of the conversation it took place in, 0 where that is unknown.
    pub(super) conversation: u8,
}

/// The steps of all journeys.
pub(super) struct Journeys {
    /// By deal and time; of one moment, by their write.
    steps: Vec<Step>,
    /// By deal number: whether one of the reps that the filters let through put anything to work on it, up
    /// to its decision.
    worked_on: Vec<bool>,
}

impl Journeys {
    /// Those of the deals that have a decision, by deal number. Filters narrow the steps; time does not: a
    /// journey begins when it begins.
    pub(super) fn of(view: &View<'_>, decisions: &[Option<DealDecision>]) -> Result<Self> {
        let fold = StepsFold::new(view, decisions)?;
        let JourneysTally { steps, deals } = view.run(&fold)?;
        let mut worked_on = vec![false; decisions.len()];
        for deal in deals.sorted() {
            if let Some(worked_on) = worked_on.get_mut(deal as usize) {
                *worked_on = true;
            }
        }
        Ok(Self { steps, worked_on })
    }

    /// Orders steps of one deal and moment by source and id, where any two of them differ.
    pub(super) fn settle_ties(
        &mut self,
        ledger: &dyn Ledger,
        differ: impl Fn(&Step, &Step) -> bool,
    ) -> Result<()> {
        let moment = |step: &Step| (step.deal, step.at);
        let tied = |run: &&mut [Step]| run.iter().any(|step| differ(step, &run[0]));
        let runs = || self.steps.chunk_by(|one, other| moment(one) == moment(other));
        let open = runs().filter(|run| run.iter().any(|step| differ(step, &run[0])));
        let writes: Vec<Seq> = open.flatten().map(|step| Seq::from(step.seq)).collect();
        if writes.is_empty() {
            return Ok(());
        }
        let identities = ledger.identities(&writes)?;
        let known: HashMap<Seq, _> = writes.into_iter().zip(identities).collect();
        let runs = self.steps.chunk_by_mut(|one, other| moment(one) == moment(other));
        for run in runs.filter(tied) {
            run.sort_by_key(|step| known.get(&Seq::from(step.seq)));
        }
        Ok(())
    }

    /// What was put to work on a deal, in order.
    pub(super) fn of_deal(&self, deal: u32) -> &[Step] {
        let first = self.steps.partition_point(|step| step.deal < deal);
        let end = self.steps.partition_point(|step| step.deal <= deal);
        &self.steps[first..end]
    }

    /// Whether a rep that the filters let through put anything to work on a deal.
    pub(super) fn worked_on(&self, deal: u32) -> bool {
        self.worked_on.get(deal as usize).is_some_and(|worked_on| *worked_on)
    }
}

/// Collects the steps.
struct StepsFold<'a> {
    view: &'a View<'a>,
    placement: &'a Placement,
    decisions: &'a [Option<DealDecision>],
    fields: Vec<Field>,
}

impl<'a> StepsFold<'a> {
    fn new(view: &'a View<'a>, decisions: &'a [Option<DealDecision>]) -> Result<Self> {
        let fields = view.use_fields(&[Field::Deal, Field::Conversation]);
        Ok(Self { view, placement: view.placement()?, decisions, fields })
    }
}

/// Steps in order; and the deals on which a rep that the filters let through put anything to work.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct JourneysTally {
    steps: Vec<Step>,
    deals: Members,
}

impl Tally for JourneysTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.steps.append(&mut other.steps);
        // Two sorted halves, which this kind of sorting merges.
        self.steps.sort();
        self.deals.merge(other.deals);
        self
    }
}

impl Fold for StepsFold<'_> {
    type Tally = JourneysTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn fold(&self, shard: &Shard<'_>) -> JourneysTally {
        let mut tally = JourneysTally::default();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (deal, at) = (facts.deal[position], facts.at[position]);
                let decision = self.decisions.get(deal as usize).copied().flatten();
                if decision.is_none_or(|decision| decision.at < at) || !facts.puts_to_work(position)
                {
                    continue;
                }
                if self.view.has_rep(facts.rep[position] as usize) {
                    tally.deals.add(deal);
                }
                if self.view.lets_use(facts, position) {
                    let placed = self.placement.place_fact(facts, position);
                    tally.steps.push(Step {
                        deal,
                        at,
                        seq: facts.seq(position).get(),
                        asset: facts.asset[position],
                        conversation: placed.map_or(0, |(conversation, _)| conversation.code()),
                    });
                }
            }
        });
        tally.steps.sort_unstable();
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
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in sales::records(60),
            cuts in proptest::collection::vec(0_u64..80, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let decisions = DealDecision::all(&view).unwrap();
            let fold = StepsFold::new(&view, &decisions).unwrap();
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
