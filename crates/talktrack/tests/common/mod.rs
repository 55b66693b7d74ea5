//! Generates small random ledgers: few names, few moments, so that ties, repeats, late arrivals and
//! conflicts of every kind come up.
#![allow(dead_code, unreachable_pub, clippy::wildcard_imports)] // each test program uses a part of it
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use talktrack::model::{Event, EventId, Fact, Put, Record, Source, TimeReading, Timestamp};

/// A moment on one of a hundred days of 2026, on the hour.
pub fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..100, 0_i64..3).prop_map(|(day, hour)| {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        Timestamp::from_micros(start.micros() + (day * 24 + hour) * 3_600_000_000).unwrap()
    })
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(words)
}

pub const ASSETS: &[&str] = &["deck", "case", "roi", "mail", "card"];
pub const REPS: &[&str] = &["ada", "bob", "cyd", "dan"];
pub const DEALS: &[&str] = &["d1", "d2", "d3"];
const CONVERSATIONS: &[&str] = &[
    "point-of-view",
    "right-people",
    "relevant-meeting",
    "definition-of-success",
    "tangible-value",
];
const ACTIONS: &[&str] = &["opened", "opened", "downloaded", "tailored", "presented", "shared"];
const TEAMS: &[&str] = &["EMEA", "APAC"];
const TEXTS: &[&str] = &["plain", "two\nlines", "say \"hi\"", "<b>ü</b> ✓", "O'Neill; --"];

