//! `coverage` against a reference of a few obvious lines, and on a small company worked out by hand.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::{held, sales};
use proptest::prelude::*;
use talktrack::analysis::{Coverage, CoverageRow, Flag};
use talktrack::model::{
    Action, AnswerResult, Asset, Conversation, Entry, Event, Fact, Put, Record, TimeReading,
    Timestamp,
};
use talktrack::{Scope, Span, Tracker};

#[derive(Debug, Default, PartialEq, Clone)]
struct Counts {
    live: u64,
    used: u64,
    held: u64,
    assisted: u64,
    asks: u64,
    searches: u64,
    uncatalogued: u64,
}

fn assets<'a>(puts: &[&'a Put]) -> Vec<&'a Asset> {
    let assets = puts.iter().filter_map(|put| match &put.entry {
        Entry::Asset(asset) => Some(&**asset),
        _ => None,
    });
    assets.collect()
}

/// Whether an asset is live at any moment of the span.
fn is_live(asset: &Asset, events: &[&Event], span: &Span) -> bool {
    let names = |event: &&&Event| {
        let flat = talktrack::model::Flat::of(event.fact(), event.source());
        flat.asset == Some(asset.key.as_str())
    };
    let first = events.iter().filter(names).map(|event| event.at()).min();
    let born = asset.published_at.or(first).unwrap_or(span.since).max(span.since);
    born < asset.retired_at.unwrap_or(Timestamp::LATEST).min(span.until)
}

/// Whether an ask was delivered or declined.
fn is_answered(ask: &Event, events: &[&Event]) -> bool {
    events.iter().any(|event| match event.fact() {
        Fact::Answer(answer) => {
            let source = answer.ask.source.as_ref().unwrap_or(event.source());
            answer.result != AnswerResult::Acknowledged
                && Some(&answer.ask.id) == ask.id()
                && source == ask.source()
        }
        _ => false,
    })
}

fn reference(records: &[Record], span: &Span) -> BTreeMap<(Conversation, String), Counts> {
    let (events, puts) = common::in_force(records);
    let map = sales::stage_map(&puts);
    let deals = held::deals(&puts);
    let of_deal =
        |key: &str| deals.get(key).and_then(|deal| deal.tags.get("segment")).map(str::to_owned);
    let assets = assets(&puts);
    let mut cells: BTreeMap<(Conversation, Option<String>), (Counts, BTreeSet<String>)> =
        BTreeMap::new();
    for event in &events {
        let place = match event.fact() {
            Fact::Use(_) | Fact::Ask(_) | Fact::Search(_) => sales::placed(event, &events, &map),
            _ => None,
        };
        let Some((conversation, _)) = place else { continue };
        match event.fact() {
            Fact::Use(usage) if usage.action != Action::Opened => {
                let value = usage.deal.as_ref().and_then(|deal| of_deal(deal.as_str()));
                let cell = cells.entry((conversation, value)).or_default();
                let known = assets.iter().any(|asset| asset.key == usage.asset);
                cell.0.uncatalogued += u64::from(!known);
                cell.1.insert(usage.asset.to_string());
            }
            Fact::Ask(ask) if ask.kind.as_str() == "collateral" && !is_answered(event, &events) => {
                let own = ask.tags.get("segment").map(str::to_owned);
                let value = own.or(ask.deal.as_ref().and_then(|deal| of_deal(deal.as_str())));
                cells.entry((conversation, value)).or_default().0.asks += 1;
            }
            Fact::Search(search) if search.hits == 0 => {
                let value = search.tags.get("segment").map(str::to_owned);
                cells.entry((conversation, value)).or_default().0.searches += 1;
            }
            _ => {}
        }
    }
    for one in held::expected(records) {
        let cell = &mut cells.entry((one.conversation, of_deal(&one.deal))).or_default().0;
        cell.held += 1;
        cell.assisted += u64::from(one.assisted);
    }
    let on_deals = deals.values().filter_map(|deal| deal.tags.get("segment"));
    let mut values: BTreeSet<Option<String>> =
        on_deals.map(|value| Some(value.to_owned())).collect();
    values.extend(cells.keys().filter_map(|(_, value)| value.clone()).map(Some));
    let nothing_else = values.is_empty();
    values.insert(None);
    let mut rows = BTreeMap::new();
    for &conversation in Conversation::ALL {
        for value in &values {
            let found = cells.get(&(conversation, value.clone())).cloned();
            if found.is_none() && value.is_none() && !nothing_else {
                continue;
            }
            let (mut counts, used) = found.unwrap_or_default();
            for asset in assets.iter().filter(|asset| is_live(asset, &events, span)) {
                let made = asset.supports.is_empty() || asset.supports.contains(conversation);
                let own = asset.tags.get("segment");
                let fits = value.is_none() || own.is_none() || own == value.as_deref();
                counts.live += u64::from(made && fits);
                counts.used += u64::from(made && fits && used.contains(asset.key.as_str()));
            }
            rows.insert((conversation, value.clone().unwrap_or("(any)".into())), counts);
        }
    }
    rows
}

