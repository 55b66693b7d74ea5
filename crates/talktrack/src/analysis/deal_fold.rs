//! One pass over the deals, each with all its facts in order.

use std::ops::Range;

use super::fold::{Tally, each};
use crate::columns::{Columns, DealFacts, DealIndex, InForce};
use crate::error::Result;
use crate::ledger::Seq;

/// The facts of a range of deals.
#[derive(Debug, Clone)]
pub struct DealShard<'a> {
    index: &'a DealIndex,
    deals: Range<u32>,
    in_force: &'a InForce,
}

impl<'a> DealShard<'a> {
    /// The facts in force of these deals.
    pub const fn new(index: &'a DealIndex, deals: Range<u32>, in_force: &'a InForce) -> Self {
        Self { index, deals, in_force }
    }

    /// How many facts there are of these deals; about so many, where some are new.
    pub fn facts(&self) -> usize {
        self.index.facts_of(&self.deals)
    }

    /// Visits each deal on which anything of the fold's span can have happened, with all its facts: not all of
    /// them need hold, nor lie in the span.
    pub fn visit<F: DealFold>(&self, fold: &F, visit: impl FnMut(&DealFacts<'_>)) {
        self.index.visit(&self.deals, fold.span(), self.in_force, visit);
    }
}

/// A pass over the deals, for questions that follow a deal from its first fact to its last. It holds what it
/// needs to know beforehand; it can run on any range of deals, and finishes each deal there.
pub trait DealFold: Sync + Sized {
    /// What it counts.
    type Tally: Tally;

    /// The span of time it asks about, from the first microsecond and before the second: a deal whose facts
    /// all happened before it, or all after, is left out.
    fn span(&self) -> (i64, i64) {
        (i64::MIN, i64::MAX)
    }

    /// Into how many ranges of deals the share of a thread is cut: more than one where some deals take much longer than
    /// others and tallies are soon merged, for who is done earlier to help the others.
    fn pieces(&self) -> usize {
        1
    }

    /// Counts over one shard.
    fn fold(&self, shard: &DealShard<'_>) -> Self::Tally;
}

/// Runs `fold` over the deals as they were after the write `as_of`, a range of them a thread, and merges the
/// tallies.
pub(super) fn run<F: DealFold>(
    columns: &Columns,
    fold: &F,
    as_of: Seq,
    threads: usize,
) -> Result<F::Tally> {
    let index = columns.deal_index()?;
    let in_force = &columns.in_force(as_of);
    let ranges = index.cut(if threads > 1 { threads * fold.pieces() } else { 1 });
    let of = |deals: Range<u32>| fold.fold(&DealShard::new(index, deals, in_force));
    let tallies = each(ranges.len(), || (), |(), number| of(ranges[number].clone()));
    Ok(tallies.into_iter().reduce(Tally::merge).unwrap_or_else(|| of(0..0)))
}