/// Named values as JSON, with what is `None` left out.
fn fields(pairs: Vec<(&'static str, Option<serde_json::Value>)>) -> Record {
    let mut map: serde_json::Map<_, _> =
        pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    if map.get("replaced_by") == map.get("key") {
        map.remove("replaced_by");
    }
    Record::from_fields(&map, &TimeReading::strict()).unwrap()
}

macro_rules! kind {
    ($type:literal; $($name:literal: $strategy:expr),+ $(,)?) => {{
        let all: Vec<BoxedStrategy<(&'static str, Option<serde_json::Value>)>> = vec![
            Just(("type", Some($type.into()))).boxed(),
            $( $strategy.prop_map(|value| ($name, value)).boxed(), )+
        ];
        all.prop_map(fields).boxed()
    }};
}

// After the macro that it uses.
pub mod advice;
pub mod company;
pub mod held;
pub mod promises;
pub mod sales;

fn must<T: Into<serde_json::Value> + 'static + std::fmt::Debug>(
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<serde_json::Value>> {
    strategy.prop_map(|value| Some(value.into())).boxed()
}

fn may<T: Into<serde_json::Value> + 'static + std::fmt::Debug>(
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<serde_json::Value>> {
    of(strategy).prop_map(|value| value.map(Into::into)).boxed()
}

fn at() -> BoxedStrategy<Option<serde_json::Value>> {
    must(moment().prop_map(|at| at.to_string()))
}

fn time() -> BoxedStrategy<Option<serde_json::Value>> {
    may(moment().prop_map(|at| at.to_string()))
}

fn tags() -> BoxedStrategy<Option<serde_json::Value>> {
    may(one_of(&["enterprise", "small"]).prop_map(|value| serde_json::json!({ "segment": value })))
}

/// A use, the kind of event that questions are mostly about.
pub fn usage() -> BoxedStrategy<Record> {
    kind!("use"; "at": at(), "rep": must(one_of(REPS)), "asset": must(one_of(ASSETS)),
        "action": must(one_of(ACTIONS)), "conversation": may(one_of(CONVERSATIONS)),
        "deal": may(one_of(DEALS)), "version": may(one_of(&["1", "2"])), "account": may(one_of(TEXTS_ONE_LINE)),
        "contact": may(one_of(&["kim", "lee"])), "channel": may(one_of(&["mail"])))
}

const TEXTS_ONE_LINE: &[&str] = &["plain", "say \"hi\"", "<b>ü</b> ✓", "O'Neill; --"];

/// Any kind of event but retractions, still without an id.
fn fact() -> BoxedStrategy<Record> {
    prop_oneof![
        6 => usage(),
        1 => kind!("engagement"; "at": at(), "use": must(one_of(IDS)), "use_source": may(one_of(SOURCES)),
            "seconds": may(0.0_f64..5_000.0), "pages": may(0_u32..40), "contact": may(one_of(&["kim"]))),
        1 => kind!("outcome"; "at": at(), "deal": must(one_of(DEALS)), "conversation": must(one_of(CONVERSATIONS)),
            "result": must(one_of(&["succeeded", "failed"])), "rep": may(one_of(REPS))),
        1 => kind!("stage"; "at": at(), "deal": must(one_of(DEALS)), "stage": must(one_of(&["Discovery", "Won"]))),
        1 => kind!("training"; "at": at(), "rep": must(one_of(REPS)), "asset": must(one_of(ASSETS)),
            "level": must(one_of(&["introduced", "trained", "certified"]))),
        1 => kind!("recommendation"; "at": at(), "asset": must(one_of(ASSETS)), "rep": must(one_of(REPS)),
            "conversation": may(one_of(CONVERSATIONS)), "deal": may(one_of(DEALS)), "until": time()),
        1 => kind!("recommendation"; "at": at(), "asset": must(one_of(ASSETS)), "team": must(one_of(TEAMS))),
        1 => kind!("recommendation"; "at": at(), "asset": must(one_of(ASSETS)), "everyone": must(Just(true))),
        1 => kind!("ask"; "at": at(), "kind": must(one_of(&["collateral", "feedback"])),
            "asked_by": must(one_of(&["sales", "marketing"])), "rep": may(one_of(REPS)), "asset": may(one_of(ASSETS)),
            "conversation": may(one_of(CONVERSATIONS)), "deal": may(one_of(DEALS)), "tags": tags(),
            "needed_by": time(), "note": may(one_of(TEXTS))),
        1 => kind!("answer"; "at": at(), "ask": must(one_of(IDS)), "ask_source": may(one_of(SOURCES)),
            "result": must(one_of(&["acknowledged", "delivered", "declined"])), "asset": may(one_of(ASSETS)),
            "note": may(one_of(TEXTS))),
        1 => kind!("feedback"; "at": at(), "rep": must(one_of(REPS)), "asset": must(one_of(ASSETS)),
            "rating": may(1_u32..=5), "reason": may(one_of(&["relevant", "outdated"])),
            "conversation": may(one_of(CONVERSATIONS)), "deal": may(one_of(DEALS)), "note": may(one_of(TEXTS))),
        1 => kind!("search"; "at": at(), "rep": must(one_of(REPS)), "query": must(one_of(TEXTS)),
            "hits": must(0_u32..9), "opened": may(one_of(ASSETS)), "conversation": may(one_of(CONVERSATIONS)), "tags": tags()),
    ]
    .boxed()
}

fn retraction() -> BoxedStrategy<Record> {
    kind!("retraction"; "at": at(), "event": must(one_of(IDS)), "event_source": may(one_of(SOURCES)),
        "reason": may(one_of(TEXTS)))
}

const SOURCES: &[&str] = &["talktrack", "crm"];
const IDS: &[&str] =
    &["e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "0195a2b4-7c1e-7f00-8000-0123456789ab"];

/// A catalogue entry that is put at a moment.
pub fn put() -> BoxedStrategy<Record> {
    prop_oneof![
        4 => kind!("asset"; "at": at(), "key": must(one_of(ASSETS)), "title": may(one_of(TEXTS)),
            "kind": may(one_of(&["deck", "case-study"])), "campaign": may(one_of(&["spring"])), "owner": may(one_of(&["mia"])),
            "supports": may(proptest::sample::subsequence(CONVERSATIONS, 0..3).prop_map(|all| serde_json::json!(all))),
            "tags": tags(), "version": may(one_of(&["1", "2"])), "published_at": time(), "expires_at": time(),
            "retired_at": time(), "replaced_by": may(one_of(ASSETS)), "tailorable": may(any::<bool>()),
            "cost": may((0_u32..9_999).prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100))),
            "currency": must(Just("EUR")), "link": may(one_of(&["https://example.com/a"]))),
        2 => kind!("rep"; "at": at(), "key": must(one_of(REPS)), "name": may(one_of(TEXTS)), "team": may(one_of(TEAMS)),
            "region": may(one_of(&["north"])), "role": may(one_of(&["ae"])), "started_at": time(), "left_at": time()),
        1 => kind!("deal"; "at": at(), "key": must(one_of(DEALS)), "account": may(one_of(TEXTS_ONE_LINE)), "tags": tags(),
            "amount": may(one_of(&["10", "2.5"])), "currency": must(Just("EUR")), "opened_at": time(), "owner": may(one_of(REPS))),
        1 => kind!("stage-map"; "at": at(), "stage": must(one_of(&["Discovery", "Won"])),
            "means": must(one_of(&["relevant-meeting", "won", "lost"]))),
        1 => kind!("agreement"; "at": at(), "kind": must(one_of(&["collateral"])),
            "answered_by": must(one_of(&["sales", "marketing"])), "days": must(0_u32..30)),
        1 => kind!("target"; "at": at(), "measure": must(one_of(&["succeeded", "unused_rate"])),
            "period": must(one_of(&["month"])), "value": must(0.0_f64..100.0), "team": may(one_of(TEAMS))),
        1 => kind!("target"; "at": at(), "measure": must(one_of(&["succeeded"])),
            "period": must(one_of(&["week"])), "value": must(1_u32..9), "tags": tags()),
    ]
    .boxed()
}

