//! `trend` against a reference of a few obvious lines, and on small cases worked out by hand.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::{held, sales};
use chrono::Datelike;
use proptest::prelude::*;
use talktrack::analysis::{By, Calendar, Trend, TrendGroup};
use talktrack::model::{
    Action, Asset, Conversation, Entry, Fact, OutcomeResult, Put, Record, Rep, TimeReading,
    Timestamp,
};
use talktrack::{Scope, Tracker};

/// What the period of a moment is called.
fn name(calendar: Calendar, at: Timestamp, zone: chrono_tz::Tz) -> String {
    let local = at.to_utc().with_timezone(&zone);
    match calendar {
        Calendar::Day => local.format("%Y-%m-%d").to_string(),
        Calendar::Week => local.format("%G-W%V").to_string(),
        Calendar::Month => local.format("%Y-%m").to_string(),
        Calendar::Quarter => format!("{}-Q{}", local.year(), local.month0() / 3 + 1),
    }
}

#[derive(Debug, Default, PartialEq, Clone)]
struct Counts {
    uses: u64,
    reps: BTreeSet<String>,
    assets: BTreeSet<String>,
    held: u64,
    succeeded: u64,
}

fn assets<'a>(puts: &[&'a Put], key: &str) -> Option<&'a Asset> {
    puts.iter().find_map(|put| match &put.entry {
        Entry::Asset(asset) if asset.key.as_str() == key => Some(&**asset),
        _ => None,
    })
}

fn reps<'a>(puts: &[&'a Put], key: &str) -> Option<&'a Rep> {
    puts.iter().find_map(|put| match &put.entry {
        Entry::Rep(rep) if rep.key.as_str() == key => Some(rep),
        _ => None,
    })
}

