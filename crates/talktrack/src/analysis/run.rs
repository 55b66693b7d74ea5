//! Runs folds: over all facts where they are here, or step by step where they are in many places.

use std::any::type_name;
use std::collections::BTreeSet;

use super::deal_fold::{self, DealFold};
use super::fold::{self, Fold, Tally, cores};
use crate::columns::{Columns, Reads};
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// What `count` makes of the facts; of all of them, wherever they are. `F` names it.
pub(super) fn shared<F, T: Tally>(
    columns: &Columns,
    reads: &Reads,
    count: impl FnOnce() -> Result<T>,
) -> Result<T> {
    match columns.relay() {
        None => count(),
        Some(relay) => relay.pass(type_name::<F>(), reads, T::merge, || {
            let tally = count()?;
            Ok(if columns.has_whole_deals() { tally.settle() } else { tally })
        }),
    }
}

/// What `fold` reads of the facts.
pub(super) fn reads<F: Fold>(fold: &F) -> Reads {
    let kinds = fold.kinds();
    let kinds = if kinds.is_empty() { EventKind::ALL } else { kinds };
    let fields: BTreeSet<Field> = fold.fields().iter().copied().collect();
    Reads(kinds.iter().map(|kind| (*kind, fields.clone())).collect())
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