/// Any record.
pub fn record() -> BoxedStrategy<Record> {
    prop_oneof![2 => put(), 5 => fact(), 1 => retraction()].boxed()
}

/// Records without conflicts: identities differ, and some events are retracted, before or after.
pub fn records(most: usize) -> BoxedStrategy<Vec<Record>> {
    (
        vec(put(), 0..12),
        vec((prop_oneof![7 => fact(), 1 => retraction()], one_of(SOURCES)), 0..most),
    )
        .prop_map(|(puts, facts)| identified(puts, facts))
        .boxed()
}

/// Puts, and events each with an id of its own.
fn identified(puts: Vec<Record>, facts: Vec<(Record, &'static str)>) -> Vec<Record> {
    let mut ids = std::collections::HashMap::<&str, usize>::new();
    let events = facts.into_iter().map(|(record, source)| {
        let Record::Event(event) = record else { unreachable!("facts are events") };
        let number = ids.entry(source).or_default();
        let id = IDS.get(*number).map_or_else(|| format!("e{number}x"), |id| (*id).to_owned());
        *number += 1;
        Record::Event(
            event.with_source(Source::new(source).unwrap()).with_id(EventId::new(id).unwrap()),
        )
    });
    puts.into_iter().chain(events).collect()
}

/// The events among `records` that no retraction takes back, and the puts.
pub fn in_force(records: &[Record]) -> (Vec<&Event>, Vec<&Put>) {
    let events = || {
        records.iter().filter_map(|record| match record {
            Record::Event(event) => Some(event),
            Record::Put(_) => None,
        })
    };
    let retracted: Vec<(String, String)> = events()
        .filter_map(|event| match event.fact() {
            Fact::Retraction(retraction) => {
                let source = retraction.event.source.as_ref().unwrap_or(event.source());
                Some((source.to_string(), retraction.event.id.to_string()))
            }
            _ => None,
        })
        .collect();
    let holds = |event: &&Event| {
        let identity = (event.source().to_string(), event.id().unwrap().to_string());
        !matches!(event.fact(), Fact::Retraction(_)) && !retracted.contains(&identity)
    };
    let puts = records.iter().filter_map(|record| match record {
        Record::Put(put) => Some(put),
        Record::Event(_) => None,
    });
    (events().filter(holds).collect(), puts.collect())
}
