//! Runs folds: over all facts where they are here, or step by step where they are in many places.

use std::any::type_name;

use super::deal_fold::{self, DealFold};
use super::fold::{self, Fold, Tally, cores};
use crate::columns::Columns;
use crate::error::Result;
use crate::ledger::Seq;

/// What `count` makes of the facts; of all of them, wherever they are. `F` names it.
pub(super) fn shared<F, T: Tally>(
    columns: &Columns,
    count: impl FnOnce() -> Result<T>,
) -> Result<T> {
    match columns.relay() {
        None => count(),
        Some(relay) => relay.pass(type_name::<F>(), T::merge, count),
    }
}

/// Runs `fold` over the facts that are here as of a write, after reading the columns that are not there yet.
pub(super) fn run<F: Fold>(columns: &Columns, fold: &F, as_of: Seq) -> Result<F::Tally> {
    let facts = columns.facts();
    facts.require(columns.ledger(), fold.fields(), |part| fold.needs(facts, part))?;
    Ok(fold::run(fold, facts, as_of, threads(columns)))
}

/// Runs `fold` over the deals that are here as of a write, after building the index by deal if it is not there
/// yet.
pub(super) fn run_deals<F: DealFold>(columns: &Columns, fold: &F, as_of: Seq) -> Result<F::Tally> {
    deal_fold::run(columns, fold, as_of, threads(columns))
}

/// Who counts some of the facts is one of many already.
fn threads(columns: &Columns) -> usize {
    if columns.relay().is_some() { 1 } else { cores() }
}