proptest! {
    #[test]
    fn agrees_with_the_reference(records in sales::records(60)) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let answer = tracker.ask(&Coverage::new()).unwrap();
        let expected = reference(&records, &answer.span);
        let found: BTreeMap<_, _> = answer
            .rows
            .iter()
            .map(|row| {
                let counts = Counts {
                    live: row.live_assets,
                    used: row.used_assets,
                    held: row.held,
                    assisted: row.assisted,
                    asks: row.open_asks,
                    searches: row.empty_searches,
                    uncatalogued: row.uncatalogued_uses,
                };
                ((row.conversation, row.group.to_string()), counts)
            })
            .collect();
        prop_assert_eq!(found, expected);
        for (place, pair) in answer.rows.windows(2).enumerate() {
            prop_assert_eq!(pair[0].rank, place as u64 + 1);
            let gap = |row: &CoverageRow| (row.held - row.assisted, row.held);
            let key = |row: &CoverageRow| (row.conversation, row.group.clone());
            prop_assert!(gap(&pair[0]) > gap(&pair[1]) || (gap(&pair[0]) == gap(&pair[1]) && key(&pair[0]) < key(&pair[1])));
        }
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
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","supports":["relevant-meeting"],"published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","supports":["relevant-meeting","tangible-value"],"tags":{"segment":"enterprise"},"published_at":"2026-01-01T00:00:00Z"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d1","tags":{"segment":"enterprise"},"owner":"ada"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d2","tags":{"segment":"small"},"owner":"bob"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d3","tags":{"segment":"small"},"owner":"bob"}
{"type":"use","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"case","action":"presented","conversation":"relevant-meeting","deal":"d1"}
{"type":"outcome","id":"2","at":"2026-02-02T00:00:00Z","deal":"d2","conversation":"tangible-value","result":"failed"}
{"type":"outcome","id":"3","at":"2026-02-03T00:00:00Z","deal":"d3","conversation":"tangible-value","result":"failed"}
{"type":"use","id":"4","at":"2026-02-04T00:00:00Z","rep":"bob","asset":"own.xlsx","action":"shared","conversation":"tangible-value","deal":"d3"}
{"type":"ask","id":"5","at":"2026-02-05T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"bob","conversation":"tangible-value","tags":{"segment":"small"}}
{"type":"ask","id":"6","at":"2026-02-05T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"bob","conversation":"tangible-value","deal":"d2"}
{"type":"answer","id":"7","at":"2026-02-06T00:00:00Z","ask":"6","result":"declined"}
{"type":"answer","id":"8","at":"2026-02-06T00:00:00Z","ask":"5","result":"acknowledged"}
{"type":"search","id":"9","at":"2026-02-07T00:00:00Z","rep":"bob","query":"roi small business","hits":0,"conversation":"tangible-value"}"#;

fn shown(row: &CoverageRow) -> String {
    let CoverageRow { conversation, group, live_assets, used_assets, held, assisted, .. } = row;
    let CoverageRow { open_asks, empty_searches, uncatalogued_uses, .. } = row;
    format!(
        "{conversation} {group}: {used_assets}/{live_assets} {assisted}/{held} {open_asks} {empty_searches} {uncatalogued_uses}"
    )
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let answer = tracker(COMPANY).ask(&Coverage::new()).unwrap();
    let rows: Vec<_> = answer.rows.iter().map(shown).collect();
    assert_eq!(
        rows[..4],
        [
            "tangible-value small: 0/0 1/2 1 0 1",
            "relevant-meeting enterprise: 1/2 1/1 0 0 0",
            "point-of-view enterprise: 0/0 0/0 0 0 0",
            "point-of-view small: 0/0 0/0 0 0 0",
        ]
    );
    assert!(rows.contains(&"tangible-value (any): 0/1 0/0 0 1 0".into()), "{rows:?}");
    let first = &answer.rows[0];
    assert_eq!((first.rank, &*first.flags), (1, &[Flag::FewReps][..]));
    assert_eq!(first.assisted_rate.value, Some(0.5));
    assert_eq!(answer.rows[2].flags, [Flag::TooFew]);
    assert_eq!((answer.summary.stated, answer.summary.unplaced), (2, 0));
}

#[test]
fn another_tag_is_a_column_of_its_name_and_one_that_no_deal_has_is_a_slip() {
    let tracker = tracker(COMPANY);
    let refused = tracker.ask(&Coverage::new().by("segmnt".parse().unwrap())).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "no deal has a tag \"segmnt\" to group by: did you mean segment?"
    );
    let scope = Scope::new().deal_tag("segment", "small").unwrap();
    let small = tracker.within(scope).ask(&Coverage::new()).unwrap();
    assert!(small.rows.iter().all(|row| row.group.as_str() == "small"));
    let scope = Scope::new().conversation(Conversation::TangibleValue).rep("bob".parse().unwrap());
    let bobs = tracker.within(scope).ask(&Coverage::new()).unwrap();
    assert_eq!(shown(&bobs.rows[0]), "tangible-value small: 0/0 1/2 1 0 1");
    assert_eq!(bobs.rows.len(), 3);
}

#[test]
fn conversations_of_one_rep_are_worth_fewer_than_they_are() {
    // Ten reps, of whom half are helped each time and half never.
    let mut lines = String::new();
    for number in 0..100 {
        let (rep, deal) = (number % 10, number);
        lines += &format!(
            "{{\"type\":\"deal\",\"at\":\"2026-01-01T00:00:00Z\",\"key\":\"d{deal}\",\"tags\":{{\"segment\":\"small\"}},\"owner\":\"r{rep}\"}}\n"
        );
        lines += &if rep < 5 {
            format!(
                "{{\"type\":\"use\",\"id\":\"{number}\",\"at\":\"2026-02-01T00:00:00Z\",\"rep\":\"r{rep}\",\"asset\":\"deck\",\"action\":\"shared\",\"conversation\":3,\"deal\":\"d{deal}\"}}\n"
            )
        } else {
            format!(
                "{{\"type\":\"outcome\",\"id\":\"{number}\",\"at\":\"2026-02-01T00:00:00Z\",\"deal\":\"d{deal}\",\"conversation\":3,\"result\":\"failed\"}}\n"
            )
        };
    }
    let answer = tracker(lines.trim_end()).ask(&Coverage::new()).unwrap();
    let rate = answer.rows[0].assisted_rate;
    assert_eq!((answer.rows[0].held, rate.value), (100, Some(0.5)));
    let width = rate.high.unwrap() - rate.low.unwrap();
    assert!(width > 0.5, "as ten, not as a hundred: {width}");
    assert!(answer.rows[0].flags.is_empty());
}
