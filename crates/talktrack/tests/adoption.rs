//! `adoption` against a reference of a few obvious lines, and on a small case worked out by hand.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::company::{Company, DAY, has_ties};
use crate::common::sales;
use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{Adoption, AdoptionBy, AdoptionRow};
use talktrack::model::{Action, Fact, Record, TimeReading, Timestamp, Use};
use talktrack::stats::gini;
use talktrack::{Scope, Tracker};

/// Assets, uses, the three shares and the last use.
type Shown = (u64, u64, Option<f64>, Option<f64>, Option<f64>, Option<i64>);

fn share<'a>(
    all: &[(i64, &'a Use)],
    of: impl Fn(i64, &'a Use) -> bool,
    part: impl Fn(i64, &'a Use) -> bool,
) -> Option<f64> {
    let of: Vec<_> = all.iter().filter(|(at, usage)| of(*at, usage)).collect();
    let part = of.iter().filter(|(at, usage)| part(*at, usage)).count();
    (!of.is_empty()).then(|| part as f64 / of.len() as f64)
}

fn expected(company: &Company<'_>, uses: &[(i64, &Use)], until: i64) -> Shown {
    let version = |at: i64, usage: &Use| {
        company.asset(usage.asset.as_str(), at).and_then(|asset| asset.version.clone())
    };
    let tailorable = |usage: &Use| {
        company.asset(usage.asset.as_str(), until - 1).is_some_and(|asset| asset.tailorable)
    };
    let assets: BTreeSet<_> = uses.iter().map(|(_, usage)| usage.asset.as_str()).collect();
    (
        assets.len() as u64,
        uses.len() as u64,
        share(
            uses,
            |_, _| true,
            |_, usage| [Action::Presented, Action::Shared].contains(&usage.action),
        ),
        share(
            uses,
            |at, usage| usage.version.is_some() && version(at, usage).is_some(),
            |at, usage| {
                usage.version == version(at, usage) && at < company.end(usage.asset.as_str(), until)
            },
        ),
        share(uses, |_, usage| tailorable(usage), |_, usage| usage.action == Action::Tailored),
        uses.iter().map(|(at, _)| *at).max(),
    )
}

fn shown(row: &AdoptionRow) -> Shown {
    let last = row.last_use.map(Timestamp::micros);
    (row.assets, row.uses, row.buyer_share, row.current_share, row.tailored_share, last)
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
        let (since, until) = (since.micros(), until.micros());
        let company = Company::new(&records);
        let uses: Vec<_> =
            company.put_to_work().filter(|(at, _)| (since..until).contains(at)).collect();

        let mut reps = BTreeMap::new();
        for key in common::REPS {
            let theirs = |usage: &Use| usage.rep.as_str() == *key;
            let acted = company.uses().any(|(at, usage)| theirs(usage) && (since..until).contains(&at));
            let there = company.rep(key, until - 1).is_some_and(|rep| {
                rep.started_at.is_none_or(|at| at.micros() < until)
                    && rep.left_at.is_none_or(|at| at.micros() > since)
            });
            if acted || there {
                let uses: Vec<_> = uses.iter().copied().filter(|(_, usage)| theirs(usage)).collect();
                reps.insert(Some((*key).to_owned()), expected(&company, &uses, until));
            }
        }
        let answer = scoped.ask(&Adoption::new()).unwrap();
        let by_group = |rows: &[AdoptionRow]| -> BTreeMap<_, _> {
            rows.iter().map(|row| (row.group.as_ref().map(ToString::to_string), shown(row))).collect()
        };
        prop_assert_eq!(by_group(&answer.rows), reps);

        let teams = scoped.ask(&Adoption::new().by(AdoptionBy::Team)).unwrap();
        for (team, found) in by_group(&teams.rows) {
            let of_team = |usage: &Use| company.team(usage.rep.as_str(), until) == team;
            let uses: Vec<_> = uses.iter().copied().filter(|(_, usage)| of_team(usage)).collect();
            prop_assert_eq!(found, expected(&company, &uses, until));
        }
        prop_assert_eq!(teams.rows.iter().map(|row| row.uses).sum::<u64>(), uses.len() as u64);

        let live = common::ASSETS.iter().filter(|key| {
            let born = company.born(key, since, until).max(since);
            company.asset(key, until - 1).is_some() && born < company.end(key, until)
        });
        let spread: Vec<_> = live
            .map(|key| uses.iter().filter(|(_, usage)| usage.asset.as_str() == *key).count() as f64)
            .collect();
        prop_assert_eq!(answer.summary.gini, gini(&spread).unwrap());
        prop_assert_eq!(teams.summary.gini, answer.summary.gini);
    }

    #[test]
    fn conversations_are_those_in_which_uses_take_place(records in sales::records(60)) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let (events, puts) = common::in_force(&records);
        let map = sales::stage_map(&puts);
        let mut covered = BTreeMap::<_, BTreeSet<_>>::new();
        for event in &events {
            if let Fact::Use(usage) = event.fact()
                && usage.action != Action::Opened
                && let Some((conversation, _)) = sales::placed(event, &events, &map)
            {
                covered.entry(usage.rep.to_string()).or_default().insert(conversation.code());
            }
        }
        for row in tracker.ask(&Adoption::new()).unwrap().rows {
            let covered = covered.get(row.group.unwrap().as_str()).map_or(0, BTreeSet::len);
            prop_assert_eq!(row.conversations, covered as u64);
        }
    }
}

/// The example of the reference page.
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","version":"2","tailorable":true,"published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"mail","published_at":"2026-01-01T00:00:00Z"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"dan","team":"APAC","left_at":"2025-12-01T00:00:00Z"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Proposal","means":"tangible-value"}
{"type":"stage","id":"s","at":"2026-02-01T00:00:00Z","deal":"d","stage":"Proposal"}
{"type":"use","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","action":"tailored","version":"2","conversation":"relevant-meeting"}
{"type":"use","id":"2","at":"2026-02-02T00:00:00Z","rep":"ada","asset":"deck","action":"presented","version":"1","deal":"d"}
{"type":"use","id":"3","at":"2026-02-03T00:00:00Z","rep":"ada","asset":"case","action":"shared"}
{"type":"use","id":"4","at":"2026-02-04T00:00:00Z","rep":"bob","asset":"deck","action":"downloaded"}
{"type":"use","id":"5","at":"2026-02-05T00:00:00Z","rep":"cyd","asset":"mail","action":"opened"}"#;

#[test]
fn a_small_company_worked_out_by_hand() {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        COMPANY.lines().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    tracker.record_all(records.collect::<Vec<_>>()).unwrap();
    let rows = |scope: Scope, by: AdoptionBy| -> Vec<String> {
        let answer = tracker.within(scope).ask(&Adoption::new().by(by)).unwrap();
        assert_eq!(answer.columns[0].name, by.as_str());
        // Three uses of the deck, one of the case study, none of the mail.
        assert_eq!(answer.summary.gini, gini(&[0.0, 1.0, 3.0]).unwrap());
        let text = |row: &AdoptionRow| {
            format!(
                "{} {}/{}/{} {:?} {:?} {:?}",
                row.group.as_ref().unwrap(),
                row.assets,
                row.uses,
                row.conversations,
                row.buyer_share.map(|share| (share * 100.0).round()),
                row.current_share.map(|share| (share * 100.0).round()),
                row.tailored_share.map(|share| (share * 100.0).round()),
            )
        };
        answer.rows.iter().map(text).collect()
    };
    assert_eq!(
        rows(Scope::new(), AdoptionBy::Rep),
        [
            "ada 2/3/2 Some(67.0) Some(50.0) Some(50.0)",
            "bob 1/1/0 Some(0.0) None Some(0.0)",
            "cyd 0/0/0 None None None"
        ]
    );
    assert_eq!(
        rows(Scope::new(), AdoptionBy::Team),
        ["APAC 0/0/0 None None None", "EMEA 2/4/2 Some(50.0) Some(50.0) Some(33.0)"]
    );
    let merged = ["other 2/4/2 Some(50.0) Some(50.0) Some(33.0)"];
    assert_eq!(rows(Scope::new().min_reps(3), AdoptionBy::Rep), merged);
    assert_eq!(rows(Scope::new().min_reps(3), AdoptionBy::Team), merged);
    assert!(rows(Scope::new().min_reps(4), AdoptionBy::Rep).is_empty());
}

#[test]
fn who_was_forgotten_is_no_row_and_counts_in_the_whole() {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        COMPANY.lines().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    tracker.record_all(records.collect::<Vec<_>>()).unwrap();
    let before = tracker.ask(&Adoption::new()).unwrap();
    tracker.forget(&"ada".parse().unwrap()).unwrap();
    let after = tracker.ask(&Adoption::new()).unwrap();
    let names: Vec<_> = after.rows.iter().map(|row| row.group.as_ref().unwrap().as_str()).collect();
    assert_eq!(names, ["bob", "cyd"]);
    assert_eq!(after.rows, before.rows[1..]);
    assert_eq!(after.summary, before.summary);
}

#[test]
fn an_empty_ledger_has_no_rows() {
    let answer = Tracker::in_memory().unwrap().ask(&Adoption::new()).unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!(answer.summary.gini, None);
}
