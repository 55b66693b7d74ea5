//! `funnel` against a reference of a few obvious lines, and on a small company worked out by hand.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::{held, sales};
use proptest::prelude::*;
use talktrack::analysis::{By, Calendar, Estimate, Flag, Funnel, FunnelRow};
use talktrack::model::{
    Conversation, Entry, OutcomeResult, Put, Record, TimeReading, Timestamp, Word,
};
use talktrack::stats::{design_effect, wilson_effective};
use talktrack::{Scope, Tracker};

type Key = (Option<String>, Option<String>, Conversation);

fn team(puts: &[&Put], key: &str) -> Option<String> {
    puts.iter().find_map(|put| match &put.entry {
        Entry::Rep(rep) if rep.key.as_str() == key => rep.team.as_ref().map(ToString::to_string),
        _ => None,
    })
}

/// The held conversations of each row.
fn reference(
    records: &[Record],
    by: Option<&By>,
    period: Option<Calendar>,
) -> BTreeMap<Key, Vec<held::Expected>> {
    let (_, puts) = common::in_force(records);
    let deals = held::deals(&puts);
    let mut rows: BTreeMap<Key, Vec<held::Expected>> = BTreeMap::new();
    for one in held::expected(records) {
        let day = one.end.to_utc();
        let period = period.map(|period| match period {
            Calendar::Week => day.format("%G-W%V").to_string(),
            _ => day.format("%Y-%m-%d").to_string(),
        });
        let groups: BTreeSet<Option<String>> = match by {
            None => [None].into(),
            Some(By::Team) => one.reps.iter().map(|rep| team(&puts, rep)).collect(),
            Some(_) => {
                let deal = deals.get(one.deal.as_str());
                [deal.and_then(|deal| deal.tags.get("segment")).map(str::to_owned)].into()
            }
        };
        for group in groups {
            rows.entry((period.clone(), group, one.conversation)).or_default().push(one.clone());
        }
    }
    rows
}

/// The share of `part` among `all`, which cluster by rep.
fn share(
    all: &[held::Expected],
    lead: impl Fn(&held::Expected) -> Option<String>,
    counts: impl Fn(&held::Expected) -> bool,
    part: impl Fn(&held::Expected) -> bool,
) -> Estimate {
    let mut clusters: BTreeMap<Option<String>, (u64, u64)> = BTreeMap::new();
    for one in all.iter().filter(|one| counts(one)) {
        let cluster = clusters.entry(lead(one)).or_default();
        cluster.0 += u64::from(part(one));
        cluster.1 += 1;
    }
    let clusters: Vec<(u64, u64)> = clusters.into_values().collect();
    let n: u64 = clusters.iter().map(|cluster| cluster.1).sum();
    if n == 0 {
        return Estimate::default();
    }
    let share = clusters.iter().map(|cluster| cluster.0).sum::<u64>() as f64 / n as f64;
    let worth = n as f64 / design_effect(&clusters).unwrap();
    let (low, high) = wilson_effective(share, worth, 0.95).unwrap().unwrap();
    Estimate { value: Some(share), low: Some(low), high: Some(high) }
}

/// The first time by which, of those that still waited each time, half were decided in the end.
fn median(all: &[held::Expected], until: Timestamp) -> Option<f64> {
    let known = all.iter().filter_map(|one| {
        let end = if one.result.is_some() { one.end } else { until };
        Some(((end.micros() - one.start?.micros()).max(0), one.result.is_some()))
    });
    let waits: Vec<(i64, bool)> = known.collect();
    let times: BTreeSet<i64> = waits.iter().filter(|wait| wait.1).map(|wait| wait.0).collect();
    let mut waiting = 1.0;
    for time in times {
        let at_risk = waits.iter().filter(|wait| wait.0 >= time).count() as f64;
        let decided = waits.iter().filter(|wait| wait.1 && wait.0 == time).count() as f64;
        waiting *= 1.0 - decided / at_risk;
        if waiting <= 0.5 + 1e-12 {
            return Some(time as f64 / 86_400e6);
        }
    }
    None
}

