//! `consistency` against a reference of a few obvious lines, and on a small case worked out by hand.

use crate::common;
use std::collections::BTreeMap;

use crate::common::company::{Company, DAY, has_ties};
use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{Consistency, ConsistencyBy, ConsistencyRow};
use talktrack::model::{Record, TimeReading, Timestamp, Use};
use talktrack::{Scope, Tracker};

/// What a use was of, straight from the definition.
fn standing(company: &Company<'_>, at: i64, usage: &Use, until: i64) -> &'static str {
    let key = usage.asset.as_str();
    if company.asset(key, until - 1).is_none() {
        return "uncatalogued";
    }
    if at >= company.end(key, until) {
        return "after_end";
    }
    let known = company.asset(key, at).and_then(|asset| asset.version.as_ref());
    match (&usage.version, known) {
        (Some(stated), Some(known)) if stated == known => "current",
        (Some(_), Some(_)) => "outdated",
        _ => "unstated",
    }
}

type Counts = BTreeMap<Option<String>, BTreeMap<&'static str, u64>>;

fn shown(rows: &[ConsistencyRow]) -> Counts {
    let counts = |row: &ConsistencyRow| {
        assert_eq!(
            row.uses,
            row.current + row.outdated + row.after_end + row.unstated + row.uncatalogued
        );
        let stated = row.uses - row.unstated;
        let share = (stated > 0).then(|| row.current as f64 / stated as f64);
        assert_eq!(row.current_share, share);
        [
            ("current", row.current),
            ("outdated", row.outdated),
            ("after_end", row.after_end),
            ("unstated", row.unstated),
            ("uncatalogued", row.uncatalogued),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect()
    };
    rows.iter().map(|row| (row.group.as_ref().map(ToString::to_string), counts(row))).collect()
}

proptest! {
    #![proptest_config(Config { cases: 256, max_global_rejects: 4_096, ..Config::default() })]

    #[test]
    fn agrees_with_the_reference(
        records in common::records(60),
        since in common::moment(),
        days in 1_i64..90,
    ) {
        prop_assume!(!has_ties(&records));
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let until = Timestamp::from_micros(since.micros() + days * DAY).unwrap();
        let scoped = tracker.within(Scope::new().since(since).until(until));
        let company = Company::new(&records);
        let (mut teams, mut assets) = (Counts::new(), Counts::new());
        for (at, usage) in company.uses() {
            if (since.micros()..until.micros()).contains(&at) {
                let standing = standing(&company, at, usage, until.micros());
                let team = company.team(usage.rep.as_str(), until.micros());
                *teams.entry(team).or_default().entry(standing).or_default() += 1;
                let asset = Some(usage.asset.to_string());
                *assets.entry(asset).or_default().entry(standing).or_default() += 1;
            }
        }
        let by_team = scoped.ask(&Consistency::new()).unwrap();
        prop_assert_eq!(shown(&by_team.rows), teams);
        let by_asset = scoped.ask(&Consistency::new().by(ConsistencyBy::Asset)).unwrap();
        prop_assert_eq!(shown(&by_asset.rows), assets);
    }
}

/// The example of the reference page.
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","version":"1","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-03-01T00:00:00Z","key":"deck","version":"2","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"offer","version":"1","expires_at":"2026-02-01T00:00:00Z"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"use","id":"1","at":"2026-02-10T00:00:00Z","rep":"ada","asset":"deck","action":"presented","version":"1"}
{"type":"use","id":"2","at":"2026-03-10T00:00:00Z","rep":"ada","asset":"deck","action":"presented","version":"1"}
{"type":"use","id":"3","at":"2026-03-11T00:00:00Z","rep":"bob","asset":"deck","action":"shared","version":"2"}
{"type":"use","id":"4","at":"2026-03-12T00:00:00Z","rep":"bob","asset":"deck","action":"shared"}
{"type":"use","id":"5","at":"2026-02-01T00:00:00Z","rep":"bob","asset":"offer","action":"shared","version":"1"}
{"type":"use","id":"6","at":"2026-03-14T00:00:00Z","rep":"cyd","asset":"own.pptx","action":"presented"}"#;

#[test]
fn a_small_company_worked_out_by_hand() {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        COMPANY.lines().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    tracker.record_all(records.collect::<Vec<_>>()).unwrap();
    let rows = |scope: Scope, by: ConsistencyBy| -> Vec<String> {
        let answer = tracker.within(scope).ask(&Consistency::new().by(by)).unwrap();
        assert_eq!(answer.columns[0].name, by.as_str());
        let text = |row: &ConsistencyRow| {
            format!(
                "{} {}: {}/{}/{}/{}/{} {:?}",
                row.group.as_ref().unwrap(),
                row.uses,
                row.current,
                row.outdated,
                row.after_end,
                row.unstated,
                row.uncatalogued,
                row.current_share
            )
        };
        answer.rows.iter().map(text).collect()
    };
    assert_eq!(
        rows(Scope::new(), ConsistencyBy::Team),
        ["APAC 1: 0/0/0/0/1 Some(0.0)", "EMEA 5: 2/1/1/1/0 Some(0.5)"]
    );
    assert_eq!(
        rows(Scope::new(), ConsistencyBy::Asset),
        [
            "deck 4: 2/1/0/1/0 Some(0.6666666666666666)",
            "offer 1: 0/0/1/0/0 Some(0.0)",
            "own.pptx 1: 0/0/0/0/1 Some(0.0)"
        ]
    );
    assert_eq!(
        rows(Scope::new().min_reps(2), ConsistencyBy::Team),
        ["EMEA 5: 2/1/1/1/0 Some(0.5)"],
        "one rep of APAC alone may not be shown"
    );
    assert!(rows(Scope::new().min_reps(4), ConsistencyBy::Team).is_empty());
}

#[test]
fn an_empty_ledger_has_no_rows() {
    let tracker = Tracker::in_memory().unwrap();
    assert!(tracker.ask(&Consistency::new()).unwrap().rows.is_empty());
}
