//! `attribution` against journeys put together in a few obvious lines, and on a few deals worked out by hand.

use crate::common;
use std::collections::BTreeMap;

use crate::common::{DEALS, held, sales};
use proptest::prelude::*;
use talktrack::analysis::{Attribution, AttributionRow, AttributionSummary, AttributionTouch};
use talktrack::model::{
    Action, Conversation, Deal, Entry, Event, Fact, OutcomeResult, Put, Record, StageMeaning,
    TimeReading, Timestamp, Use,
};
use talktrack::stats::{AttributionMethod, Credited, Journey, attribute};
use talktrack::{Scope, Tracker};

const METHODS: [&str; 7] =
    ["first", "last", "linear", "position", "time-decay", "markov", "shapley"];

type Name = Option<String>;

/// When and how a deal was decided: the first of the last signs that say the same.
fn decision(key: &str, records: &[Record]) -> Option<(Timestamp, bool)> {
    let (mut events, puts) = common::in_force(records);
    events.sort_by_key(|event| sales::order(event));
    let map = sales::stage_map(&puts);
    let mut signs = Vec::new();
    for event in events {
        if let Fact::Stage(stage) = event.fact()
            && stage.deal.as_str() == key
        {
            match map.get(stage.stage.as_str()) {
                Some(StageMeaning::Won) => signs.push((event.at(), true)),
                Some(StageMeaning::Lost) => signs.push((event.at(), false)),
                _ => {}
            }
        }
    }
    let held: Vec<_> = held::expected(records).into_iter().filter(|one| one.deal == key).collect();
    let value = held.iter().find(|one| one.conversation == Conversation::TangibleValue);
    signs.extend(
        value.filter(|one| one.result == Some(OutcomeResult::Succeeded)).map(|one| (one.end, true)),
    );
    let latest = held.iter().max_by_key(|one| (one.end, one.conversation));
    signs.extend(
        latest.filter(|one| one.result == Some(OutcomeResult::Failed)).map(|one| (one.end, false)),
    );
    signs.sort_by_key(|(at, _)| *at);
    let (_, won) = *signs.last()?;
    signs.into_iter().rev().take_while(|sign| sign.1 == won).last()
}

fn name(
    touch: AttributionTouch,
    event: &Event,
    usage: &Use,
    events: &[&Event],
    puts: &[&Put],
) -> Name {
    let kind = || {
        puts.iter().find_map(|put| match &put.entry {
            Entry::Asset(asset) if asset.key == usage.asset => {
                asset.kind.as_ref().map(ToString::to_string)
            }
            _ => None,
        })
    };
    let place = || sales::placed(event, events, &sales::stage_map(puts));
    match touch {
        AttributionTouch::Asset => Some(usage.asset.to_string()),
        AttributionTouch::Kind => kind(),
        AttributionTouch::AssetInConversation => {
            let place = place().map_or("unplaced".into(), |(place, _)| place.to_string());
            Some(format!("{} / {place}", usage.asset))
        }
    }
}

fn journeys(records: &[Record], touch: AttributionTouch) -> Vec<Journey<Name>> {
    let (mut events, puts) = common::in_force(records);
    events.sort_by_key(|event| sales::order(event));
    let deals = held::deals(&puts);
    let mut journeys = Vec::new();
    for key in DEALS {
        let Some((decided, won)) = decision(key, records) else { continue };
        let steps: Vec<(Name, f64)> = events
            .iter()
            .filter_map(|event| match event.fact() {
                Fact::Use(usage)
                    if usage.deal.as_ref().is_some_and(|deal| deal.as_str() == *key)
                        && usage.action != Action::Opened
                        && event.at() <= decided =>
                {
                    let before = decided.micros() - event.at().micros();
                    let name = name(touch, event, usage, &events, &puts);
                    Some((name, before as f64 / 86_400e6))
                }
                _ => None,
            })
            .collect();
        let amount = deals.get(key).and_then(|deal: &&Deal| deal.amount).filter(|_| won);
        let (touches, days_before) = steps.into_iter().unzip();
        let value = amount.map_or(0.0, |amount| amount.minor() as f64 / 100.0);
        let (conversions, nulls) = (u64::from(won), u64::from(!won));
        journeys.push(Journey { touches, days_before, conversions, nulls, value });
    }
    journeys
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in sales::records(60),
        method in proptest::sample::select(&METHODS[..]),
        touch in proptest::sample::select(AttributionTouch::ALL),
        amount in any::<bool>(),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let method: AttributionMethod = method.parse().unwrap();
        let of = if amount { Credited::Amount } else { Credited::Count };
        let answer = tracker.ask(&Attribution::new().method(method).touch(touch).of(of)).unwrap();
        let journeys = journeys(&records, touch);
        let expected = attribute(&journeys, method, of).unwrap();
        prop_assert_eq!(answer.rows.len(), expected.len());
        for row in &answer.rows {
            let name = row.touch.as_ref().map(ToString::to_string);
            prop_assert!((row.credit - expected[&name]).abs() < 1e-9, "{:?} {:?}", row, expected);
            let through = || journeys.iter().filter(|journey| journey.touches.contains(&name));
            prop_assert_eq!(row.won, through().map(|journey| journey.conversions).sum::<u64>());
            prop_assert_eq!(row.lost, through().map(|journey| journey.nulls).sum::<u64>());
        }
        let won = |journey: &&Journey<Name>| journey.conversions > 0;
        let AttributionSummary { journeys: all, conversions, unassisted, total, without_amount } = answer.summary;
        prop_assert_eq!(all, journeys.len() as u64);
        prop_assert_eq!(conversions, journeys.iter().filter(won).count() as u64);
        prop_assert_eq!(unassisted, journeys.iter().filter(|journey| journey.touches.is_empty()).count() as u64);
        prop_assert_eq!(without_amount, journeys.iter().filter(won).filter(|journey| journey.value == 0.0).count() as u64);
        let credit: f64 = answer.rows.iter().map(|row| row.credit).sum();
        prop_assert!((credit - total).abs() < 1e-9, "{credit} of {total}");
    }

    /// Numbers follow the order of recording; sums must not, not even in their last digit.
    #[test]
    fn the_order_of_recording_changes_nothing(
        (records, shuffled) in sales::records(60).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        method in proptest::sample::select(&METHODS[..]),
    ) {
        let ask = |records: Vec<Record>| {
            let tracker = Tracker::in_memory().unwrap();
            tracker.record_all(records).unwrap();
            tracker.ask(&Attribution::new().method(method.parse().unwrap()).of(Credited::Amount)).unwrap().rows
        };
        prop_assert_eq!(ask(records), ask(shuffled));
    }
}

