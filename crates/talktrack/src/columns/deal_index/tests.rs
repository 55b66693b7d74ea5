//! The index against the facts as they stand in the columns.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::columns::{Columns, NONE, Slice};
use crate::common::sales;
use crate::ledger::chunk::Field;
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{Recording, Submission};
use crate::model::{Record, Timestamp};

/// A span that holds every time.
const ALWAYS: (i64, i64) = (i64::MIN, i64::MAX);

/// Time, write, rep and asset, what it says, and the stage.
type Fact = (i64, u32, [u32; 2], Says, u32);

fn fact(facts: &Slice, position: usize, write: u32) -> Fact {
    let [kind, code, conversation] =
        [facts.kind[position], facts.code[position], facts.conversation[position]];
    let says = Says::of(kind, code, conversation);
    let stage = if says.is_stage() { facts.word[position] } else { NONE };
    (facts.at[position], write, [facts.rep[position], facts.asset[position]], says, stage)
}

/// Straight from the facts.
fn expected(columns: &Columns) -> BTreeMap<u32, BTreeSet<Fact>> {
    let (facts, last) = (columns.facts(), columns.state().seq);
    facts.require(columns.ledger(), &Field::ALL, |_| true).unwrap();
    let mut slice = Slice::default();
    let mut all: BTreeMap<u32, BTreeSet<Fact>> = BTreeMap::new();
    for part in 0..facts.parts() {
        facts.slice(part, &Field::ALL, (Seq::ZERO, last), last, &mut slice);
        for position in slice.in_force().filter(|position| slice.deal[*position] != NONE) {
            let write = u32::try_from(slice.seq(position).get()).unwrap();
            let found = fact(&slice, position, write);
            all.entry(slice.deal[position]).or_default().insert(found);
        }
    }
    all
}

/// As the index has it; what does not hold is left out, and so are deals without anything left.
fn found(
    columns: &Columns,
    ranges: &[Range<u32>],
    span: (i64, i64),
) -> BTreeMap<u32, BTreeSet<Fact>> {
    let in_force = columns.in_force(columns.state().seq);
    let mut all = BTreeMap::new();
    for range in ranges {
        let index = columns.deal_index().unwrap();
        index.visit(range, span, &in_force, |facts| {
            assert!(facts.at.is_sorted() && !facts.at.is_empty());
            let mut stages = facts.stages.iter();
            let mut held = BTreeSet::new();
            for (place, says) in facts.says.iter().enumerate() {
                let stage = if says.is_stage() { stages.next().unwrap().stage } else { NONE };
                let (at, write) = (facts.at[place], facts.write.get(place));
                if in_force.holds(write) {
                    held.insert((at, write, [facts.rep[place], facts.asset[place]], *says, stage));
                }
            }
            assert!(stages.next().is_none());
            let again = if held.is_empty() { None } else { all.insert(facts.deal, held) };
            assert_eq!(again, None, "a deal is visited once");
        });
    }
    all
}

proptest! {
    #[test]
    fn it_has_every_fact_of_a_deal_once_and_in_order(
        records in sales::records(60),
        cut in 0_usize..90,
        parts in 1_usize..5,
        day in 0_i64..12,
    ) {
        let ledger = Arc::new(SqliteLedger::in_memory().unwrap());
        let record = |records: &[Record]| {
            let recording = Recording::plain();
            ledger.record_all(&mut Submission::number_all(records.to_vec()), recording).unwrap();
        };
        let (early, late) = records.split_at(cut.min(records.len()));
        record(early);
        let mut columns = Columns::load(Arc::clone(&ledger) as Arc<dyn Ledger>).unwrap();
        let whole = std::slice::from_ref(&(0..u32::MAX));
        prop_assert_eq!(found(&columns, whole, ALWAYS), expected(&columns));
        record(late);
        columns.refresh().unwrap();
        let expected = expected(&columns);
        let ranges = columns.deal_index().unwrap().cut(parts);
        prop_assert!(ranges.len() <= parts);
        prop_assert_eq!(&found(&columns, &ranges, ALWAYS), &expected);
        let since = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().micros();
        let span = (since + day * 86_400_000_000, since + (day + 1) * 86_400_000_000);
        let within = found(&columns, &ranges, span);
        for (deal, facts) in &expected {
            let touches = facts.iter().any(|fact| span.0 <= fact.0 && fact.0 < span.1);
            prop_assert!(!touches || within.get(deal) == Some(facts));
        }
    }
}
