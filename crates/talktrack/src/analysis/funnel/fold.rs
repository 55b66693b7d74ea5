//! Counts held conversations per period, group and conversation.

use serde::{Deserialize, Serialize};

use crate::analysis::calendar::{Cut, Finder};
use crate::analysis::groups::Groups;
use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::members::Members;
use crate::analysis::{DealFold, DealShard, HeldConversation, Placements, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::model::{Conversation, OutcomeResult};

/// A held conversation, as it counts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Counted {
    /// The deal's number.
    pub(super) deal: u32,
    /// The rep it clusters by; [`NONE`] without any.
    pub(super) lead: u32,
    /// Whether it succeeded; nothing while it is open.
    pub(super) succeeded: Option<bool>,
    pub(super) assisted: bool,
    /// From its start to its decision, or to the scope's end; nothing where the start is not known.
    pub(super) waited: Option<i64>,
}

impl Counted {
    fn of(one: &HeldConversation, until: i64) -> Self {
        let end = if one.result.is_some() { one.end } else { until };
        Self {
            deal: one.deal,
            lead: one.lead.unwrap_or(NONE),
            succeeded: one.result.map(|result| result == OutcomeResult::Succeeded),
            assisted: one.assisted,
            // An outcome that was recorded before the stage took no time.
            waited: one.start.map(|start| end.saturating_sub(start).max(0)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct FunnelTally {
    groups: usize,
    /// Period by period, group by group, conversation by conversation; in the order of deals.
    cells: Vec<Vec<Counted>>,
    /// The reps of them all.
    pub(super) reps: Members,
    /// Of what was put to work on deals.
    pub(super) placements: Placements,
}

impl FunnelTally {
    /// What stands in the cells of some groups, each conversation once.
    pub(super) fn of(
        &self,
        period: usize,
        groups: &[usize],
        conversation: Conversation,
    ) -> Vec<Counted> {
        let cells = groups.iter().map(|group| place(self.groups, period, *group, conversation));
        let cells = cells.filter_map(|place| self.cells.get(place));
        let mut all: Vec<Counted> = cells.flatten().copied().collect();
        if groups.len() > 1 {
            all.sort_unstable();
            all.dedup();
        }
        all
    }

    /// By group: whether anything was held.
    pub(super) fn known(&self) -> Vec<bool> {
        let mut known = vec![false; self.groups];
        for (place, cell) in self.cells.iter().enumerate() {
            known[place / Conversation::ALL.len() % self.groups] |= !cell.is_empty();
        }
        known
    }

    fn sorted(mut self) -> Self {
        for cell in &mut self.cells {
            // Deals come in order, or else as a few runs in order.
            cell.sort();
        }
        self
    }
}

const fn place(groups: usize, period: usize, group: usize, conversation: Conversation) -> usize {
    (period * groups + group) * Conversation::ALL.len() + conversation.code() as usize - 1
}

impl Tally for FunnelTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, mut theirs) in self.cells.iter_mut().zip(other.cells) {
            mine.append(&mut theirs);
        }
        self.reps.merge(other.reps);
        self.placements.merge(&other.placements);
        self.sorted()
    }
}

pub(super) struct FunnelFold<'a> {
    view: &'a View<'a>,
    groups: &'a Groups,
    cuts: &'a [Cut],
    reader: HeldReader<'a>,
}

impl<'a> FunnelFold<'a> {
    pub(super) fn new(view: &'a View<'a>, groups: &'a Groups, cuts: &'a [Cut]) -> Result<Self> {
        Ok(Self { view, groups, cuts, reader: HeldReader::new(view)? })
    }

    fn place_uses(&self, deal: u32, on: &OnDeal, placements: &mut Placements) {
        if self.view.has_deal(deal as usize) {
            let ours = on.uses().iter().filter(|used| self.view.span().contains(used.at));
            let ours = ours.filter(|used| self.view.lets(used));
            ours.for_each(|used| placements.add(used.placed()));
        }
    }
}

impl DealFold for FunnelFold<'_> {
    type Tally = FunnelTally;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> FunnelTally {
        let groups = self.groups.len();
        let cells = vec![Vec::new(); self.cuts.len() * groups * Conversation::ALL.len()];
        let (reps, placements) = (Members::default(), Placements::default());
        let mut tally = FunnelTally { groups, cells, reps, placements };
        let until = self.view.span().until.micros();
        let mut finder = Finder::new(self.cuts);
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            self.place_uses(facts.deal, &on, &mut tally.placements);
            for one in on.within(self.view) {
                on.reps(one).iter().for_each(|rep| tally.reps.add(*rep));
                let Some(period) = finder.find(one.end) else { continue };
                for group in self.groups.of_held(self.view, one, on.reps(one)) {
                    let place = place(groups, period, group, one.conversation);
                    tally.cells[place].push(Counted::of(one, until));
                }
            }
        });
        tally.sorted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{By, Calendar, shards};
    use crate::common::sales;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in sales::records(40),
            cuts in proptest::collection::vec(0_u32..6, 0..6),
            seed in any::<u64>(),
            by in proptest::sample::select(vec![None, Some(By::Team)]),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let weeks = Calendar::Week.cuts(view.span()).unwrap();
            let groups = Groups::of_conversations(&view, by.as_ref()).unwrap();
            let fold = FunnelFold::new(&view, &groups, &weeks).unwrap();
            prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
        }
    }
}
