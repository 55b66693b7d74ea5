//! `listening` against a reference of a few obvious lines, and on a small company worked out by hand.

mod reference;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use talktrack::analysis::{Flag, Listening, ListeningBy, ListeningRow};
use talktrack::model::{Action, Conversation, OutcomeResult, Record, TimeReading, Timestamp};
use talktrack::{Scope, Tracker};

use self::reference::{Reference, Unit, reference};
use crate::common;
use crate::common::company::{Company, DAY};

/// Recommended, with an occasion, followed; decided and succeeded after those followed and those ignored.
type Counts = [u64; 7];

fn counts<'a>(reference: &Reference, units: impl Iterator<Item = &'a Unit>) -> Counts {
    let mut counts = Counts::default();
    let mut decided: [BTreeSet<usize>; 2] = Default::default();
    for unit in units {
        counts[0] += 1;
        counts[1] += u64::from(!unit.occasions.is_empty());
        counts[2] += u64::from(!unit.occasions.is_empty() && unit.followed);
        decided[usize::from(!unit.followed)].extend(&unit.occasions);
    }
    for (place, all) in [(3, &decided[0]), (5, &decided[1])] {
        for result in all.iter().filter_map(|one| reference.results[*one]) {
            counts[place] += 1;
            counts[place + 1] += u64::from(result == OutcomeResult::Succeeded);
        }
    }
    counts
}

