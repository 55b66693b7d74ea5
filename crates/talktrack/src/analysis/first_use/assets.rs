//! Waits of assets, from their publication.

use super::waits::{Wait, Waits};
use crate::analysis::tallies::Earliest;
use crate::analysis::{Fold, Life, Shard, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// The waits of the assets that were published in the scope.
pub(super) fn waits(view: &View<'_>) -> Result<Waits> {
    // Uses before the scope count: what was used before its publication did not wait.
    let first = view.run(&FirstUseFold { view, fields: view.use_fields(&[]) })?.into_vec();
    let ends = Life::ends(view);
    let mut waits = Waits::default();
    for (number, asset) in view.assets().iter().enumerate() {
        let (Some(asset), Some(end)) = (asset, ends[number]) else { continue };
        if !view.has_asset(number) {
            continue;
        }
        match asset.published_at {
            None => waits.undated.push(number),
            Some(published) if view.span().contains(published.micros()) => {
                let first = first.get(number).copied().unwrap_or(i64::MAX);
                waits.all.extend(Wait::new((number, None), published.micros(), first, end));
            }
            Some(_) => {}
        }
    }
    Ok(waits)
}

/// When each asset was first put to work, in the scope or before.
struct FirstUseFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
}

impl Fold for FirstUseFold<'_> {
    type Tally = Earliest;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.view.span().until.micros())
    }

    fn fold(&self, shard: &Shard<'_>) -> Earliest {
        let mut first = Earliest::none(self.view.assets().len());
        let until = self.view.span().until.micros();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                if at < until && self.view.lets_use(facts, position) && facts.puts_to_work(position)
                {
                    first.note(facts.asset[position] as usize, at);
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
    use crate::common;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in common::records(40),
            cuts in proptest::collection::vec(0_u64..40, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let fold = FirstUseFold { view: &view, fields: view.use_fields(&[]) };
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