fn near(one: Estimate, other: Estimate) -> bool {
    let near = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        (one, other) => one == other,
    };
    near(one.value, other.value) && near(one.low, other.low) && near(one.high, other.high)
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in sales::records(60),
        by in proptest::sample::select(vec!["", "team", "segment"]),
        period in proptest::sample::select(vec![None, Some(Calendar::Day), Some(Calendar::Week)]),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let by: Option<By> = (!by.is_empty()).then(|| by.parse().unwrap());
        let mut question = Funnel::new();
        if let Some(by) = &by {
            question = question.by(by.clone());
        }
        if let Some(period) = period {
            question = question.period(period);
        }
        let answer = match tracker.ask(&question) {
            Err(error) => {
                prop_assert!(error.to_string().starts_with("no deal has a tag"), "{error}");
                return Ok(());
            }
            Ok(answer) => answer,
        };
        let (_, puts) = common::in_force(&records);
        let deals = held::deals(&puts);
        let lead = |one: &held::Expected| {
            let owner = deals.get(one.deal.as_str()).and_then(|deal| deal.owner.as_ref());
            owner.map(ToString::to_string).or_else(|| one.reps.first().cloned())
        };
        let mut missing = reference(&records, by.as_ref(), period);
        for row in &answer.rows {
            let group = row.group.0.clone().flatten().map(|group| group.to_string());
            let key = (row.period.0.as_ref().map(ToString::to_string), group, row.conversation);
            let all = missing.remove(&key).unwrap_or_default();
            let count = |result| all.iter().filter(|one| one.result == result).count() as u64;
            prop_assert_eq!(row.held, all.len() as u64);
            prop_assert_eq!(row.succeeded, count(Some(OutcomeResult::Succeeded)));
            prop_assert_eq!(row.failed, count(Some(OutcomeResult::Failed)));
            prop_assert_eq!(row.open, count(None));
            let decided = |one: &held::Expected| one.result.is_some();
            let succeeded = |one: &held::Expected| one.result == Some(OutcomeResult::Succeeded);
            prop_assert!(near(row.rate, share(&all, lead, decided, succeeded)), "{row:?}");
            prop_assert!(near(row.assisted_rate, share(&all, lead, |_| true, |one| one.assisted)));
            prop_assert_eq!(row.assisted, all.iter().filter(|one| one.assisted).count() as u64);
            prop_assert_eq!(row.known_starts, all.iter().filter(|one| one.start.is_some()).count() as u64);
            prop_assert_eq!(row.median_days.value, median(&all, answer.span.until));
            let reps: BTreeSet<_> = all.iter().map(lead).collect();
            prop_assert_eq!(row.flags.contains(&Flag::TooFew), row.rate.value.is_none());
            prop_assert_eq!(row.flags.contains(&Flag::FewReps), (1..5).contains(&reps.len()));
        }
        prop_assert!(missing.is_empty(), "{missing:?}");
    }
}

/// The example of the reference page.
const MARCH: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","kind":"deck"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"APAC"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d1","tags":{"segment":"enterprise"},"owner":"ada"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d2","tags":{"segment":"enterprise"},"owner":"bob"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d3","tags":{"segment":"small"},"owner":"ada"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d4","tags":{"segment":"small"},"owner":"bob"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Discovery","means":"right-people"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Meeting","means":"relevant-meeting"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Won","means":"won"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Lost","means":"lost"}
{"type":"stage","id":"1","at":"2026-02-24T00:00:00Z","deal":"d1","stage":"Discovery"}
{"type":"stage","id":"2","at":"2026-02-28T00:00:00Z","deal":"d1","stage":"Meeting"}
{"type":"use","id":"3","at":"2026-02-28T12:00:00Z","rep":"ada","asset":"deck","action":"presented","deal":"d1"}
{"type":"stage","id":"4","at":"2026-03-10T00:00:00Z","deal":"d1","stage":"Won"}
{"type":"stage","id":"5","at":"2026-03-04T00:00:00Z","deal":"d2","stage":"Meeting"}
{"type":"stage","id":"6","at":"2026-03-24T00:00:00Z","deal":"d2","stage":"Lost"}
{"type":"stage","id":"7","at":"2026-03-10T00:00:00Z","deal":"d3","stage":"Meeting"}
{"type":"use","id":"8","at":"2026-03-10T12:00:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting","deal":"d3"}
{"type":"outcome","id":"9","at":"2026-03-12T00:00:00Z","deal":"d3","conversation":"relevant-meeting","result":"succeeded","rep":"ada"}
{"type":"stage","id":"10","at":"2026-03-20T00:00:00Z","deal":"d4","stage":"Meeting"}
{"type":"outcome","id":"11","at":"2026-03-11T00:00:00Z","deal":"d5","conversation":"tangible-value","result":"succeeded","rep":"bob"}"#;

