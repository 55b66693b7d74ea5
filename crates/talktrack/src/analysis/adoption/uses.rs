//! Counts what groups of reps put to work.

use serde::{Deserialize, Serialize};

use crate::analysis::rep_groups::RepGroups;
use crate::analysis::standing::{Standing, Standings};
use crate::analysis::{Fold, Placement, Shard, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Action, EventKind, Timestamp};

/// The uses of a group that put something to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) uses: u64,
    pub(super) with_buyers: u64,
    /// Those that name a version where one was known, and of them those of the current one.
    pub(super) versioned: u64,
    pub(super) current: u64,
    /// Those of what is meant to be tailored, and of them those that did.
    pub(super) tailorable: u64,
    pub(super) tailored: u64,
    last: i64,
    /// A bit per conversation.
    conversations: u8,
}

impl Counts {
    pub(super) const NONE: Self = Self {
        uses: 0,
        with_buyers: 0,
        versioned: 0,
        current: 0,
        tailorable: 0,
        tailored: 0,
        last: i64::MIN,
        conversations: 0,
    };

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            uses: self.uses + other.uses,
            with_buyers: self.with_buyers + other.with_buyers,
            versioned: self.versioned + other.versioned,
            current: self.current + other.current,
            tailorable: self.tailorable + other.tailorable,
            tailored: self.tailored + other.tailored,
            last: self.last.max(other.last),
            conversations: self.conversations | other.conversations,
        }
    }

    pub(super) fn conversations(self) -> u64 {
        self.conversations.count_ones().into()
    }

    pub(super) fn last_use(self) -> Option<Timestamp> {
        (self.uses > 0).then(|| Timestamp::from_micros(self.last).ok()).flatten()
    }
}

pub(super) struct AdoptionFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    groups: &'a RepGroups,
    standings: Standings,
    placement: &'a Placement,
    tailorable: Vec<bool>,
}

impl<'a> AdoptionFold<'a> {
    pub(super) fn new(view: &'a View<'a>, groups: &'a RepGroups) -> Result<Self> {
        let assets = view.assets().iter();
        Ok(Self {
            view,
            fields: view.use_fields(&[Field::Rep, Field::Word, Field::Deal, Field::Conversation]),
            groups,
            standings: Standings::of(view),
            placement: view.placement()?,
            tailorable: assets.map(|asset| asset.is_some_and(|asset| asset.tailorable)).collect(),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AdoptionTally {
    counts: Vec<Counts>,
    /// A bit per asset, group by group.
    seen: Vec<u64>,
    /// Uses that put it to work, by asset.
    of_asset: Vec<u64>,
    /// Which reps used anything, even if they only opened it.
    acted: Vec<bool>,
}

/// How many words hold a bit per asset.
fn words(assets: usize) -> usize {
    assets.div_ceil(u64::BITS as usize)
}

impl AdoptionTally {
    fn new(view: &View<'_>, groups: usize) -> Self {
        let assets = view.assets().len();
        Self {
            counts: vec![Counts::NONE; groups],
            seen: vec![0; groups * words(assets)],
            of_asset: vec![0; assets],
            acted: vec![false; view.reps().len()],
        }
    }

    pub(super) fn counts(&self, group: usize) -> Counts {
        self.counts.get(group).copied().unwrap_or(Counts::NONE)
    }

    /// How many different assets the groups put to work.
    pub(super) fn assets(&self, groups: &[usize]) -> u64 {
        let words = words(self.of_asset.len());
        let seen = |word: usize| groups.iter().map(move |group| self.seen[group * words + word]);
        (0..words).map(|word| u64::from(seen(word).fold(0, |a, b| a | b).count_ones())).sum()
    }

    pub(super) fn uses_of(&self, asset: usize) -> u64 {
        self.of_asset.get(asset).copied().unwrap_or(0)
    }

    pub(super) fn acted(&self, rep: usize) -> bool {
        self.acted.get(rep).copied().unwrap_or(false)
    }
}

impl Tally for AdoptionTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine = mine.and(theirs);
        }
        for (mine, theirs) in self.seen.iter_mut().zip(other.seen) {
            *mine |= theirs;
        }
        for (mine, theirs) in self.of_asset.iter_mut().zip(other.of_asset) {
            *mine += theirs;
        }
        for (mine, theirs) in self.acted.iter_mut().zip(other.acted) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for AdoptionFold<'_> {
    type Tally = AdoptionTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> AdoptionTally {
        const TAILORED: u8 = Action::Tailored.code();
        const PRESENTED: u8 = Action::Presented.code();
        const SHARED: u8 = Action::Shared.code();
        let mut tally = AdoptionTally::new(self.view, self.groups.len());
        let words = words(tally.of_asset.len());
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !self.view.has_use(facts, position) {
                    continue;
                }
                let (rep, asset) = (facts.rep[position], facts.asset[position] as usize);
                // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
                if let Some(acted) = tally.acted.get_mut(rep as usize) {
                    *acted = true;
                }
                let action = facts.code[position];
                let Some(of_asset) = tally.of_asset.get_mut(asset) else { continue };
                if !facts.puts_to_work(position) {
                    continue;
                }
                *of_asset += 1;
                let Some(group) = self.groups.of_rep(rep) else { continue };
                tally.seen[group * words + asset / 64] |= 1 << (asset % 64);

                let (at, word) = (facts.at[position], facts.word[position]);
                let counts = &mut tally.counts[group];
                counts.uses += 1;
                counts.last = counts.last.max(at);
                counts.with_buyers += u64::from(matches!(action, PRESENTED | SHARED));
                if word != NONE && self.standings.version(asset, at).is_some() {
                    let standing = self.standings.of_use(asset, word, at);
                    counts.versioned += 1;
                    counts.current += u64::from(standing == Standing::Current);
                }
                if self.tailorable[asset] {
                    counts.tailorable += 1;
                    counts.tailored += u64::from(action == TAILORED);
                }
                let placed = self.placement.place_fact(facts, position);
                counts.conversations |= placed.map_or(0, |(one, _)| 1 << one.code());
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
            for groups in [RepGroups::by_team(&view), RepGroups::by_rep(&view).unwrap()] {
                let fold = AdoptionFold::new(&view, &groups).unwrap();
                prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
            }
        }
    }
}
