//! `first_use` against a reference of a few obvious lines, and on small cases worked out by hand.

use crate::common;
use std::collections::BTreeMap;

use crate::common::company::{Company, DAY, has_ties};
use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{By, FirstUse, FirstUseRow, FirstUseSummary, FirstUseUnit, Flag};
use talktrack::model::{Audience, Fact, Record, TimeReading, Timestamp};
use talktrack::stats::{kaplan_meier, logrank};
use talktrack::{Scope, Tracker};

/// Group, rep, days and whether it happened.
type Wait = (Option<String>, String, f64, bool);

fn wait(origin: i64, used: Option<i64>, end: i64) -> Option<(f64, bool)> {
    let used = used.filter(|used| *used < end);
    let days = (used.unwrap_or(end) - origin).max(0) as f64 / DAY as f64;
    (origin < end).then_some((days, used.is_some()))
}

fn of_assets(company: &Company<'_>, since: i64, until: i64) -> Vec<Wait> {
    let one = |key: &&str| {
        let asset = company.asset(key, until - 1)?;
        let origin = asset.published_at?.micros();
        let uses = company.put_to_work().filter(|(_, usage)| usage.asset.as_str() == *key);
        let first = uses.map(|(at, _)| at).min();
        let (days, happened) = wait(origin, first, company.end(key, until))?;
        let kind = asset.kind.as_ref().map(ToString::to_string);
        (since <= origin && origin < until).then_some((kind, String::new(), days, happened))
    };
    common::ASSETS.iter().filter_map(one).collect()
}

fn of_introductions(company: &Company<'_>, since: i64, until: i64) -> Vec<Wait> {
    let mut waits = Vec::new();
    for rep in common::REPS {
        for asset in common::ASSETS {
            let introduces = |fact: &Fact| match fact {
                Fact::Training(training) => {
                    training.rep.as_str() == *rep && training.asset.as_str() == *asset
                }
                Fact::Recommendation(advice) => {
                    matches!(&advice.audience, Audience::Rep(to) if to.as_str() == *rep)
                        && advice.asset.as_str() == *asset
                }
                _ => false,
            };
            let origins = company.events.iter().filter(|event| introduces(event.fact()));
            let Some(origin) = origins.map(|event| event.at().micros()).min() else { continue };
            let mine = company
                .put_to_work()
                .filter(|(_, usage)| usage.rep.as_str() == *rep && usage.asset.as_str() == *asset);
            let left = company.rep(rep, until - 1).and_then(|rep| rep.left_at);
            let end = company.end(asset, until).min(left.map_or(until, Timestamp::micros));
            if let Some((days, happened)) = wait(origin, mine.map(|(at, _)| at).min(), end)
                && (since..until).contains(&origin)
            {
                waits.push((company.team(rep, until), (*rep).to_owned(), days, happened));
            }
        }
    }
    waits
}

/// The curves by group, as text, and the test.
fn expected(waits: &[Wait], clustered: bool) -> (Vec<String>, Option<f64>) {
    let mut groups = BTreeMap::<_, Vec<&Wait>>::new();
    for wait in waits {
        groups.entry(wait.0.clone()).or_default().push(wait);
    }
    let mut rows = Vec::new();
    for (group, members) in &groups {
        let days: Vec<_> = members.iter().map(|wait| wait.2).collect();
        let events: Vec<_> = members.iter().map(|wait| wait.3).collect();
        for row in kaplan_meier(&days, &events, 0.95).unwrap().rows {
            rows.push(format!(
                "{group:?} {} {} {} {} {} {:?}",
                row.days, row.at_risk, row.events, row.censored, row.survival, row.low
            ));
        }
    }
    let all: Vec<_> = groups.values().flatten().collect();
    let labels = all.iter().map(|wait| groups.keys().position(|group| *group == wait.0).unwrap());
    let reps: Vec<_> = all
        .iter()
        .map(|wait| common::REPS.iter().position(|rep| *rep == wait.1).unwrap_or(0))
        .collect();
    let test = logrank(
        &all.iter().map(|wait| wait.2).collect::<Vec<_>>(),
        &all.iter().map(|wait| wait.3).collect::<Vec<_>>(),
        &labels.collect::<Vec<_>>(),
        clustered.then_some(&reps),
    );
    (rows, test.unwrap().p)
}

