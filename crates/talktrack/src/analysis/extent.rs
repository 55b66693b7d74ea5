//! When things happened first and last, whatever the scope.

use serde::{Deserialize, Serialize};

use super::fold::{Fold, Shard, Tally};
use super::run::{reads, run, shared};
use super::tallies::Earliest;
use crate::columns::{Columns, Facts};
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::Field;
use crate::model::Timestamp;

/// The first and the last moment of all facts in force.
pub(super) fn extent(columns: &Columns, as_of: Seq) -> Result<Option<(Timestamp, Timestamp)>> {
    let fold = Extent { as_of };
    let both = shared::<Extent, ExtentTally>(columns, &reads(&fold), || {
        let facts = columns.facts();
        // What is known of a part as a whole is enough where all of it holds.
        let whole = |part: &usize| facts.all_hold(*part, as_of);
        let times = (0..facts.parts()).filter(whole).filter_map(|part| facts.times(part));
        let known = times.map(|(first, last)| (first.micros(), last.micros()));
        let known = known.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        Ok(ExtentTally(known).merge(run(columns, &fold, as_of)?))
    })?;
    let at = |micros| Timestamp::from_micros(micros).ok();
    Ok(both.0.and_then(|(first, last)| at(first).zip(at(last))))
}

/// Looks only at parts of which not all facts hold.
struct Extent {
    as_of: Seq,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct ExtentTally(Option<(i64, i64)>);

impl Tally for ExtentTally {
    fn merge(self, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        })
    }
}

impl Fold for Extent {
    type Tally = ExtentTally;

    fn fields(&self) -> &[Field] {
        &[Field::At]
    }

    fn needs(&self, facts: &Facts, part: usize) -> bool {
        !facts.all_hold(part, self.as_of)
    }

    fn fold(&self, shard: &Shard<'_>) -> ExtentTally {
        let mut extent = ExtentTally(None);
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                extent.0 = Some(extent.0.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
            }
        });
        extent
    }
}

/// When the first event that names each asset happened.
pub(super) struct FirstEvents {
    pub(super) assets: usize,
}

/// The moment that a tally holds, if there is one.
pub(super) fn known(at: i64) -> Option<Timestamp> {
    if at == i64::MAX { None } else { Timestamp::from_micros(at).ok() }
}

impl Fold for FirstEvents {
    type Tally = Earliest;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Asset]
    }

    fn fold(&self, shard: &Shard<'_>) -> Earliest {
        let mut first = Earliest::none(self.assets);
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                first.note(facts.asset[position] as usize, facts.at[position]);
            }
        });
        first
    }
}
