//! For tests: a fold over any shards, merged in any order, as a cluster would do it.
#![allow(clippy::unwrap_used)] // this is test code

use super::{Fold, Shard, Tally};
use crate::columns::Columns;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Ledger, Recording, Seq, Submission};
use crate::model::Record;

/// The columns of a ledger that holds `records`.
pub(super) fn columns(records: Vec<Record>) -> Columns {
    let ledger = SqliteLedger::in_memory().unwrap();
    let recording = Recording::plain();
    ledger.record_all(&mut Submission::number_all(records), recording).unwrap();
    Columns::load(std::sync::Arc::new(ledger)).unwrap()
}

/// Whether the shards between `cuts`, sent as bytes and merged in an order that `seed` picks, come
/// to what one shard of everything comes to.
pub(super) fn agree<F>(fold: &F, columns: &Columns, mut cuts: Vec<u64>, seed: u64) -> bool
where
    F: Fold<Tally: PartialEq>,
{
    let (facts, last) = (columns.facts(), columns.state().seq);
    cuts.retain(|cut| *cut <= last.get());
    cuts.extend([0, last.get()]);
    cuts.sort_unstable();
    let mut tallies: Vec<_> = cuts
        .windows(2)
        .map(|pair| (Seq::from(pair[0]), Seq::from(pair[1])))
        .map(|writes| fold.fold(&Shard::new(facts, writes, last)))
        .map(|tally| serde_json::to_vec(&tally).unwrap())
        .collect();
    // Picks two at a time as the seed says: any order and any nesting.
    let mut state = seed;
    while tallies.len() > 1 {
        let mut pick = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let place = usize::try_from(state >> 33).unwrap() % tallies.len();
            serde_json::from_slice::<F::Tally>(&tallies.swap_remove(place)).unwrap()
        };
        let merged = pick().merge(pick());
        tallies.push(serde_json::to_vec(&merged).unwrap());
    }
    let merged: F::Tally = serde_json::from_slice(&tallies[0]).unwrap();
    merged == fold.fold(&Shard::new(facts, (Seq::ZERO, last), last))
}
