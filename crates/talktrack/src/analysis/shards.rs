//! For tests: a fold over any shards, merged in any order, as a cluster would do it.
#![allow(clippy::unwrap_used)] // this is test code

use super::{DealFold, DealShard, Fold, Shard, Tally};
use crate::columns::Columns;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Ledger, Recording, Seq, Submission};
use crate::model::Record;

/// Fewer cases than usual, as a ledger is laid out for each; `PROPTEST_CASES` asks for more.
pub(super) fn sample() -> proptest::test_runner::Config {
    proptest::test_runner::Config::with_cases(64)
}

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
    let shard = |pair: &[u64]| Shard::new(facts, (Seq::from(pair[0]), Seq::from(pair[1])), last);
    let tallies = cuts.windows(2).map(|pair| fold.fold(&shard(pair)));
    merged(tallies, seed) == fold.fold(&shard(&[0, last.get()]))
}

/// The same of ranges of deals.
pub(super) fn deals_agree<F>(fold: &F, columns: &Columns, mut cuts: Vec<u32>, seed: u64) -> bool
where
    F: DealFold<Tally: PartialEq>,
{
    let in_force = columns.in_force(columns.state().seq);
    let index = columns.deal_index().unwrap();
    cuts.extend([0, u32::MAX]);
    cuts.sort_unstable();
    let shard = |pair: &[u32]| DealShard::new(index, pair[0]..pair[1], &in_force);
    let tallies = cuts.windows(2).map(|pair| fold.fold(&shard(pair)));
    merged(tallies, seed) == fold.fold(&shard(&[0, u32::MAX]))
}

fn merged<T: Tally>(tallies: impl Iterator<Item = T>, seed: u64) -> T {
    let mut tallies: Vec<_> = tallies.map(|tally| serde_json::to_vec(&tally).unwrap()).collect();
    // Picks two at a time as the seed says: any order and any nesting.
    let mut state = seed;
    while tallies.len() > 1 {
        let mut pick = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let place = usize::try_from(state >> 33).unwrap() % tallies.len();
            serde_json::from_slice::<T>(&tallies.swap_remove(place)).unwrap()
        };
        let merged = pick().merge(pick());
        tallies.push(serde_json::to_vec(&merged).unwrap());
    }
    serde_json::from_slice(&tallies[0]).unwrap()
}
