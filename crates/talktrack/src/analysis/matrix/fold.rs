//! Counts uses, reps and deals per asset and conversation.

use serde::{Deserialize, Serialize};

use super::Placements;
use crate::analysis::members::{Distinct, Members};
use crate::analysis::{Fold, Placed, Placement, Shard, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind};

const CONVERSATIONS: usize = Conversation::ALL.len();

/// One asset in one conversation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Cell {
    pub(super) uses: u64,
    pub(super) reps: Members,
    pub(super) deals: Distinct,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct MatrixTally {
    cells: Vec<Cell>,
    pub(super) placements: Placements,
}

impl MatrixTally {
    /// The five conversations of an asset.
    pub(super) fn of_asset(&self, asset: usize) -> &[Cell] {
        let first = asset * CONVERSATIONS;
        self.cells.get(first..first + CONVERSATIONS).unwrap_or_default()
    }
}

impl Placements {
    #[inline]
    pub(in crate::analysis) fn add(&mut self, placed: Option<Placed>) {
        match placed {
            Some(Placed::Stated) => self.stated += 1,
            Some(Placed::Inferred) => self.inferred += 1,
            None => self.unplaced += 1,
        }
    }

    pub(in crate::analysis) fn merge(&mut self, other: &Self) {
        self.stated += other.stated;
        self.inferred += other.inferred;
        self.unplaced += other.unplaced;
    }
}

impl Tally for MatrixTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.cells.iter_mut().zip(other.cells) {
            mine.uses += theirs.uses;
            mine.reps.merge(theirs.reps);
            mine.deals.merge(theirs.deals);
        }
        self.placements.merge(&other.placements);
        self
    }

    fn settle(mut self) -> Self {
        self.cells.iter_mut().for_each(|cell| cell.deals.settle());
        self
    }
}

pub(super) struct MatrixFold<'a> {
    view: &'a View<'a>,
    placement: &'a Placement,
    fields: Vec<Field>,
}

impl<'a> MatrixFold<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Result<Self> {
        let fields = view.use_fields(&[Field::Rep, Field::Deal, Field::Conversation]);
        Ok(Self { view, placement: view.placement()?, fields })
    }
}

impl Fold for MatrixFold<'_> {
    type Tally = MatrixTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> MatrixTally {
        let cells = vec![Cell::default(); self.view.assets().len() * CONVERSATIONS];
        let mut tally = MatrixTally { cells, placements: Placements::default() };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !(facts.puts_to_work(position) && self.view.has_use(facts, position)) {
                    continue;
                }
                let deal = facts.deal[position];
                let placed = self.placement.place_fact(facts, position);
                tally.placements.add(placed.map(|(_, placed)| placed));
                let Some((conversation, _)) = placed else { continue };
                let place = usize::from(conversation.code()) - 1;
                let place = facts.asset[position] as usize * CONVERSATIONS + place;
                // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
                let Some(cell) = tally.cells.get_mut(place) else { continue };
                cell.uses += 1;
                if facts.rep[position] != NONE {
                    cell.reps.add(facts.rep[position]);
                }
                if deal != NONE {
                    cell.deals.add(deal);
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
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            prop_assert!(shards::agree(&MatrixFold::new(&view).unwrap(), &columns, cuts, seed));
        }
    }
}
