//! One pass over the facts: shards are folded into tallies, and tallies are merged.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ScopedJoinHandle;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::columns::{Facts, Slice};
use crate::ledger::Seq;
use crate::ledger::chunk::{CHUNK, Field};
use crate::model::EventKind;

/// What a fold has counted so far. Merging is associative and commutative, so that shards can be
/// folded anywhere and merged in any order; and a tally can be sent as bytes.
pub trait Tally: Send + Serialize + DeserializeOwned {
    /// This tally and another one together.
    #[must_use]
    fn merge(self, other: Self) -> Self;

    /// This tally, if no other one is of facts about the same deals: who is distinct among the deals is counted,
    /// and need not be known any longer.
    #[must_use]
    fn settle(self) -> Self {
        self
    }
}

/// The facts of a range of writes, unpacked part by part.
#[derive(Debug, Clone, Copy)]
pub struct Shard<'a> {
    facts: &'a Facts,
    writes: (Seq, Seq),
    as_of: Seq,
}

impl<'a> Shard<'a> {
    /// What was written after the first and up to the second of `writes`, but for what was retracted by
    /// the write `as_of`.
    pub const fn new(facts: &'a Facts, writes: (Seq, Seq), as_of: Seq) -> Self {
        Self { facts, writes, as_of }
    }

    /// Visits the columns that `fold` reads, but for parts without a fact that it counts.
    pub fn visit<F: Fold>(&self, fold: &F, mut visit: impl FnMut(&Slice)) {
        let mut slice = Slice::default();
        let first = usize::try_from(self.writes.0.get() / CHUNK).unwrap_or(usize::MAX);
        for part in first..self.facts.parts() {
            if part as u64 * CHUNK >= self.writes.1.get() {
                break;
            }
            if fold.needs(self.facts, part) {
                self.facts.slice(part, fold.fields(), self.writes, self.as_of, &mut slice);
                visit(&slice);
            }
        }
    }
}

impl Tally for () {
    fn merge(self, (): Self) -> Self {}
}

impl<A: Tally, B: Tally> Tally for (A, B) {
    fn merge(self, other: Self) -> Self {
        (self.0.merge(other.0), self.1.merge(other.1))
    }
}

/// A pass over the facts. It holds what it needs to know beforehand; it can run on any shard.
pub trait Fold: Sync + Sized {
    /// What it counts.
    type Tally: Tally;

    /// The columns it reads; the kind is always there.
    fn fields(&self) -> &[Field];

    /// The kinds of events it counts; none for all of them.
    fn kinds(&self) -> &[EventKind] {
        &[]
    }

    /// The span of time it counts in: from the first microsecond, before the second.
    fn span(&self) -> (i64, i64) {
        (i64::MIN, i64::MAX)
    }

    /// Whether it counts only facts that name no deal.
    fn without_deal(&self) -> bool {
        false
    }

    /// Counts over one shard.
    fn fold(&self, shard: &Shard<'_>) -> Self::Tally;

    /// Whether a part can hold a fact that it counts.
    fn needs(&self, facts: &Facts, part: usize) -> bool {
        let (since, until) = self.span();
        let overlaps = facts
            .times(part)
            .is_some_and(|(first, last)| first.micros() < until && since <= last.micros());
        let kinds = self.kinds();
        overlaps
            && (kinds.is_empty() || kinds.iter().any(|kind| facts.may_have(part, kind.code())))
            && (!self.without_deal() || facts.may_lack(part, Field::Deal))
    }
}

/// Runs `fold` over the facts as they were after the write `as_of`, a shard a thread, and merges the
/// tallies.
pub(crate) fn run<F: Fold>(fold: &F, facts: &Facts, as_of: Seq, threads: usize) -> F::Tally {
    let parts = as_of.get().div_ceil(CHUNK);
    let size = parts.div_ceil(threads as u64).max(1) * CHUNK;
    let shard = |begin: u64| {
        let end = (begin + size).min(as_of.get());
        Shard::new(facts, (Seq::from(begin), Seq::from(end)), as_of)
    };
    let begins = (1..as_of.get().div_ceil(size)).map(|number| number * size);
    merged(shard(0), begins.map(shard), |shard| fold.fold(&shard))
}

/// How many threads can work at once.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Folds shards, each in a thread, and merges the tallies.
pub(super) fn merged<S: Send, T: Tally>(
    first: S,
    others: impl Iterator<Item = S>,
    fold: impl Fn(S) -> T + Sync,
) -> T {
    let fold = &fold;
    std::thread::scope(|scope| {
        let others: Vec<_> = others.map(|shard| scope.spawn(move || fold(shard))).collect();
        let mut tally = fold(first);
        for other in others {
            tally = tally.merge(joined(other));
        }
        tally
    })
}

/// What a thread made. A panic in it is a fault of this crate; it is passed on, not hidden.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What `work` makes of each number below `count`, in order. Each thread takes the next number when it is done with
/// one, for some take longer than others, and makes room to work in once.
pub(super) fn each<S, T: Send>(
    count: usize,
    room: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < count);
    let work_off = || {
        let mut room = room();
        let numbers = std::iter::from_fn(take);
        numbers.map(|number| (number, work(&mut room, number))).collect::<Vec<(usize, T)>>()
    };
    let mut all = std::thread::scope(|scope| {
        let others = 1..cores().min(count);
        let others: Vec<_> = others.map(|_| scope.spawn(work_off)).collect();
        let mut all = work_off();
        for other in others {
            all.extend(joined(other));
        }
        all
    });
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, made)| made).collect()
}
