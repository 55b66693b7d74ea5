//! Ledgers in which the two sides ask each other for things: few moments, so that dates fall together.

use super::*;

/// A moment on one of a few days, some of them 90 days apart.
fn day() -> BoxedStrategy<String> {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let days = proptest::sample::select(vec![0_i64, 1, 2, 5, 10, 89, 90, 91, 95, 181]);
    days.prop_map(move |day| {
        Timestamp::from_micros(start.micros() + day * 86_400_000_000).unwrap().to_string()
    })
    .boxed()
}

const KINDS: &[&str] = &["collateral", "feedback"];
const SIDES: &[&str] = &["sales", "marketing"];

fn agreement() -> BoxedStrategy<Record> {
    kind!("agreement"; "at": must(day()), "kind": must(one_of(KINDS)),
        "answered_by": must(one_of(SIDES)), "days": must(0_u32..6))
}

fn fact() -> BoxedStrategy<Record> {
    prop_oneof![
        4 => kind!("ask"; "at": must(day()), "kind": must(one_of(KINDS)), "asked_by": must(one_of(SIDES)),
            "rep": may(one_of(REPS)), "deal": may(one_of(DEALS)), "needed_by": may(day())),
        5 => kind!("answer"; "at": must(day()), "ask": must(one_of(IDS)), "ask_source": may(one_of(SOURCES)),
            "result": must(one_of(&["acknowledged", "delivered", "declined"])), "asset": may(one_of(ASSETS))),
        3 => kind!("use"; "at": must(day()), "rep": must(one_of(REPS)), "asset": must(one_of(ASSETS)),
            "action": must(one_of(ACTIONS)), "deal": may(one_of(DEALS))),
        1 => retraction(),
    ]
    .boxed()
}

/// Records of two sides that ask and answer, without conflicts.
pub fn records(most: usize) -> BoxedStrategy<Vec<Record>> {
    (vec(agreement(), 0..4), vec((fact(), one_of(SOURCES)), 0..most))
        .prop_map(|(puts, facts)| identified(puts, facts))
        .boxed()
}
