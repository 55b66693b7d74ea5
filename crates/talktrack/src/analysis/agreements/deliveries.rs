//! Whether assets that were delivered were put to work afterwards.

use crate::analysis::life::DAY;
use crate::analysis::tallies::Earliest;
use crate::analysis::{Fold, Shard, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// How long after its delivery an asset counts as put to work.
pub(super) const DAYS: u32 = 90;

/// Deliveries of assets, each asset and moment once, and the first use after each.
pub(super) struct Deliveries {
    /// By asset, then moment.
    all: Vec<(u32, i64)>,
    /// In the same order; `i64::MAX` where there is none.
    first_uses: Vec<i64>,
}

impl Deliveries {
    /// Looks for the first use in the scope after each delivery.
    pub(super) fn follow(view: &View<'_>, mut all: Vec<(u32, i64)>) -> Result<Self> {
        all.sort_unstable();
        all.dedup();
        let fold = FollowFold::new(view, &all);
        let mut first_uses = view.run(&fold)?.into_vec();
        // What comes after a later delivery of an asset comes after the earlier ones too.
        for place in (1..all.len()).rev() {
            if all[place - 1].0 == all[place].0 {
                first_uses[place - 1] = first_uses[place - 1].min(first_uses[place]);
            }
        }
        Ok(Self { all, first_uses })
    }

    /// Whether an asset that was delivered at this moment was put to work soon.
    pub(super) fn were_put_to_work(&self, asset: u32, at: i64) -> bool {
        let found = self.all.binary_search(&(asset, at)).ok();
        let first = found.and_then(|place| self.first_uses.get(place));
        first.is_some_and(|first| first.saturating_sub(at) <= i64::from(DAYS) * DAY)
    }
}

/// Finds the first use between each delivery of an asset and its next one.
struct FollowFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    deliveries: &'a [(u32, i64)],
    /// By asset number: where its deliveries begin; one more for where the last ones end.
    begins: Vec<usize>,
}

impl<'a> FollowFold<'a> {
    fn new(view: &'a View<'a>, deliveries: &'a [(u32, i64)]) -> Self {
        let begin = |asset: usize| deliveries.partition_point(|(of, _)| (*of as usize) < asset);
        let begins = (0..=view.assets().len()).map(begin).collect();
        Self { view, fields: view.use_fields(&[]), deliveries, begins }
    }

    /// The latest delivery of an asset up to a moment.
    #[inline]
    fn latest(&self, asset: u32, at: i64) -> Option<usize> {
        let begin = *self.begins.get(asset as usize)?;
        let of_asset = self.deliveries.get(begin..*self.begins.get(asset as usize + 1)?)?;
        let passed = of_asset.partition_point(|(_, delivered)| *delivered <= at);
        Some(begin + passed.checked_sub(1)?)
    }
}

impl Fold for FollowFold<'_> {
    type Tally = Earliest;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        let first = self.deliveries.iter().map(|(_, at)| *at).min();
        (first.unwrap_or(i64::MAX), self.view.span().until.micros())
    }

    fn fold(&self, shard: &Shard<'_>) -> Earliest {
        let mut first = Earliest::none(self.deliveries.len());
        let until = self.view.span().until.micros();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                if at < until
                    && self.view.lets_use(facts, position)
                    && facts.puts_to_work(position)
                    && let Some(delivery) = self.latest(facts.asset[position], at)
                {
                    first.note(delivery, at);
                }
            }
        });
        first
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common::promises;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in promises::records(40),
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            mut deliveries in proptest::collection::vec((0_u32..6, 0_i64..12), 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let since = view.span().since.micros();
            deliveries.iter_mut().for_each(|(_, at)| *at = since + *at * DAY);
            deliveries.sort_unstable();
            deliveries.dedup();
            let fold = FollowFold::new(&view, &deliveries);
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
