//! Which recommendations were followed: the rep put the asset to work in the conversation before it lapsed.

use serde::{Deserialize, Serialize};

use super::units::Units;
use crate::analysis::held::OnDeal;
use crate::analysis::placement::conversation;
use crate::analysis::{Fold, Shard, Tally, View};
use crate::columns::NONE;
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// Reads what was put to work: as a fold over facts that without a deal, and deal by deal that on them.
pub(super) struct FollowedFold<'a> {
    view: &'a View<'a>,
    units: &'a Units,
    fields: Vec<Field>,
    advised: Advised,
}

impl<'a> FollowedFold<'a> {
    pub(super) fn new(view: &'a View<'a>, units: &'a Units) -> Self {
        let advised = Advised::of(view.reps().len(), units);
        let fields = view.use_fields(&[Field::Rep, Field::Deal, Field::Conversation]);
        Self { view, units, fields, advised }
    }

    pub(super) const fn units(&self) -> &'a Units {
        self.units
    }

    /// None, yet.
    pub(super) fn nothing(&self) -> Followed {
        Followed(vec![false; self.units.all().len()])
    }

    /// Reads what was put to work on a deal.
    pub(super) fn read(&self, deal: u32, on: &OnDeal, followed: &mut Followed) {
        if !self.view.has_deal(deal as usize) {
            return;
        }
        for used in on.uses() {
            let (rep, asset, at) = (used.rep, used.asset, used.at);
            if self.advised.may_have(rep, asset)
                && self.view.span().contains(at)
                && self.view.lets(used)
                && let Some(one) = used.conversation()
                && let Some(unit) = self.units.standing(rep, one, asset, at)
            {
                followed.0[unit] = true;
            }
        }
    }
}

/// Which assets were recommended to each rep, as good as can be said with little memory: nearly all uses are
/// of something else, and need no search.
struct Advised {
    /// A bit for the assets whose numbers leave the same remainder, rep by rep.
    bits: Vec<[u64; Self::WORDS]>,
}

impl Advised {
    const WORDS: usize = 16;

    fn of(reps: usize, units: &Units) -> Self {
        let mut advised = Self { bits: vec![[0; Self::WORDS]; reps] };
        for unit in units.all() {
            let (word, bit) = Self::place(unit.asset);
            if let Some(words) = advised.bits.get_mut(unit.rep as usize) {
                words[word] |= bit;
            }
        }
        advised
    }

    /// Whether the asset may have been recommended to the rep; seldom true if it was not.
    #[inline]
    fn may_have(&self, rep: u32, asset: u32) -> bool {
        let (word, bit) = Self::place(asset);
        self.bits.get(rep as usize).is_some_and(|words| words[word] & bit != 0)
    }

    const fn place(asset: u32) -> (usize, u64) {
        (asset as usize / 64 % Self::WORDS, 1 << (asset % 64))
    }
}

/// By the position of the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Followed(pub(super) Vec<bool>);

impl Tally for Followed {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for FollowedFold<'_> {
    type Tally = Followed;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn without_deal(&self) -> bool {
        true
    }

    fn fold(&self, shard: &Shard<'_>) -> Followed {
        let mut followed = self.nothing();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (rep, asset) = (facts.rep[position], facts.asset[position]);
                if facts.deal[position] != NONE
                    || !self.advised.may_have(rep, asset)
                    || !facts.puts_to_work(position)
                    || !self.view.has_use(facts, position)
                {
                    continue;
                }
                let at = facts.at[position];
                let stated = conversation(facts.conversation[position]);
                let unit = stated.and_then(|one| self.units.standing(rep, one, asset, at));
                if let Some(unit) = unit {
                    followed.0[unit] = true;
                }
            }
        });
        followed
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::on_deals::OnDealsFold;
    use super::super::sent::SentFold;
    use super::*;
    use crate::analysis::occasion::Chances;
    use crate::analysis::shards;
    use crate::common::advice;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in advice::records(40),
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let sent = SentFold { view: &view };
            prop_assert!(shards::agree(&sent, &columns, cuts.clone(), seed));
            let units = Units::of(&view).unwrap();
            let followed = FollowedFold::new(&view, &units);
            prop_assert!(shards::agree(&followed, &columns, cuts.clone(), seed));
            let chances = Chances::without_deals(&view).unwrap();
            let on_deals = OnDealsFold::new(&view, &chances, &followed).unwrap();
            let cuts = cuts.iter().map(|cut| u32::try_from(cut / 10).unwrap()).collect();
            prop_assert!(shards::deals_agree(&on_deals, &columns, cuts, seed));
        }
    }
}
