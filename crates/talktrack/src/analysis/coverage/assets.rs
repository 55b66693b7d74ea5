//! Which assets there are for a conversation, and which were put to work in it.

use serde::{Deserialize, Serialize};

use super::values::Values;
use crate::analysis::members::Members;
use crate::analysis::{Fold, Life, Placement, Placements, Shard, Tally, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Asset, Conversation, EventKind, Word};

/// The assets that are live in the scope and that its filters let through, with their tags.
pub(super) struct Assets<'a> {
    key: &'a str,
    live: Vec<(u32, &'a Asset)>,
}

impl<'a> Assets<'a> {
    pub(super) fn of(view: &View<'a>, key: &'a str) -> Result<Self> {
        let lives = Life::of_all(view)?;
        let assets = (0_u32..).zip(view.assets()).zip(lives);
        let live = assets.filter_map(|((number, asset), life)| {
            let fits = life?.is_live() && view.has_asset(number as usize);
            fits.then_some((number, (*asset)?))
        });
        Ok(Self { key, live: live.collect() })
    }

    /// The numbers of those that fit a conversation on deals with a value of the tag, or without any.
    pub(super) fn live<'s>(
        &'s self,
        conversation: Conversation,
        value: Option<&'s Word>,
    ) -> impl Iterator<Item = u32> + 's {
        let fits = move |asset: &Asset| {
            let own = asset.tags.get(self.key);
            let contradicts =
                value.is_some_and(|value| own.is_some_and(|own| own != value.as_str()));
            !contradicts && (asset.supports.is_empty() || asset.supports.contains(conversation))
        };
        self.live.iter().filter(move |(_, asset)| fits(asset)).map(|(number, _)| *number)
    }
}

/// Uses put to work by conversation and value of the deal's tag.
pub(super) struct AssetsFold<'a> {
    view: &'a View<'a>,
    values: &'a Values,
    placement: &'a Placement,
    fields: Vec<Field>,
}

impl<'a> AssetsFold<'a> {
    pub(super) fn new(view: &'a View<'a>, values: &'a Values) -> Result<Self> {
        let fields = view.use_fields(&[Field::Deal, Field::Conversation]);
        Ok(Self { view, values, placement: view.placement()?, fields })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct AssetsTally {
    cells: Vec<Cell>,
    pub(super) placements: Placements,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Cell {
    assets: Members,
    uncatalogued: u64,
}

impl AssetsTally {
    /// The assets that were put to work, and how many uses were of something uncatalogued.
    pub(super) fn counts(&self, cell: usize) -> (std::collections::HashSet<u32>, u64) {
        let cell = self.cells.get(cell);
        let assets = cell.map(|cell| cell.assets.sorted()).unwrap_or_default();
        (assets.into_iter().collect(), cell.map_or(0, |cell| cell.uncatalogued))
    }
}

impl Tally for AssetsTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.cells.iter_mut().zip(other.cells) {
            mine.assets.merge(theirs.assets);
            mine.uncatalogued += theirs.uncatalogued;
        }
        self.placements.merge(&other.placements);
        self
    }
}

impl Fold for AssetsFold<'_> {
    type Tally = AssetsTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> AssetsTally {
        let cells = vec![Cell::default(); self.values.cells()];
        let mut tally = AssetsTally { cells, placements: Placements::default() };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !(facts.puts_to_work(position) && self.view.has_use(facts, position)) {
                    continue;
                }
                let placed = self.placement.place_fact(facts, position);
                tally.placements.add(placed.map(|(_, placed)| placed));
                let Some((conversation, _)) = placed else { continue };
                let asset = facts.asset[position];
                let value = self.values.of_deal(facts.deal[position]);
                let cell = &mut tally.cells[self.values.cell(conversation, value)];
                cell.assets.add(asset);
                let known = self.view.assets().get(asset as usize).is_some_and(Option::is_some);
                cell.uncatalogued += u64::from(!known);
            }
        });
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::signals::{SearchesFold, Signals};
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
            let deals = view.deal_values("segment").unwrap();
            let signals = Signals::read(&view, "segment", &deals).unwrap();
            let values = Values::of(&view, None, &deals, &signals).unwrap();
            let fold = AssetsFold::new(&view, &values).unwrap();
            prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
            let fold = SearchesFold::new(&view).unwrap();
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
