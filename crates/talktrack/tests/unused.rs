//! `unused` against a reference of a few obvious lines, and on small cases worked out by hand.

use crate::common;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{By, Flag, Unused, UnusedGroup};
use talktrack::model::{
    Action, Asset, Event, Fact, Flat, Put, Record, Rep, TimeReading, Timestamp,
};
use talktrack::{Scope, Tracker};

const DAY: i64 = 86_400_000_000;

/// The version that holds at `at`: the latest that began, or else the first; none of the generated
/// ledgers has ties, which the laws cover.
fn holding<'a, T>(versions: &[(Timestamp, &'a T)], at: Timestamp) -> Option<&'a T> {
    let latest = versions.iter().filter(|(t, _)| *t <= at).max_by_key(|(t, _)| *t);
    latest.or(versions.iter().min_by_key(|(t, _)| *t)).map(|(_, version)| *version)
}

fn versions<'a, T>(
    puts: &[&'a Put],
    key: &str,
    pick: fn(&'a Put) -> Option<(&'a str, &'a T)>,
) -> Vec<(Timestamp, &'a T)> {
    let of_key = puts.iter().filter_map(|put| {
        let (name, entry) = pick(put)?;
        (name == key).then(|| (put.at.unwrap(), entry))
    });
    of_key.collect()
}

fn asset(put: &Put) -> Option<(&str, &Asset)> {
    match &put.entry {
        talktrack::model::Entry::Asset(asset) => Some((asset.key.as_str(), asset)),
        _ => None,
    }
}

fn rep(put: &Put) -> Option<(&str, &Rep)> {
    match &put.entry {
        talktrack::model::Entry::Rep(rep) => Some((rep.key.as_str(), rep)),
        _ => None,
    }
}

fn names_asset(event: &Event, key: &str) -> bool {
    Flat::of(event.fact(), event.source()).asset == Some(key)
}

/// Statuses by asset, straight from the definition.
fn reference(
    records: &[Record],
    since: i64,
    until: i64,
    grace_days: i64,
) -> BTreeMap<String, (String, u64, u64)> {
    let (events, puts) = common::in_force(records);
    let end = Timestamp::from_micros(until - 1).unwrap();
    let mut statuses = BTreeMap::new();
    for key in common::ASSETS {
        let uses: Vec<_> = events
            .iter()
            .filter(|event| {
                (since..until).contains(&event.at().micros()) && names_asset(event, key)
            })
            .filter_map(|event| match event.fact() {
                Fact::Use(usage) => Some(usage.action),
                _ => None,
            })
            .collect();
        let put_to_work = uses.iter().filter(|action| **action != Action::Opened).count();
        let first =
            events.iter().filter(|event| names_asset(event, key)).map(|event| event.at()).min();
        let status = match holding(&versions(&puts, key, asset), end) {
            None if uses.is_empty() => continue,
            None => "uncatalogued",
            Some(held) => {
                let born = held.published_at.or(first).map_or(since, |t| t.micros()).max(since);
                let successor = held
                    .replaced_by
                    .as_ref()
                    .and_then(|key| holding(&versions(&puts, key.as_str(), asset), end))
                    .and_then(|successor| successor.published_at);
                let dies = [held.retired_at, held.expires_at, successor]
                    .into_iter()
                    .flatten()
                    .map(|t| t.micros())
                    .fold(until, i64::min);
                match (dies - born, uses.len(), put_to_work) {
                    (live, ..) if live <= 0 => "not-live",
                    (live, ..) if live < grace_days * DAY => "too-new",
                    (_, 0, _) => "unused",
                    (_, _, 0) => "opened-only",
                    _ => "used",
                }
            }
        };
        statuses
            .insert((*key).to_owned(), (status.to_owned(), uses.len() as u64, put_to_work as u64));
    }
    statuses
}

/// Whether two versions of an entry began together: the reference does not settle ties.
fn has_ties(records: &[Record]) -> bool {
    let mut seen = std::collections::HashSet::new();
    records.iter().any(|record| match record {
        Record::Put(put) => {
            let key = asset(put).map(|(key, _)| key).or(rep(put).map(|(key, _)| key));
            key.is_some_and(|key| !seen.insert((key, put.at)))
        }
        Record::Event(_) => false,
    })
}

proptest! {
    #![proptest_config(Config { cases: 256, max_global_rejects: 4_096, ..Config::default() })]

    #[test]
    fn agrees_with_the_reference(
        records in common::records(40),
        since in common::moment(),
        days in 1_i64..60,
        grace in 0_u32..40,
    ) {
        prop_assume!(!has_ties(&records));
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let until = Timestamp::from_micros(since.micros() + days * DAY).unwrap();
        let scoped = tracker.within(Scope::new().since(since).until(until));
        let answer = scoped.ask(&Unused::new().grace_days(grace)).unwrap();
        let found: BTreeMap<_, _> = answer
            .rows
            .iter()
            .map(|row| (row.asset.to_string(), (row.status.to_string(), row.uses, row.put_to_work)))
            .collect();
        let expected = reference(&records, since.micros(), until.micros(), grace.into());
        prop_assert_eq!(&found, &expected);
        let count = |status: &str| expected.values().filter(|row| row.0 == status).count() as u64;
        prop_assert_eq!(answer.summary.unused, count("unused"));
        prop_assert_eq!(answer.summary.idle, count("unused") + count("opened-only"));
        prop_assert_eq!(answer.summary.eligible, answer.summary.idle + count("used"));
        prop_assert_eq!(answer.summary.uncatalogued, count("uncatalogued"));
    }

    #[test]
    fn groups_of_one_valued_keys_add_up_to_the_whole(records in common::records(40)) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records).unwrap();
        let whole = tracker.ask(&Unused::new().grace_days(5)).unwrap().summary;
        for by in [By::Kind, By::Owner, By::Campaign] {
            let groups = tracker.ask(&Unused::new().grace_days(5).by(by)).unwrap().rows;
            let sum = |count: fn(&UnusedGroup) -> u64| groups.iter().map(count).sum::<u64>();
            prop_assert_eq!(sum(|group| group.eligible), whole.eligible);
            prop_assert_eq!(sum(|group| group.unused), whole.unused);
            prop_assert_eq!(sum(|group| group.idle), whole.idle);
        }
    }

    #[test]
    fn what_one_team_used_is_what_its_reps_used(records in common::records(40)) {
        prop_assume!(!has_ties(&records));
        let (_, puts) = common::in_force(&records);
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let groups = tracker.ask(&Unused::new().grace_days(0).by(By::Team)).unwrap();
        let end = Timestamp::from_micros(groups.span.until.micros() - 1).unwrap();
        for group in groups.rows {
            let members: Vec<_> = common::REPS
                .iter()
                .filter(|key| {
                    let held = holding(&versions(&puts, key, rep), end);
                    held.and_then(|rep| rep.team.as_ref()) == group.group.as_ref()
                })
                .collect();
            // Only what members did counts: the others' uses are taken out, the rest stays.
            let theirs = records.iter().filter(|record| match record {
                Record::Event(event) => match event.fact() {
                    Fact::Use(usage) => members.iter().any(|key| **key == usage.rep.as_str()),
                    _ => true,
                },
                Record::Put(_) => true,
            });
            let theirs: Vec<_> = theirs.cloned().collect();
            let statuses = reference(&records, groups.span.since.micros(), groups.span.until.micros(), 0);
            let of_team = reference(&theirs, groups.span.since.micros(), groups.span.until.micros(), 0);
            // Whether an asset is eligible is a matter of all reps; how it was used, of the team.
            let eligible = statuses.iter().filter(|(_, row)| ["unused", "opened-only", "used"].contains(&&*row.0));
            let unused = eligible.clone().filter(|(key, _)| of_team.get(*key).is_none_or(|row| row.1 == 0));
            prop_assert_eq!(group.eligible, eligible.count() as u64);
            prop_assert_eq!(group.unused, unused.count() as u64);
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

const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","kind":"deck","title":"The deck","published_at":"2026-01-01T00:00:00Z","cost":"100","currency":"EUR","supports":["relevant-meeting"]}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","kind":"case-study","published_at":"2026-01-01T00:00:00Z","cost":"250.50","currency":"EUR","supports":["relevant-meeting","tangible-value"],"tags":{"segment":"enterprise"}}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"mail","kind":"email","published_at":"2026-01-01T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"new","kind":"email","published_at":"2026-05-20T00:00:00Z"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"old","kind":"deck","published_at":"2025-01-01T00:00:00Z","replaced_by":"deck"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"cyd","team":"APAC"}
{"type":"use","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","action":"presented"}
{"type":"use","id":"2","at":"2026-02-02T00:00:00Z","rep":"bob","asset":"mail","action":"opened"}
{"type":"use","id":"3","at":"2026-02-03T00:00:00Z","rep":"bob","asset":"own.pptx","action":"shared"}
{"type":"use","id":"4","at":"2026-02-04T00:00:00Z","rep":"cyd","asset":"case","action":"shared"}
{"type":"retraction","id":"5","at":"2026-02-05T00:00:00Z","event":"4"}"#;

fn half_year() -> Scope {
    Scope::new().since_text("2026-01-01").unwrap().until_text("2026-06-01").unwrap()
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let answer = tracker(COMPANY).within(half_year()).ask(&Unused::new()).unwrap();
    let statuses: Vec<_> =
        answer.rows.iter().map(|row| format!("{} {}", row.asset, row.status)).collect();
    assert_eq!(
        statuses,
        [
            "case unused",
            "mail opened-only",
            "deck used",
            "new too-new",
            "old not-live",
            "own.pptx uncatalogued"
        ]
    );
    let summary = &answer.summary;
    assert_eq!((summary.eligible, summary.unused, summary.idle), (3, 1, 2));
    assert_eq!((summary.too_new, summary.uncatalogued), (1, 1));
    assert_eq!(summary.unused_cost.unwrap().to_string(), "250.50 EUR");
    assert!((summary.unused_rate.value.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    let (low, high) = (summary.unused_rate.low.unwrap(), summary.unused_rate.high.unwrap());
    assert!((low - 0.0615).abs() < 1e-3 && (high - 0.7923).abs() < 1e-3, "{low} {high}");
    assert_eq!(answer.rows[0].live_days, Some(151.0));
    assert_eq!(answer.rows[2].last_use.unwrap().to_string(), "2026-02-01T00:00:00Z");
}

#[test]
fn an_asset_with_several_values_counts_in_each_group_and_teams_see_all_assets() {
    let tracker = tracker(COMPANY).within(half_year());
    let shown = |by: &str| -> Vec<String> {
        let answer = tracker.ask(&Unused::new().by(by.parse().unwrap())).unwrap();
        assert_eq!(answer.columns[0].name, by.trim_start_matches("tag:"));
        let name = |row: &UnusedGroup| row.group.as_ref().map_or("-".into(), ToString::to_string);
        answer
            .rows
            .iter()
            .map(|row| format!("{} {}/{}/{}", name(row), row.unused, row.idle, row.eligible))
            .collect()
    };
    assert_eq!(shown("conversation"), ["relevant-meeting 1/1/2", "tangible-value 1/1/1"]);
    assert_eq!(shown("team"), ["APAC 3/3/3", "EMEA 1/2/3"]);
    assert_eq!(shown("tag:segment"), ["- 0/1/2", "enterprise 1/1/1"]);
    assert_eq!(shown("segment"), ["- 0/1/2", "enterprise 1/1/1"]);
    assert_eq!(shown("kind"), ["case-study 1/1/1", "deck 0/0/1", "email 0/1/1"]);
}

#[test]
fn small_teams_are_merged_and_left_out_if_still_small() {
    let teams = |min_reps: u32| -> Vec<String> {
        let tracker = tracker(COMPANY).within(half_year().min_reps(min_reps));
        let answer = tracker.ask(&Unused::new().by(By::Team)).unwrap();
        answer.rows.iter().map(|row| row.group.as_ref().unwrap().to_string()).collect()
    };
    assert_eq!(teams(1), ["APAC", "EMEA"]);
    assert_eq!(teams(2), ["EMEA"], "one rep of APAC alone may not be shown");
    assert_eq!(teams(3), ["other"]);
    assert!(teams(4).is_empty());
}

#[test]
fn filters_narrow_assets_and_uses() {
    let tracker = tracker(COMPANY);
    let asked = |scope: Scope| {
        let summary = tracker.within(scope).ask(&Unused::new()).unwrap().summary;
        (summary.unused, summary.idle, summary.eligible, summary.uncatalogued)
    };
    assert_eq!(asked(half_year().team("APAC".parse().unwrap())), (3, 3, 3, 0));
    assert_eq!(asked(half_year().rep("bob".parse().unwrap())), (2, 3, 3, 1));
    assert_eq!(asked(half_year().kind("deck".parse().unwrap())), (0, 0, 1, 0));
    assert_eq!(asked(half_year().asset_tag("segment", "enterprise").unwrap()), (1, 1, 1, 0));
    assert_eq!(asked(half_year().action(Action::Presented)), (2, 2, 3, 0));
}

#[test]
fn a_filter_that_nothing_can_pass_is_a_slip_and_not_an_alarm() {
    let tracker = tracker(COMPANY);
    let refused = |scope: Scope| tracker.within(scope).ask(&Unused::new()).unwrap_err().to_string();
    assert_eq!(
        refused(Scope::new().team("EMAE".parse().unwrap())),
        "no team is \"EMAE\" in this ledger: did you mean EMEA?"
    );
    assert_eq!(
        refused(Scope::new().rep("zoe".parse().unwrap())),
        "there is no such rep in this ledger"
    );
    assert_eq!(
        refused(Scope::new().asset_tag("segmnt", "x").unwrap()),
        "no tag of assets is \"segmnt\" in this ledger: did you mean segment?"
    );
    assert_eq!(refused(half_year().until_text("2025-01-01").unwrap()), "until: is not after since");
    let by = tracker.ask(&Unused::new().by("tem".parse().unwrap())).unwrap_err();
    assert_eq!(by.to_string(), "no asset has a tag \"tem\" to group by: did you mean team?");
}

#[test]
fn an_empty_ledger_says_that_it_cannot_say() {
    let answer = Tracker::in_memory().unwrap().ask(&Unused::new()).unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!((answer.summary.eligible, answer.summary.unused_rate.value), (0, None));
    assert_eq!(answer.summary.flags, [Flag::TooFew]);
}

#[test]
fn an_undated_asset_lives_from_the_start_of_the_scope_and_says_so() {
    let lines = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck"}
{"type":"use","id":"1","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"own","action":"opened"}
{"type":"use","id":"2","at":"2026-03-01T00:00:00Z","rep":"ada","asset":"own","action":"opened"}"#;
    let answer = tracker(lines).ask(&Unused::new()).unwrap();
    assert_eq!(answer.rows[0].flags, [Flag::Undated]);
    assert_eq!(answer.rows[0].status.as_str(), "unused");
    assert_eq!(answer.span.until.micros() - answer.span.since.micros(), 59 * DAY + 1);
}