fn tracker(lines: &str) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        lines.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

/// The example of the reference page.
const DEALS_OF_MARCH: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","kind":"deck","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","kind":"case-study","published_at":"2026-01-01T00:00:00Z"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Closed Won","means":"won"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Closed Lost","means":"lost"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d1","amount":"1000","currency":"EUR","owner":"ada"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d4","amount":"500","currency":"EUR","owner":"ada"}
{"type":"use","id":"1","at":"2026-03-01T00:00:00Z","rep":"ada","asset":"deck","action":"presented","conversation":"point-of-view","deal":"d1"}
{"type":"use","id":"2","at":"2026-03-08T00:00:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting","deal":"d1"}
{"type":"use","id":"3","at":"2026-03-15T00:00:00Z","rep":"ada","asset":"case","action":"shared","deal":"d1"}
{"type":"use","id":"4","at":"2026-03-22T00:00:00Z","rep":"ada","asset":"roi.xlsx","action":"presented","conversation":"tangible-value","deal":"d1"}
{"type":"stage","id":"5","at":"2026-03-22T00:00:00Z","deal":"d1","stage":"Closed Won"}
{"type":"use","id":"6","at":"2026-03-02T00:00:00Z","rep":"bob","asset":"deck","action":"presented","conversation":"relevant-meeting","deal":"d2"}
{"type":"outcome","id":"7","at":"2026-03-10T00:00:00Z","deal":"d2","conversation":"relevant-meeting","result":"failed"}
{"type":"use","id":"8","at":"2026-03-03T00:00:00Z","rep":"bob","asset":"case","action":"shared","deal":"d3"}
{"type":"use","id":"9","at":"2026-03-04T00:00:00Z","rep":"bob","asset":"roi.xlsx","action":"shared","deal":"d3"}
{"type":"stage","id":"10","at":"2026-03-20T00:00:00Z","deal":"d3","stage":"Closed Lost"}
{"type":"use","id":"11","at":"2026-03-25T00:00:00Z","rep":"bob","asset":"deck","action":"shared","deal":"d3"}
{"type":"use","id":"12","at":"2026-03-05T00:00:00Z","rep":"ada","asset":"deck","action":"opened","deal":"d4"}
{"type":"outcome","id":"13","at":"2026-03-18T00:00:00Z","deal":"d4","conversation":"tangible-value","result":"succeeded"}"#;

fn credits(rows: &[AttributionRow]) -> BTreeMap<String, f64> {
    let name = |row: &AttributionRow| row.touch.as_deref().unwrap_or("(none)").to_owned();
    rows.iter().map(|row| (name(row), (row.credit * 1e4).round() / 1e4)).collect()
}

