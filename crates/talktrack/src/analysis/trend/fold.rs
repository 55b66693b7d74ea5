//! Counts uses, reps and assets per period and group; and which groups of assets helped in which held
//! conversations.

use serde::{Deserialize, Serialize};

use crate::analysis::calendar::{Cut, Finder};
use crate::analysis::groups::Groups;
use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::members::Members;
use crate::analysis::{
    DealFold, DealShard, Fold, HeldConversation, Placement, Placements, Shard, Tally, View,
};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind};

/// One group in one period.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Cell {
    pub(super) uses: u64,
    pub(super) reps: Members,
    pub(super) assets: Members,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TrendTally {
    groups: usize,
    /// Period by period, group by group; nothing where there was no use.
    cells: Vec<Option<Box<Cell>>>,
    pub(super) placements: Placements,
}

impl TrendTally {
    pub(super) fn cell(&self, period: usize, group: usize) -> Option<&Cell> {
        self.cells.get(period * self.groups + group)?.as_deref()
    }

    /// The groups with any use, some of them repeatedly.
    pub(super) fn groups(&self) -> impl Iterator<Item = usize> + '_ {
        let used = self.cells.iter().enumerate().filter(|(_, cell)| cell.is_some());
        used.map(|(place, _)| place % self.groups.max(1))
    }

    /// Who put anything to work.
    pub(super) fn reps(&self) -> Members {
        let mut reps = Members::default();
        self.cells.iter().flatten().for_each(|cell| reps.merge(cell.reps.clone()));
        reps
    }
}

impl Tally for TrendTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.cells.iter_mut().zip(other.cells) {
            match (mine, theirs) {
                (_, None) => {}
                (mine @ None, theirs) => *mine = theirs,
                (Some(mine), Some(theirs)) => {
                    mine.uses += theirs.uses;
                    mine.reps.merge(theirs.reps);
                    mine.assets.merge(theirs.assets);
                }
            }
        }
        self.placements.merge(&other.placements);
        self
    }
}

pub(super) struct TrendFold<'a> {
    view: &'a View<'a>,
    groups: &'a Groups,
    cuts: &'a [Cut],
    placement: &'a Placement,
    fields: Vec<Field>,
}

impl<'a> TrendFold<'a> {
    pub(super) fn new(view: &'a View<'a>, groups: &'a Groups, cuts: &'a [Cut]) -> Result<Self> {
        let fields = view.use_fields(&[Field::Rep, Field::Deal, Field::Conversation]);
        // The conversations held need it for all facts.
        Ok(Self { view, groups, cuts, placement: view.placement()?, fields })
    }
}

impl Fold for TrendFold<'_> {
    type Tally = TrendTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> TrendTally {
        let groups = self.groups.len();
        let cells = vec![None; self.cuts.len() * groups];
        let mut tally = TrendTally { groups, cells, placements: Placements::default() };
        let mut finder = Finder::new(self.cuts);
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !(facts.puts_to_work(position) && self.view.has_use(facts, position)) {
                    continue;
                }
                let (rep, asset) = (facts.rep[position], facts.asset[position]);
                let (deal, at) = (facts.deal[position], facts.at[position]);
                let placed = self.placement.place_fact(facts, position);
                tally.placements.add(placed.map(|(_, placed)| placed));
                let conversation = placed.map(|(conversation, _)| conversation);
                let group = self.groups.of_use(rep, asset, deal, conversation);
                let Some((period, group)) = finder.find(at).zip(group) else { continue };
                let cell = tally.cells[period * groups + group].get_or_insert_default();
                cell.uses += 1;
                if rep != NONE {
                    cell.reps.add(rep);
                }
                cell.assets.add(asset);
            }
        });
        tally
    }
}

/// Which groups of assets were put to work in which of the scope's held conversations, at any time.
pub(super) struct HelpFold<'a> {
    view: &'a View<'a>,
    groups: &'a Groups,
    reader: HeldReader<'a>,
}

impl<'a> HelpFold<'a> {
    pub(super) fn new(view: &'a View<'a>, groups: &'a Groups) -> Result<Self> {
        Ok(Self { view, groups, reader: HeldReader::new(view)? })
    }
}

/// Deal, conversation and group of assets, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HelpTally(Vec<(u32, Conversation, usize)>);

impl HelpTally {
    /// The groups that helped in a conversation.
    pub(super) fn groups(&self, held: &HeldConversation) -> Vec<usize> {
        let key = (held.deal, held.conversation);
        let first = self.0.partition_point(|(deal, one, _)| (*deal, *one) < key);
        let ours = self.0[first..].iter().take_while(|(deal, one, _)| (*deal, *one) == key);
        ours.map(|(.., group)| *group).collect()
    }

    fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup();
        self
    }
}

impl Tally for HelpTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self.sorted()
    }
}

impl DealFold for HelpFold<'_> {
    type Tally = HelpTally;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> HelpTally {
        let mut tally = HelpTally(Vec::new());
        let (mut on, mut used) = (OnDeal::default(), Vec::new());
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            for one in on.within(self.view) {
                on.first_uses(one, &mut used);
                let assets = used.iter().map(|(asset, _)| *asset);
                let ours = assets.filter(|asset| self.view.has_asset(*asset as usize));
                let groups =
                    ours.filter_map(|asset| self.groups.of_use(NONE, asset, facts.deal, None));
                tally.0.extend(groups.map(|group| (one.deal, one.conversation, group)));
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
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
            by in proptest::sample::select(vec![By::Kind, By::Team, By::Conversation]),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let days = Calendar::Day.cuts(view.span()).unwrap();
            let groups = Groups::by(&view, &by).unwrap();
            let fold = TrendFold::new(&view, &groups, &days).unwrap();
            prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
            if by == By::Kind {
                let fold = HelpFold::new(&view, &groups).unwrap();
                let cuts = cuts.iter().map(|cut| u32::try_from(cut / 10).unwrap()).collect();
                prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
            }
        }
    }
}
