//! Waits of reps, from when they first got to know an asset.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::waits::{Wait, Waits};
use crate::analysis::tallies::Earliest;
use crate::analysis::{Fold, Life, Shard, Tally, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Audience, EventKind};

/// The waits of reps who first got to know an asset in the scope.
pub(super) fn waits(view: &View<'_>) -> Result<Waits> {
    let pairs = Pairs::new(view, view.run(&OriginFold { view })?);
    let first = view.run(&PairFold::new(view, &pairs))?.into_vec();
    let ends = Life::ends(view);
    let until = view.span().until.micros();
    let mut waits = Waits::default();
    for (pair, first) in pairs.all.iter().zip(first) {
        let (rep, asset) = (pair.rep as usize, pair.asset as usize);
        let left = view.reps().get(rep).copied().flatten().and_then(|rep| rep.left_at);
        let left = left.map_or(until, |left| left.micros());
        // What the catalogue does not know has no end.
        let end = ends.get(asset).copied().flatten().unwrap_or(until).min(left).min(until);
        waits.all.extend(Wait::new((asset, Some(rep)), pair.origin, first, end));
    }
    Ok(waits)
}

/// When each rep first got to know each asset, in the scope or before.
struct OriginFold<'a> {
    view: &'a View<'a>,
}

/// By rep and asset in one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OriginTally(HashMap<u64, i64>);

impl Tally for OriginTally {
    fn merge(mut self, other: Self) -> Self {
        for (pair, at) in other.0 {
            self.0.entry(pair).and_modify(|mine| *mine = at.min(*mine)).or_insert(at);
        }
        self
    }
}

impl Fold for OriginFold<'_> {
    type Tally = OriginTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Rep, Field::Asset, Field::Code]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Training, EventKind::Recommendation]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.view.span().until.micros())
    }

    fn fold(&self, shard: &Shard<'_>) -> OriginTally {
        const TRAINING: u8 = EventKind::Training.code();
        const RECOMMENDATION: u8 = EventKind::Recommendation.code();
        let mut tally = OriginTally(HashMap::new());
        let until = self.view.span().until.micros();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let introduces = match facts.kind[position] {
                    TRAINING => true,
                    RECOMMENDATION => facts.code[position] == Audience::REP,
                    _ => false,
                };
                let at = facts.at[position];
                if !introduces || at >= until {
                    continue;
                }
                let (rep, asset) = (facts.rep[position], facts.asset[position]);
                if self.view.has_rep(rep as usize) && self.view.has_asset(asset as usize) {
                    let pair = u64::from(rep) << 32 | u64::from(asset);
                    tally.0.entry(pair).and_modify(|mine| *mine = at.min(*mine)).or_insert(at);
                }
            }
        });
        tally
    }
}

/// A rep who got to know an asset.
#[derive(Debug, Clone, Copy)]
struct Pair {
    rep: u32,
    asset: u32,
    origin: i64,
}

/// The pairs that began in the scope, sorted, and where those of each rep are.
struct Pairs {
    all: Vec<Pair>,
    /// By rep number: where their pairs begin; one more for where the last ones end.
    begins: Vec<usize>,
}

impl Pairs {
    #[allow(clippy::cast_possible_truncation)] // the halves of a number
    fn new(view: &View<'_>, origins: OriginTally) -> Self {
        let in_scope = origins.0.into_iter().filter(|(_, origin)| view.span().contains(*origin));
        let pair = |(pair, origin): (u64, i64)| Pair {
            rep: (pair >> 32) as u32,
            asset: pair as u32,
            origin,
        };
        let mut all: Vec<Pair> = in_scope.map(pair).collect();
        all.sort_unstable_by_key(|pair| (pair.rep, pair.asset));
        let begin = |rep: usize| all.partition_point(|pair| (pair.rep as usize) < rep);
        let begins = (0..=view.reps().len()).map(begin).collect();
        Self { all, begins }
    }

    /// The position of a pair.
    #[inline]
    fn find(&self, rep: u32, asset: u32) -> Option<usize> {
        let begin = *self.begins.get(rep as usize)?;
        let of_rep = self.all.get(begin..*self.begins.get(rep as usize + 1)?)?;
        let place = of_rep.binary_search_by_key(&asset, |pair| pair.asset).ok()?;
        Some(begin + place)
    }
}

/// When the rep of each pair first put the asset to work, in the scope or before.
struct PairFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    pairs: &'a Pairs,
}

impl<'a> PairFold<'a> {
    fn new(view: &'a View<'a>, pairs: &'a Pairs) -> Self {
        Self { view, fields: view.use_fields(&[Field::Rep]), pairs }
    }
}

impl Fold for PairFold<'_> {
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
        let mut first = Earliest::none(self.pairs.all.len());
        let until = self.view.span().until.micros();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                if at < until
                    && self.view.lets_use(facts, position)
                    && facts.puts_to_work(position)
                    && let Some(pair) = self.pairs.find(facts.rep[position], facts.asset[position])
                {
                    first.note(pair, at);
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
            records in common::records(60),
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let origins = OriginFold { view: &view };
            prop_assert!(shards::agree(&origins, &columns, cuts.clone(), seed));
            let pairs = Pairs::new(&view, view.run(&origins).unwrap());
            let fold = PairFold::new(&view, &pairs);
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