#[test]
fn a_few_deals_worked_out_by_hand() {
    let tracker = tracker(DEALS_OF_MARCH);
    for (method, deck, case, roi) in [
        ("first", 1.0, 0.0, 0.0),
        ("last", 0.0, 0.0, 1.0),
        ("linear", 0.5, 0.25, 0.25),
        ("position", 0.5, 0.1, 0.4),
        ("time-decay", 0.2, 0.2667, 0.5333),
        ("markov", 0.2, 0.4, 0.4),
        ("shapley", 0.3333, 0.3333, 0.3333),
    ] {
        let question = Attribution::new().method(method.parse().unwrap());
        let answer = tracker.ask(&question).unwrap();
        let expected = [("deck", deck), ("case", case), ("roi.xlsx", roi)];
        let expected = expected.map(|(touch, credit)| (touch.to_owned(), credit));
        assert_eq!(credits(&answer.rows), BTreeMap::from(expected), "{method}");
        let AttributionSummary { journeys, conversions, unassisted, total, without_amount } =
            answer.summary;
        assert_eq!((journeys, conversions, unassisted, without_amount), (4, 2, 1, 0));
        assert!((total - 1.0).abs() < 1e-12);
        let amounts = tracker.ask(&question.of(Credited::Amount)).unwrap();
        assert!((amounts.summary.total - 1000.0).abs() < 1e-9);
        assert!(
            (credits(&amounts.rows)["deck"]
                - 1000.0
                    * answer
                        .rows
                        .iter()
                        .find(|row| row.touch.as_deref() == Some("deck"))
                        .unwrap()
                        .credit)
                .abs()
                < 1e-3
        );
        assert_eq!(amounts.columns[1].unit, "amount");
    }
    let markov = tracker.ask(&Attribution::new()).unwrap();
    let sample: Vec<_> =
        markov.rows.iter().map(|row| (row.touch.as_deref().unwrap(), row.won, row.lost)).collect();
    assert_eq!(sample, [("case", 1, 1), ("roi.xlsx", 1, 1), ("deck", 1, 1)]);
}

#[test]
fn a_touch_is_an_asset_its_kind_or_the_asset_in_a_conversation() {
    let tracker = tracker(DEALS_OF_MARCH);
    let linear = Attribution::new().method("linear".parse().unwrap());
    let kinds = tracker.ask(&linear.touch(AttributionTouch::Kind)).unwrap();
    let expected = [("deck", 0.5), ("case-study", 0.25), ("(none)", 0.25)];
    assert_eq!(
        credits(&kinds.rows),
        expected.map(|(kind, credit)| (kind.to_owned(), credit)).into()
    );
    let places = tracker.ask(&linear.touch(AttributionTouch::AssetInConversation)).unwrap();
    let expected = [
        ("deck / point-of-view", 0.25),
        ("deck / relevant-meeting", 0.25),
        ("case / unplaced", 0.25),
        ("roi.xlsx / tangible-value", 0.25),
        ("roi.xlsx / unplaced", 0.0),
    ];
    assert_eq!(
        credits(&places.rows),
        expected.map(|(touch, credit)| (touch.to_owned(), credit)).into()
    );
}

#[test]
fn scopes_choose_deals_by_their_decision_and_narrow_what_journeys_touched() {
    let tracker = tracker(DEALS_OF_MARCH);
    let ask = |scope: Scope| {
        let answer = tracker.within(scope).ask(&Attribution::new()).unwrap();
        (
            answer.summary.journeys,
            answer.summary.conversions,
            answer.summary.unassisted,
            credits(&answer.rows),
        )
    };
    let late = Scope::new().since_text("2026-03-19").unwrap();
    let (journeys, conversions, unassisted, credit) = ask(late);
    assert_eq!(
        (journeys, conversions, unassisted),
        (2, 1, 0),
        "d1 and d3, from their first use on"
    );
    assert!((credit["deck"] - 0.2).abs() < 1e-9, "half of what was won passed it: {credit:?}");
    let (journeys, conversions, unassisted, _) = ask(Scope::new().team("EMEA".parse().unwrap()));
    assert_eq!((journeys, conversions, unassisted), (2, 2, 1), "those that ada worked on or owns");
    let (journeys, _, unassisted, credit) = ask(Scope::new().kind("deck".parse().unwrap()));
    assert_eq!((journeys, unassisted, credit), (4, 2, [("deck".to_owned(), 1.0)].into()));
}

#[test]
fn the_last_word_on_a_deal_holds_since_it_was_first_said() {
    let more = r#"{"type":"outcome","id":"20","at":"2026-03-24T00:00:00Z","deal":"d1","conversation":"tangible-value","result":"succeeded"}
{"type":"use","id":"21","at":"2026-03-23T00:00:00Z","rep":"ada","asset":"case","action":"shared","deal":"d1"}
{"type":"stage","id":"22","at":"2026-03-26T00:00:00Z","deal":"d3","stage":"Closed Won"}"#;
    let tracker = tracker(&format!("{DEALS_OF_MARCH}\n{more}"));
    let last = tracker.ask(&Attribution::new().method("last".parse().unwrap())).unwrap();
    assert_eq!((last.summary.conversions, last.summary.without_amount), (3, 1));
    let expected = [("deck", 1.0), ("case", 0.0), ("roi.xlsx", 1.0)];
    let why = "d1 was won on March 22; d3, lost before, on March 26, after the deck";
    assert_eq!(
        credits(&last.rows),
        expected.map(|(touch, credit)| (touch.to_owned(), credit)).into(),
        "{why}"
    );
}