fn shown(row: &FirstUseRow) -> String {
    let group = row.group.as_ref().map(ToString::to_string);
    format!(
        "{group:?} {} {} {} {} {} {:?}",
        row.days,
        row.at_risk,
        row.events,
        row.censored,
        row.survival.value.unwrap(),
        row.survival.low
    )
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    a.zip(b).map_or(a.is_none() && b.is_none(), |(a, b)| (a - b).abs() < 1e-9)
}

proptest! {
    #![proptest_config(Config { cases: 256, max_global_rejects: 4_096, ..Config::default() })]

    #[test]
    fn agrees_with_the_reference(
        records in common::records(80),
        since in common::moment(),
        days in 1_i64..90,
    ) {
        prop_assume!(!has_ties(&records));
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let until = Timestamp::from_micros(since.micros() + days * DAY).unwrap();
        let scoped = tracker.within(Scope::new().since(since).until(until));
        let company = Company::new(&records);

        let waits = of_assets(&company, since.micros(), until.micros());
        let answer = scoped.ask(&FirstUse::new().by(By::Kind)).unwrap();
        let (rows, p) = expected(&waits, false);
        prop_assert_eq!(answer.rows.iter().map(shown).collect::<Vec<_>>(), rows);
        prop_assert!(answer.summary.iter().all(|group| close(group.p, p)));

        let waits = of_introductions(&company, since.micros(), until.micros());
        let question = FirstUse::new().unit(FirstUseUnit::Introduction);
        let answer = scoped.ask(&question.clone().by(By::Team)).unwrap();
        let (rows, p) = expected(&waits, true);
        prop_assert_eq!(answer.rows.iter().map(shown).collect::<Vec<_>>(), rows);
        prop_assert!(answer.summary.iter().all(|group| close(group.p, p)));
        let sum = |count: fn(&FirstUseSummary) -> u64| answer.summary.iter().map(count).sum::<u64>();
        prop_assert_eq!(sum(|group| group.n), waits.len() as u64);

        let whole = scoped.ask(&question).unwrap();
        let [whole] = &whole.summary[..] else { panic!("one group") };
        prop_assert_eq!((whole.n, whole.events), (sum(|group| group.n), sum(|group| group.events)));
        prop_assert_eq!((whole.chi2, whole.p), (None, None), "one group has nothing to differ from");
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
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","kind":"deck","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","kind":"case-study","published_at":"2026-01-11T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"mail","kind":"email","published_at":"2026-01-01T00:00:00Z","retired_at":"2026-01-31T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"roi","kind":"deck","published_at":"2026-02-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"card","kind":"deck"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"old","kind":"deck","published_at":"2025-01-01T00:00:00Z"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA","left_at":"2026-03-03T00:00:00Z"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"training","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","level":"introduced"}
{"type":"training","id":"2","at":"2026-02-20T00:00:00Z","rep":"ada","asset":"deck","level":"trained"}
{"type":"recommendation","id":"3","at":"2026-02-01T00:00:00Z","asset":"deck","rep":"bob"}
{"type":"recommendation","id":"4","at":"2026-02-01T00:00:00Z","asset":"deck","team":"APAC"}
{"type":"training","id":"5","at":"2026-02-01T00:00:00Z","rep":"cyd","asset":"roi","level":"certified"}
{"type":"use","id":"6","at":"2026-01-11T00:00:00Z","rep":"cyd","asset":"deck","action":"presented"}
{"type":"use","id":"7","at":"2026-01-05T00:00:00Z","rep":"cyd","asset":"case","action":"shared"}
{"type":"use","id":"8","at":"2026-02-05T00:00:00Z","rep":"ada","asset":"deck","action":"opened"}
{"type":"use","id":"9","at":"2026-02-11T00:00:00Z","rep":"ada","asset":"deck","action":"shared"}
{"type":"use","id":"10","at":"2026-01-20T00:00:00Z","rep":"cyd","asset":"roi","action":"tailored"}"#;

fn first_quarter() -> Scope {
    Scope::new().since_text("2026-01-01").unwrap().until_text("2026-04-01").unwrap()
}

#[test]
fn assets_worked_out_by_hand() {
    let tracker = tracker(COMPANY).within(first_quarter());
    let answer = tracker.ask(&FirstUse::new()).unwrap();
    let rows: Vec<_> = answer
        .rows
        .iter()
        .map(|row| format!("{} {} {} {}", row.days, row.at_risk, row.events, row.censored))
        .collect();
    // case and roi were used before they were published, deck after 10 days, mail never: it was
    // retired after 30. The card has no date, and old was published before the scope.
    assert_eq!(rows, ["0 4 2 0", "10 2 1 0", "30 1 0 1"]);
    let [whole] = &answer.summary[..] else { panic!("one group") };
    assert_eq!((whole.n, whole.events, whole.median.value), (4, 3, Some(0.0)));
    assert_eq!(whole.flags, [Flag::Undated]);
    assert_eq!(answer.columns[0].name, "group");

    let answer = tracker.ask(&FirstUse::new().by(By::Kind)).unwrap();
    assert_eq!(answer.columns[0].name, "kind");
    let groups: Vec<_> = answer
        .summary
        .iter()
        .map(|group| format!("{} {}/{}", group.group.as_ref().unwrap(), group.events, group.n))
        .collect();
    assert_eq!(groups, ["case-study 1/1", "deck 2/2", "email 0/1"]);
    assert!(answer.summary.iter().all(|group| group.p == answer.summary[0].p));
}

#[test]
fn introductions_worked_out_by_hand() {
    let tracker = tracker(COMPANY);
    let question = FirstUse::new().unit(FirstUseUnit::Introduction);
    let answer = tracker.within(first_quarter()).ask(&question).unwrap();
    let rows: Vec<_> = answer
        .rows
        .iter()
        .map(|row| format!("{} {} {} {}", row.days, row.at_risk, row.events, row.censored))
        .collect();
    // cyd had used roi before; ada took 10 days; bob left after 30. Advice to a team is none by name.
    assert_eq!(rows, ["0 3 1 0", "10 2 1 0", "30 1 0 1"]);
    assert_eq!(answer.summary[0].flags, [Flag::FewReps]);

    let teams = |min_reps: u32| -> Vec<String> {
        let tracker = tracker.within(first_quarter().min_reps(min_reps));
        let answer = tracker.ask(&question.clone().by(By::Team)).unwrap();
        let text =
            |group: &FirstUseSummary| format!("{} {}", group.group.as_ref().unwrap(), group.n);
        answer.summary.iter().map(text).collect()
    };
    assert_eq!(teams(1), ["APAC 1", "EMEA 2"]);
    assert_eq!(teams(2), ["EMEA 2"], "one rep of APAC alone may not be shown");
    assert_eq!(teams(3), ["other 3"]);
    assert!(teams(4).is_empty());
}

#[test]
fn only_what_began_in_the_scope_counts() {
    let question = FirstUse::new().unit(FirstUseUnit::Introduction);
    let scope = Scope::new().since_text("2026-02-10").unwrap().until_text("2026-04-01").unwrap();
    let answer = tracker(COMPANY).within(scope).ask(&question).unwrap();
    // ada was trained in it, but introduced before.
    assert_eq!(answer.summary[0].n, 0);
    assert_eq!(answer.summary[0].flags, [Flag::TooFew]);
}

#[test]
fn slips_are_told() {
    let tracker = tracker(COMPANY);
    let refused =
        |by: &str| tracker.ask(&FirstUse::new().by(by.parse().unwrap())).unwrap_err().to_string();
    assert_eq!(
        refused("team"),
        "by: is team, which goes with unit introduction: an asset is published to all teams"
    );
    assert!(refused("tem").contains("did you mean team?"));
}

#[test]
fn an_empty_ledger_says_that_it_cannot_say() {
    let answer = Tracker::in_memory().unwrap().ask(&FirstUse::new()).unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!((answer.summary[0].n, answer.summary[0].median.value), (0, None));
    assert_eq!(answer.summary[0].flags, [Flag::TooFew]);
}
