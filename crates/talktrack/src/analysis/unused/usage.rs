//! Counts how each asset was used, and by which groups of reps.

use serde::{Deserialize, Serialize};

use super::groups::Grouping;
use crate::analysis::{Fold, Shard, Tally, View};
use crate::columns::NONE;
use crate::model::{Action, Timestamp};

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
    pub(super) grouping: Grouping,
}

impl<'a> UsageFold<'a> {
    pub(super) fn new(view: &'a View<'a>, grouping: Grouping) -> Self {
        Self { view, grouping }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UsageTally {
    usage: Vec<Usage>,
    /// The first event of any kind that names the asset, in the scope or not; `i64::MAX` if none.
    first_event: Vec<i64>,
    /// Marks, group by group, one byte an asset.
    groups: Vec<u8>,
}

impl UsageTally {
    pub(super) fn usage(&self, asset: usize) -> Usage {
        self.usage.get(asset).copied().unwrap_or(Usage::NONE)
    }

    pub(super) fn first_event(&self, asset: usize) -> Option<Timestamp> {
        let at = *self.first_event.get(asset)?;
        if at == i64::MAX { None } else { Timestamp::from_micros(at).ok() }
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
        for (mine, theirs) in self.first_event.iter_mut().zip(other.first_event) {
            *mine = theirs.min(*mine);
        }
        for (mine, theirs) in self.groups.iter_mut().zip(other.groups) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for UsageFold<'_> {
    type Tally = UsageTally;

    fn fold(&self, shard: &Shard<'_>) -> UsageTally {
        let assets = self.view.assets().len();
        let facts = shard.facts();
        let mut tally = UsageTally {
            usage: vec![Usage::NONE; assets],
            first_event: vec![i64::MAX; assets],
            groups: vec![0; self.grouping.groups() * assets],
        };
        for position in shard.in_force() {
            let number = facts.asset[position];
            if number == NONE {
                continue;
            }
            let asset = number as usize;
            let at = facts.at[position];
            tally.first_event[asset] = tally.first_event[asset].min(at);
            if !self.view.has_use(facts, position) {
                continue;
            }
            let put_to_work = facts.code[position] != Action::Opened.code();
            let usage = &mut tally.usage[asset];
            usage.uses += 1;
            usage.put_to_work += u64::from(put_to_work);
            usage.last = usage.last.max(at);
            if let Some(group) = self.grouping.of_rep(facts.rep[position]) {
                let marks = if put_to_work { USED | PUT_TO_WORK } else { USED };
                tally.groups[group * assets + asset] |= marks;
            }
        }
        tally
    }
}