/// Counts by period and group, as the definition says.
fn reference(
    records: &[Record],
    by: Option<&By>,
    calendar: Calendar,
    zone: chrono_tz::Tz,
) -> BTreeMap<(String, Option<String>), Counts> {
    let (events, puts) = common::in_force(records);
    let map = sales::stage_map(&puts);
    let deals = held::deals(&puts);
    let segments = deals.values().any(|deal| deal.tags.get("segment").is_some());
    let of_asset = |key: &str| {
        let asset = assets(&puts, key);
        match by {
            Some(By::Kind) => asset.and_then(|asset| asset.kind.as_ref()).map(ToString::to_string),
            Some(By::Campaign) => {
                asset.and_then(|asset| asset.campaign.as_ref()).map(ToString::to_string)
            }
            _ => asset.and_then(|asset| asset.tags.get("segment")).map(str::to_owned),
        }
    };
    let of_deal =
        |key: &str| deals.get(key).and_then(|deal| deal.tags.get("segment")).map(str::to_owned);
    let of_rep =
        |key: &str| reps(&puts, key).and_then(|rep| rep.team.as_ref()).map(ToString::to_string);
    let is_of_deals = matches!(by, Some(By::Tag(_))) && segments;
    let mut rows: BTreeMap<_, Counts> = BTreeMap::new();
    for event in &events {
        let Fact::Use(usage) = event.fact() else { continue };
        if usage.action == Action::Opened {
            continue;
        }
        let group = match by {
            None => None,
            Some(By::Conversation) => sales::placed(event, &events, &map)
                .map(|(conversation, _)| conversation.to_string()),
            Some(By::Team) => of_rep(usage.rep.as_str()),
            _ if is_of_deals => usage.deal.as_ref().and_then(|deal| of_deal(deal.as_str())),
            _ => of_asset(usage.asset.as_str()),
        };
        let row = rows.entry((name(calendar, event.at(), zone), group)).or_default();
        row.uses += 1;
        row.reps.insert(usage.rep.to_string());
        row.assets.insert(usage.asset.to_string());
    }
    for one in held::expected(records) {
        let mut groups: BTreeSet<Option<String>> = BTreeSet::new();
        match by {
            None => drop(groups.insert(None)),
            Some(By::Conversation) => drop(groups.insert(Some(one.conversation.to_string()))),
            Some(By::Team) => groups.extend(one.reps.iter().map(|rep| of_rep(rep))),
            _ if is_of_deals => drop(groups.insert(of_deal(&one.deal))),
            _ => {
                for event in &events {
                    if let Fact::Use(usage) = event.fact()
                        && usage.action != Action::Opened
                        && usage.deal.as_ref().is_some_and(|deal| deal.as_str() == one.deal)
                        && sales::placed(event, &events, &map)
                            .is_some_and(|at| at.0 == one.conversation)
                    {
                        groups.insert(of_asset(usage.asset.as_str()));
                    }
                }
            }
        }
        for group in groups {
            let row = rows.entry((name(calendar, one.end, zone), group)).or_default();
            row.held += 1;
            row.succeeded += u64::from(one.result == Some(OutcomeResult::Succeeded));
        }
    }
    rows
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in sales::records(50),
        by in proptest::sample::select(vec!["", "kind", "campaign", "conversation", "team", "segment"]),
        calendar in proptest::sample::select(Calendar::ALL),
        zone in proptest::sample::select(vec!["UTC", "America/New_York", "Asia/Tokyo"]),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let tracker = tracker.within(Scope::new().zone(zone.parse().unwrap()));
        let trend = Trend::new().period(calendar);
        let by: Option<By> = (!by.is_empty()).then(|| by.parse().unwrap());
        let expected = reference(&records, by.as_ref(), calendar, zone.parse().unwrap());
        let found = match &by {
            None => tracker.ask(&trend).map(|answer| {
                let row = |row: talktrack::analysis::TrendRow| TrendGroup {
                    period: row.period, group: None, uses: row.uses, reps: row.reps, assets: row.assets,
                    held: row.held, succeeded: row.succeeded, partial: row.partial,
                };
                answer.rows.into_iter().map(row).collect::<Vec<_>>()
            }),
            Some(by) => tracker.ask(&trend.by(by.clone())).map(|answer| answer.rows),
        };
        let found = match found {
            // Nothing carries the tag.
            Err(error) => {
                prop_assert!(error.to_string().starts_with("no deal and no asset has a tag"));
                return Ok(());
            }
            Ok(found) => found,
        };
        let mut missing = expected.clone();
        for row in &found {
            let key = (row.period.to_string(), row.group.as_ref().map(ToString::to_string));
            let counts = missing.remove(&key).unwrap_or_default();
            prop_assert_eq!(row.uses, counts.uses);
            prop_assert_eq!(row.reps, counts.reps.len() as u64);
            prop_assert_eq!(row.assets, counts.assets.len() as u64);
            prop_assert_eq!((row.held, row.succeeded), (counts.held, counts.succeeded));
        }
        prop_assert!(missing.is_empty(), "{missing:?}");
        let periods: BTreeSet<_> = found.iter().map(|row| &row.period).collect();
        let groups: BTreeSet<_> = found.iter().map(|row| &row.group).collect();
        prop_assert_eq!(found.len(), periods.len() * groups.len(), "every group has every period");
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
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","kind":"deck"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"use","id":"1","at":"2026-01-31T23:30:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting","deal":"d1"}
{"type":"use","id":"2","at":"2026-02-10T09:00:00Z","rep":"bob","asset":"deck","action":"presented","conversation":"relevant-meeting","deal":"d1"}
{"type":"use","id":"3","at":"2026-02-11T09:00:00Z","rep":"cyd","asset":"own.pptx","action":"shared"}
{"type":"use","id":"4","at":"2026-02-12T09:00:00Z","rep":"cyd","asset":"deck","action":"opened"}
{"type":"outcome","id":"5","at":"2026-04-02T09:00:00Z","deal":"d1","conversation":"relevant-meeting","result":"succeeded","rep":"ada"}"#;

fn shown(rows: &[TrendGroup]) -> Vec<String> {
    let row = |row: &TrendGroup| {
        let TrendGroup { period, uses, reps, assets, held, succeeded, partial, .. } = row;
        let group = row.group.as_ref().map_or("-".into(), ToString::to_string);
        let partial = if *partial { " partial" } else { "" };
        format!("{period} {group} {uses} {reps} {assets} {held} {succeeded}{partial}")
    };
    rows.iter().map(row).collect()
}

fn berlin() -> Scope {
    let scope = Scope::new().zone("Europe/Berlin".parse().unwrap());
    scope.since_text("2026-02-01").unwrap().until_text("2026-05-01").unwrap()
}

#[test]
fn months_are_cut_in_the_zone_and_empty_ones_are_there() {
    let answer = tracker(COMPANY).within(berlin()).ask(&Trend::new().by(By::Team)).unwrap();
    assert_eq!(
        shown(&answer.rows),
        [
            "2026-02 APAC 1 1 1 0 0",
            "2026-02 EMEA 2 2 1 0 0",
            "2026-03 APAC 0 0 0 0 0",
            "2026-03 EMEA 0 0 0 0 0",
            "2026-04 APAC 0 0 0 0 0",
            "2026-04 EMEA 0 0 0 1 1",
        ],
        "half past eleven in London is February in Berlin"
    );
    assert_eq!(answer.columns[1].name, "team");
    assert_eq!((answer.summary.stated, answer.summary.unplaced), (2, 1));
    let all = tracker(COMPANY).ask(&Trend::new().period(Calendar::Quarter)).unwrap();
    let row = &all.rows[0];
    assert_eq!((&*row.period, row.uses, row.reps, row.partial), ("2026-Q1", 3, 3, true));
}

#[test]
fn small_teams_are_merged_and_a_conversation_of_two_of_them_counts_once() {
    let outcome = r#"{"type":"outcome","id":"6","at":"2026-04-03T09:00:00Z","deal":"d1","conversation":"relevant-meeting","result":"succeeded","rep":"cyd"}"#;
    let tracker = tracker(&format!("{COMPANY}\n{outcome}"));
    let april = |min_reps: u32| {
        let trend = Trend::new().period(Calendar::Quarter).by(By::Team);
        let answer = tracker.within(berlin().min_reps(min_reps)).ask(&trend).unwrap();
        shown(&answer.rows).split_off(answer.rows.len() / 2)
    };
    assert_eq!(april(1), ["2026-Q2 APAC 0 0 0 1 1 partial", "2026-Q2 EMEA 0 0 0 1 1 partial"]);
    assert_eq!(april(2), ["2026-Q2 EMEA 0 0 0 1 1 partial"]);
    assert_eq!(april(3), ["2026-Q2 other 0 0 0 1 1 partial"]);
    assert!(april(4).is_empty());
}

#[test]
fn a_group_that_is_nowhere_is_a_slip_and_an_empty_ledger_has_no_periods() {
    let refused = tracker(COMPANY).ask(&Trend::new().by("tem".parse().unwrap())).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "no deal and no asset has a tag \"tem\" to group by: did you mean team?"
    );
    let empty = Tracker::in_memory().unwrap();
    assert!(empty.ask(&Trend::new()).unwrap().rows.is_empty());
    let quarter = empty.within(berlin()).ask(&Trend::new()).unwrap();
    assert_eq!(quarter.rows.len(), 3, "nothing happened in three months");
    assert!(quarter.rows.iter().all(|row| row.uses == 0 && !row.partial));
    let scope = berlin().conversation(Conversation::RightPeople);
    let other = tracker(COMPANY).within(scope).ask(&Trend::new()).unwrap();
    assert!(other.rows.iter().all(|row| (row.uses, row.held) == (0, 0)));
}
