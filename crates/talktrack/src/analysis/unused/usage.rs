//! Counts how each asset was used, and by which groups of reps.

use serde::{Deserialize, Serialize};

use crate::analysis::rep_groups::RepGroups;
use crate::analysis::{Fold, Shard, Tally, View};
use crate::ledger::chunk::Field;
use crate::model::{EventKind, Timestamp};

/// How one asset was used in the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Usage {
    pub(super) uses: u64,
    pub(super) put_to_work: u64,
    last: i64,
}

impl Usage {
    const NONE: Self = Self { uses: 0, put_to_work: 0, last: i64::MIN };

    pub(super) fn last_use(self) -> Option<Timestamp> {
        (self.uses > 0).then(|| Timestamp::from_micros(self.last).ok()).flatten()
    }
}

/// Marks in a cell of group × asset.
const USED: u8 = 1;
const PUT_TO_WORK: u8 = 2;

pub(super) struct UsageFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    pub(super) grouping: RepGroups,
}

impl<'a> UsageFold<'a> {
    pub(super) fn new(view: &'a View<'a>, grouping: RepGroups) -> Self {
        let fields = if grouping.len() == 0 { &[][..] } else { &[Field::Rep] };
        Self { view, fields: view.use_fields(fields), grouping }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UsageTally {
    usage: Vec<Usage>,
    /// Marks, group by group, one byte an asset.
    groups: Vec<u8>,
    /// Which reps used anything, if they are grouped.
    acted: Vec<bool>,
}

impl UsageTally {
    pub(super) fn usage(&self, asset: usize) -> Usage {
        self.usage.get(asset).copied().unwrap_or(Usage::NONE)
    }

    /// Whether the rep used anything in the scope.
    pub(super) fn acted(&self, rep: usize) -> bool {
        self.acted.get(rep).copied().unwrap_or(false)
    }

    /// Whether the reps of `group` used the asset, and whether they put it to work.
    pub(super) fn marks(&self, group: usize, asset: usize) -> (bool, bool) {
        let marks = self.groups.get(group * self.usage.len() + asset).copied().unwrap_or(0);
        (marks & USED != 0, marks & PUT_TO_WORK != 0)
    }
}

impl Tally for UsageTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.usage.iter_mut().zip(other.usage) {
            mine.uses += theirs.uses;
            mine.put_to_work += theirs.put_to_work;
            mine.last = mine.last.max(theirs.last);
        }
        for (mine, theirs) in self.groups.iter_mut().zip(other.groups) {
            *mine |= theirs;
        }
        for (mine, theirs) in self.acted.iter_mut().zip(other.acted) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for UsageFold<'_> {
    type Tally = UsageTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> UsageTally {
        let assets = self.view.assets().len();
        let mut tally = UsageTally {
            usage: vec![Usage::NONE; assets],
            groups: vec![0; self.grouping.len() * assets],
            acted: vec![false; self.view.reps().len()],
        };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !self.view.has_use(facts, position) {
                    continue;
                }
                // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
                let asset = facts.asset[position] as usize;
                let Some(usage) = tally.usage.get_mut(asset) else { continue };
                let put_to_work = facts.puts_to_work(position);
                usage.uses += 1;
                usage.put_to_work += u64::from(put_to_work);
                usage.last = usage.last.max(facts.at[position]);
                let Some(rep) = facts.rep.get(position).copied() else { continue };
                if let Some(acted) = tally.acted.get_mut(rep as usize) {
                    *acted = true;
                }
                if let Some(group) = self.grouping.of_rep(rep) {
                    let marks = if put_to_work { USED | PUT_TO_WORK } else { USED };
                    tally.groups[group * assets + asset] |= marks;
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
            let fold = UsageFold::new(&view, RepGroups::by_team(&view));
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