fn march() -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        MARCH.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

/// Held, succeeded, failed, open; rate; median; assisted.
fn shown(row: &FunnelRow) -> String {
    let FunnelRow { held, succeeded, failed, open, assisted, .. } = row;
    let number = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.2}"));
    let (rate, median) = (number(row.rate.value), number(row.median_days.value));
    let group =
        row.group.0.as_ref().map_or(String::new(), |group| {
            format!("{} ", group.as_ref().map_or("-", Word::as_str))
        });
    let period = row.period.0.as_ref().map_or(String::new(), |period| format!("{period} "));
    let conversation = row.conversation;
    format!(
        "{period}{group}{conversation} {held} {succeeded} {failed} {open} {rate} {median} {assisted}"
    )
}

#[test]
fn a_march_worked_out_by_hand() {
    let answer = march().ask(&Funnel::new()).unwrap();
    assert_eq!(
        answer.rows.iter().map(shown).collect::<Vec<_>>(),
        [
            "point-of-view 0 0 0 0 - - 0",
            "right-people 1 1 0 0 1.00 4.00 0",
            "relevant-meeting 4 2 1 1 0.67 10.00 2",
            "definition-of-success 0 0 0 0 - - 0",
            "tangible-value 1 1 0 0 1.00 - 0",
        ]
    );
    assert_eq!(answer.rows[2].known_starts, 4);
    assert_eq!(answer.rows[4].known_starts, 0);
    assert_eq!(answer.rows[0].flags, [Flag::TooFew]);
    assert_eq!(answer.rows[2].flags, [Flag::FewReps]);
    let names: Vec<&str> = answer.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names[..2], ["conversation", "held"]);
    assert_eq!(
        (answer.summary.stated, answer.summary.inferred, answer.summary.unplaced),
        (1, 1, 0)
    );
}

#[test]
fn by_team_or_tag_and_by_period() {
    let tracker = march();
    let rows = |question: &Funnel| {
        let answer = tracker.ask(question).unwrap();
        assert!(answer.rows.len().is_multiple_of(5), "every group has all five");
        let rows: Vec<String> = answer.rows.iter().filter(|row| row.held > 0).map(shown).collect();
        (answer.columns[0].name.to_string(), rows)
    };
    let (name, by_segment) = rows(&Funnel::new().by("segment".parse().unwrap()));
    assert_eq!(name, "segment");
    assert_eq!(
        by_segment,
        [
            "- tangible-value 1 1 0 0 1.00 - 0",
            "enterprise right-people 1 1 0 0 1.00 4.00 0",
            "enterprise relevant-meeting 2 1 1 0 0.50 10.00 1",
            "small relevant-meeting 2 1 0 1 1.00 2.00 1",
        ]
    );
    let (_, by_team) = rows(&Funnel::new().by(By::Team).period(Calendar::Month));
    assert_eq!(
        by_team,
        [
            "2026-02 EMEA right-people 1 1 0 0 1.00 4.00 0",
            "2026-03 APAC relevant-meeting 2 0 1 1 0.00 20.00 0",
            "2026-03 APAC tangible-value 1 1 0 0 1.00 - 0",
            "2026-03 EMEA relevant-meeting 2 2 0 0 1.00 2.00 2",
        ]
    );
    let scope = Scope::new().min_reps(2);
    let merged = tracker.within(scope).ask(&Funnel::new().by(By::Team)).unwrap();
    assert_eq!(shown(&merged.rows[2]), "other relevant-meeting 4 2 1 1 0.67 10.00 2");
}

#[test]
fn what_it_cannot_be_grouped_by_is_said() {
    let refused = |by: &str| march().ask(&Funnel::new().by(by.parse().unwrap())).unwrap_err();
    assert_eq!(refused("kind").to_string(), "by: is kind: group by team or a tag of deals");
    assert_eq!(
        refused("segmnt").to_string(),
        "no deal has a tag \"segmnt\" to group by: did you mean segment?"
    );
    let empty = Tracker::in_memory().unwrap().ask(&Funnel::new()).unwrap();
    assert!(empty.rows.len() == 5 && empty.rows.iter().all(|row| row.held == 0));
}
