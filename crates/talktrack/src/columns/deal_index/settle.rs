//! Facts of one deal at the very same moment: ordered by source and id, which are looked up only where
//! the order can change anything.

use std::collections::HashMap;
use std::ops::Range;

use super::fact::DealFact;
use super::says::Says;
use crate::error::Result;
use crate::ledger::{Ledger, Seq};

/// Orders the facts of one deal by time, given in the order of their writes; and adds the ranges of which
/// source and id must say the order to `ties`, counted from `offset`.
pub(super) fn sort(facts: &mut [DealFact], offset: usize, ties: &mut Vec<Range<usize>>) {
    facts.sort_by_key(|fact| fact.at);
    let mut place = offset;
    for run in facts.chunk_by(|one, other| one.at == other.at) {
        if run.len() > 1 && matters(run) {
            ties.push(place..place + run.len());
        }
        place += run.len();
    }
}

/// Orders the facts of these ranges by source and id.
pub(super) fn settle(
    ledger: &dyn Ledger,
    facts: &mut [DealFact],
    ties: &[Range<usize>],
) -> Result<()> {
    if ties.is_empty() {
        return Ok(());
    }
    let all = ties.iter().flat_map(|range| &facts[range.clone()]);
    let writes: Vec<u32> = all.map(|fact| fact.write).collect();
    let sequence: Vec<Seq> = writes.iter().map(|write| Seq::from(u64::from(*write))).collect();
    let known: HashMap<u32, _> = writes.into_iter().zip(ledger.identities(&sequence)?).collect();
    for range in ties {
        facts[range.clone()].sort_by_key(|one| known.get(&one.write));
    }
    Ok(())
}

/// Whether it matters in which order these facts of one moment are: where the deal's stage changes, and
/// where outcomes contradict each other.
fn matters(run: &[DealFact]) -> bool {
    let stages = || run.iter().filter(|fact| fact.says.is_stage());
    if let Some(stage) = stages().next() {
        let placed_by_it = |fact: &DealFact| !fact.says.is_stage() && fact.says.conversation() == 0;
        if stages().any(|other| other.stage != stage.stage) || run.iter().any(placed_by_it) {
            return true;
        }
    }
    let outcomes = || run.iter().map(|fact| fact.says).filter(|says| says.is_outcome());
    let contradict = |one: Says, other: Says| {
        one.conversation() == other.conversation() && one.turn() != other.turn()
    };
    outcomes().any(|one| outcomes().any(|other| contradict(one, other)))
}
