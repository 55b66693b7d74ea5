//! One pass over the facts: shards are folded into tallies, and tallies are merged.

use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::columns::Facts;

/// What a fold has counted so far. Merging is associative and commutative, so that shards can be
/// folded anywhere and merged in any order; and a tally can be sent as bytes.
pub trait Tally: Send + Serialize + DeserializeOwned {
    /// This tally and another one together.
    #[must_use]
    fn merge(self, other: Self) -> Self;
}

/// A range of the facts.
#[derive(Debug, Clone)]
pub struct Shard<'a> {
    facts: &'a Facts,
    in_force: &'a [bool],
    range: Range<usize>,
}

impl<'a> Shard<'a> {
    /// The facts in `range` of those that `in_force` marks; the mask may be shorter than the facts.
    pub fn new(facts: &'a Facts, in_force: &'a [bool], range: Range<usize>) -> Self {
        let end = range.end.min(in_force.len()).min(facts.len());
        Self { facts, in_force, range: range.start.min(end)..end }
    }

    /// The facts of which the shard is a range.
    pub const fn facts(&self) -> &'a Facts {
        self.facts
    }

    /// The positions of the facts in the shard that were not retracted.
    pub fn in_force(&self) -> impl Iterator<Item = usize> + use<'a> {
        let in_force = self.in_force;
        self.range.clone().filter(move |&position| in_force[position])
    }
}

/// A pass over the facts. It holds what it needs to know beforehand; it can run on any shard.
pub trait Fold: Sync {
    /// What it counts.
    type Tally: Tally;

    /// Counts over one shard.
    fn fold(&self, shard: &Shard<'_>) -> Self::Tally;
}

/// Below this many facts a further thread costs more than it saves.
const SMALLEST_SHARD: usize = 65_536;

/// Runs `fold` over the facts that `in_force` marks, a shard a thread, and merges the tallies.
pub(crate) fn run<F: Fold>(fold: &F, facts: &Facts, in_force: &[bool]) -> F::Tally {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let shards = threads.min(facts.len() / SMALLEST_SHARD).max(1);
    let size = facts.len().div_ceil(shards);
    let shard = |number: usize| Shard::new(facts, in_force, number * size..(number + 1) * size);
    if shards == 1 {
        return fold.fold(&shard(0));
    }
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..shards).map(|number| scope.spawn(move || fold.fold(&shard(number)))).collect();
        let mut tally = fold.fold(&shard(0));
        for other in others {
            match other.join() {
                Ok(theirs) => tally = tally.merge(theirs),
                // A panic in a fold is a fault of this crate; it is passed on, not hidden.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        tally
    })
}