fn of_row(row: &ListeningRow) -> Counts {
    // How many of `n` a share is; none where there is no share.
    let succeeded = |share: Option<f64>, n: u64| {
        (0..=n).find(|part| Some(*part as f64 / n as f64) == share).unwrap_or_default()
    };
    assert_eq!(row.success_followed.is_none(), row.decided_followed == 0);
    assert_eq!(row.success_ignored.is_none(), row.decided_ignored == 0);
    assert_eq!(
        row.follow_rate.value,
        (row.with_occasion > 0).then(|| row.followed as f64 / row.with_occasion as f64)
    );
    [
        row.recommended,
        row.with_occasion,
        row.followed,
        row.decided_followed,
        succeeded(row.success_followed, row.decided_followed),
        row.decided_ignored,
        succeeded(row.success_ignored, row.decided_ignored),
    ]
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in common::advice::records(60),
        since in -35_i64..10,
        days in 1_i64..50,
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let at = |day: i64| Timestamp::from_micros(start.micros() + day * DAY).unwrap();
        let span = (at(since).micros(), at(since + days).micros());
        let scoped = tracker.within(Scope::new().since(at(since)).until(at(since + days)));
        let expected = reference(&records, span);
        let company = Company::new(&records);
        for by in [ListeningBy::Team, ListeningBy::Asset, ListeningBy::Rep] {
            let group = |unit: &Unit| match by {
                ListeningBy::Team => company.team(&unit.rep, span.1),
                ListeningBy::Asset => Some(unit.asset.clone()),
                ListeningBy::Rep => Some(unit.rep.clone()),
            };
            let groups: BTreeSet<_> = expected.units.iter().map(group).collect();
            let rows: BTreeMap<_, _> = groups
                .into_iter()
                .map(|name| {
                    let own = expected.units.iter().filter(|unit| group(unit) == name);
                    let counts = counts(&expected, own);
                    (name, counts)
                })
                .collect();
            let answer = scoped.ask(&Listening::new().by(by)).unwrap();
            let found: BTreeMap<_, _> = answer
                .rows
                .iter()
                .map(|row| (row.group.as_ref().map(ToString::to_string), of_row(row)))
                .collect();
            prop_assert_eq!(found, rows);
            let all = &answer.summary;
            let whole = counts(&expected, expected.units.iter());
            prop_assert_eq!(
                [all.recommended, all.with_occasion, all.followed, all.decided_followed, all.decided_ignored],
                [whole[0], whole[1], whole[2], whole[3], whole[5]]
            );
            prop_assert_eq!(all.without_occasion, whole[0] - whole[1]);
            prop_assert_eq!(all.per_rep_week, expected.per_rep_week);
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
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"roi","supports":["definition-of-success","tangible-value"],"published_at":"2026-01-01T00:00:00Z"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"rep","at":"2026-03-10T00:00:00Z","key":"cyd","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"dan","team":"EMEA","left_at":"2026-02-15T00:00:00Z"}
{"type":"recommendation","id":"r1","at":"2026-03-02T00:00:00Z","asset":"deck","team":"EMEA"}
{"type":"recommendation","id":"r2","at":"2026-03-16T00:00:00Z","asset":"deck","team":"EMEA","until":"2026-03-23T00:00:00Z"}
{"type":"recommendation","id":"r3","at":"2026-03-02T00:00:00Z","asset":"roi","rep":"ada"}
{"type":"use","id":"u1","at":"2026-03-04T00:00:00Z","rep":"ada","asset":"deck","action":"presented","conversation":"relevant-meeting","deal":"d1"}
{"type":"outcome","id":"o1","at":"2026-03-05T00:00:00Z","deal":"d1","conversation":"relevant-meeting","result":"succeeded","rep":"ada"}
{"type":"outcome","id":"o2","at":"2026-03-18T00:00:00Z","deal":"d2","conversation":"relevant-meeting","result":"failed","rep":"bob"}
{"type":"outcome","id":"o3","at":"2026-03-20T00:00:00Z","deal":"d3","conversation":"relevant-meeting","result":"failed","rep":"cyd"}
{"type":"use","id":"u2","at":"2026-03-25T00:00:00Z","rep":"cyd","asset":"deck","action":"shared","conversation":"relevant-meeting","deal":"d4"}
{"type":"outcome","id":"o4","at":"2026-04-10T00:00:00Z","deal":"d5","conversation":"tangible-value","result":"succeeded","rep":"ada"}"#;

fn shown(row: &ListeningRow) -> String {
    format!(
        "{}: {}/{}/{} {:?} of {} {:?} of {}",
        row.group.as_ref().map_or("", |group| group.as_str()),
        row.followed,
        row.with_occasion,
        row.recommended,
        row.success_followed,
        row.decided_followed,
        row.success_ignored,
        row.decided_ignored,
    )
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let march = Scope::new().since_text("2026-03-02").unwrap().until_text("2026-04-13").unwrap();
    let tracker = tracker(COMPANY).within(march);
    let rows = |by: ListeningBy| -> Vec<String> {
        let answer = tracker.ask(&Listening::new().by(by)).unwrap();
        assert_eq!(answer.columns[0].name, by.as_str());
        answer.rows.iter().map(shown).collect()
    };
    // The deck reached Ada and Bob twice, which is once as the first had not lapsed, and Cyd once: she joined the
    // team between. Dan had left. The calculator is for two conversations, and lapsed before Ada held one.
    assert_eq!(
        rows(ListeningBy::Rep),
        [
            "ada: 1/1/3 Some(1.0) of 1 None of 0",
            "bob: 0/1/1 None of 0 Some(0.0) of 1",
            "cyd: 0/1/1 None of 0 Some(0.0) of 1",
        ]
    );
    assert_eq!(rows(ListeningBy::Team), ["EMEA: 1/3/5 Some(1.0) of 1 Some(0.0) of 2"]);
    assert_eq!(
        rows(ListeningBy::Asset),
        ["deck: 1/3/3 Some(1.0) of 1 Some(0.0) of 2", "roi: 0/0/2 None of 0 None of 0",]
    );
    let answer = tracker.ask(&Listening::new()).unwrap();
    let summary = answer.summary;
    assert_eq!((summary.recommended, summary.without_occasion), (5, 2));
    // Ada got three, Bob two, Cyd one, in the six weeks of the scope.
    assert_eq!(summary.per_rep_week, Some(6.0 / 3.0 / 6.0));
    assert_eq!(summary.flags, [Flag::FewReps]);
    let roi = &tracker.ask(&Listening::new().by(ListeningBy::Asset)).unwrap().rows[1];
    assert_eq!((roi.follow_rate.value, &*roi.flags), (None, &[Flag::TooFew][..]));
}

#[test]
fn filters_choose_reps_assets_deals_and_conversations() {
    let tracker = tracker(COMPANY);
    let recommended = |scope: Scope| {
        let summary = tracker.within(scope).ask(&Listening::new()).unwrap().summary;
        (summary.followed, summary.with_occasion, summary.recommended)
    };
    assert_eq!(recommended(Scope::new()), (1, 3, 5));
    assert_eq!(recommended(Scope::new().rep("ada".parse().unwrap())), (1, 1, 3));
    assert_eq!(recommended(Scope::new().conversation(Conversation::TangibleValue)), (0, 0, 1));
    assert_eq!(recommended(Scope::new().action(Action::Shared)), (0, 3, 5));
    let before = Scope::new().until("2026-03-04T00:00:00Z".parse().unwrap());
    assert_eq!(recommended(before), (0, 0, 4), "what happens later is not known yet");
}

#[test]
fn what_was_retracted_advised_nobody() {
    let tracker = tracker(COMPANY);
    let retraction = r#"{"type":"retraction","id":"x","at":"2026-03-03T00:00:00Z","event":"r1"}"#;
    tracker.record_all([Record::from_json(retraction, &TimeReading::strict()).unwrap()]).unwrap();
    let answer = tracker.ask(&Listening::new().by(ListeningBy::Asset)).unwrap();
    assert_eq!(shown(&answer.rows[0]), "deck: 0/2/3 None of 0 Some(0.0) of 2");
}

#[test]
fn who_was_forgotten_is_no_row_and_small_groups_are_merged() {
    let tracker = tracker(COMPANY);
    let before = tracker.ask(&Listening::new().by(ListeningBy::Rep)).unwrap();
    tracker.forget(&"ada".parse().unwrap()).unwrap();
    let after = tracker.ask(&Listening::new().by(ListeningBy::Rep)).unwrap();
    assert_eq!(after.rows, before.rows[1..]);
    assert_eq!(after.summary, before.summary);
    let merged =
        tracker.within(Scope::new().min_reps(2)).ask(&Listening::new().by(ListeningBy::Rep));
    let merged: Vec<String> = merged.unwrap().rows.iter().map(shown).collect();
    assert_eq!(merged, ["other: 0/2/2 None of 0 Some(0.0) of 2"]);
}

#[test]
fn a_recommendation_that_was_renewed_in_time_is_the_same_one() {
    let sent = |until: &str, again: &str| {
        let lines = [("1", "2026-03-02", until), ("2", again, "2026-03-30")].map(|(id, at, until)| {
            format!(
                r#"{{"type":"recommendation","id":"{id}","at":"{at}T00:00:00Z","asset":"deck","rep":"ada","conversation":3,"until":"{until}T00:00:00Z"}}"#
            )
        });
        tracker(&lines.join("\n")).ask(&Listening::new()).unwrap().summary.recommended
    };
    assert_eq!(sent("2026-03-10", "2026-03-09"), 1);
    assert_eq!(sent("2026-03-10", "2026-03-10"), 2, "it had lapsed");
    assert_eq!(sent("2026-03-01", "2026-03-09"), 2, "it never stood");
}

#[test]
fn an_empty_ledger_has_no_rows() {
    let answer = Tracker::in_memory().unwrap().ask(&Listening::new()).unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!((answer.summary.recommended, answer.summary.per_rep_week), (0, None));
    assert_eq!(answer.summary.flags, [Flag::TooFew]);
}
