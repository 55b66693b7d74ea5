//! `effect` against a reference of a few obvious lines, and on small companies worked out by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{held, sales};
use proptest::prelude::*;
use talktrack::analysis::{AnyAnswer, Effect, EffectRow, Estimate, Flag, Landmark};
use talktrack::model::{
    Action, Asset, Conversation, Entry, Event, Fact, Put, Record, TimeReading, Timestamp, Word,
};
use talktrack::stats::{
    MantelHaenszel, Stratum, benjamini_hochberg, design_effect, e_value, mann_whitney,
    mantel_haenszel, newcombe_effective,
};
use talktrack::{Scope, Tracker};

const DAY: i64 = 86_400_000_000;

/// A conversation that was decided, on a deal of its own.
#[derive(Debug, Clone)]
struct Pitch {
    segment: Option<&'static str>,
    owner: Option<&'static str>,
    /// Whether it is the outcome that names the owner, and not the deal.
    on_outcome: bool,
    opened: Option<i64>,
    conversation: u8,
    succeeded: bool,
    /// The day of the decision.
    decided: i64,
    /// Who put what to work, and on which day.
    uses: Vec<(&'static str, &'static str, i64)>,
}

/// The assets: when they retire, and for which conversation they were made.
const ASSETS: &[(&str, Option<i64>, Option<u8>)] =
    &[("any", None, None), ("deck", None, Some(3)), ("old", Some(25), Some(3))];
const REPS: &[&str] = &["ada", "bob", "cyd", "dan", "eve", "fay"];

/// Conversations of which long ones succeed more often, or not, and start at known days, or not.
fn pitches() -> impl Strategy<Value = Vec<Pitch>> {
    let known = prop_oneof![Just(0.8), Just(0.97), Just(1.0)];
    (any::<bool>(), known, 20_usize..150).prop_flat_map(|(takes_longer, known, count)| {
        let usage = (proptest::sample::select(ASSETS), proptest::sample::select(REPS), 0_i64..22)
            .prop_map(|((asset, ..), rep, day)| (asset, rep, day));
        let one = (
            proptest::option::of(proptest::sample::select(vec!["small", "large"])),
            (proptest::option::weighted(0.9, proptest::sample::select(&REPS[..3])), any::<bool>()),
            (proptest::bool::weighted(known), 0_i64..30, 0_i64..20, 0_i64..20),
            prop_oneof![1 => Just(4_u8), 3 => Just(3)],
            proptest::collection::vec(usage, 0..4),
        );
        let pitch =
            one.prop_map(move |(segment, (owner, on_outcome), days, conversation, uses)| {
                let (is_known, opened, length, luck) = days;
                let succeeded = if takes_longer { length + luck > 19 } else { luck > 9 };
                let uses = uses.into_iter().map(|(asset, rep, day)| (asset, rep, opened + day));
                Pitch {
                    segment,
                    owner,
                    on_outcome,
                    opened: is_known.then_some(opened),
                    conversation,
                    succeeded,
                    decided: opened + length,
                    uses: uses.collect(),
                }
            });
        proptest::collection::vec(pitch, count)
    })
}

fn at(day: i64) -> String {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    Timestamp::from_micros(start.micros() + day * DAY).unwrap().to_string()
}

fn company(pitches: &[Pitch]) -> Tracker {
    let mut lines: Vec<serde_json::Value> = Vec::new();
    for (key, retired, conversation) in ASSETS {
        let supports: Vec<u8> = conversation.iter().copied().collect();
        let mut asset = serde_json::json!({"type": "asset", "at": at(0), "key": key,
            "supports": supports, "published_at": at(0), "kind": key});
        if let Some(day) = retired {
            asset["retired_at"] = at(*day).into();
        }
        lines.push(asset);
    }
    for (number, pitch) in pitches.iter().enumerate() {
        let key = format!("d{number}");
        let tags: BTreeMap<_, _> =
            pitch.segment.map(|segment| ("segment", segment)).into_iter().collect();
        lines.push(serde_json::json!({"type": "deal", "at": at(0), "key": key, "tags": tags,
            "owner": pitch.owner.filter(|_| !pitch.on_outcome), "opened_at": pitch.opened.map(at)}));
        let result = if pitch.succeeded { "succeeded" } else { "failed" };
        lines.push(serde_json::json!({"type": "outcome", "id": format!("o{number}"),
            "at": at(pitch.decided), "deal": key, "conversation": pitch.conversation, "result": result,
            "rep": pitch.owner.filter(|_| pitch.on_outcome)}));
        for (place, (asset, rep, day)) in pitch.uses.iter().enumerate() {
            lines.push(serde_json::json!({"type": "use", "id": format!("u{number}.{place}"),
                "at": at(*day), "rep": rep, "asset": asset, "action": "shared", "deal": key,
                "conversation": pitch.conversation}));
        }
    }
    tracker(lines.iter().map(ToString::to_string))
}

fn tracker(lines: impl Iterator<Item = String>) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let read = |line: String| Record::from_json(line.trim(), &TimeReading::strict()).unwrap();
    let receipt = tracker.record_all(lines.map(read).collect::<Vec<_>>()).unwrap();
    assert_eq!(receipt.rejected, 0);
    tracker
}

/// What the definition comes to for one asset.
#[derive(Debug, Default)]
struct Expected {
    treated: u64,
    untreated: u64,
    crude: Option<f64>,
    adjusted: MantelHaenszel,
    homogeneity_p: Option<f64>,
    landmark: Option<f64>,
    flags: Vec<Flag>,
}

fn add(to: &mut Stratum, treated: bool, succeeded: bool) {
    *match (treated, succeeded) {
        (true, true) => &mut to.treated_succeeded,
        (true, false) => &mut to.treated_failed,
        (false, true) => &mut to.untreated_succeeded,
        (false, false) => &mut to.untreated_failed,
    } += 1;
}

const fn arms(of: &Stratum) -> [(u64, u64); 2] {
    [
        (of.treated_succeeded, of.treated_succeeded + of.treated_failed),
        (of.untreated_succeeded, of.untreated_succeeded + of.untreated_failed),
    ]
}

/// The first use in time, with its rep.
fn first_use<'p>(pitch: &'p Pitch, asset: &str) -> Option<(i64, &'p str)> {
    let uses = pitch.uses.iter().filter(|(other, _, day)| *other == asset && *day <= pitch.decided);
    uses.map(|(_, rep, day)| (*day, *rep)).min_by_key(|(day, _)| *day)
}

fn landmark(pitches: &[&Pitch], alike: &[&Pitch], asset: &str, asked: Landmark) -> Option<f64> {
    if let Landmark::Days(days) = asked {
        return Some(days);
    }
    let lengths = |succeeded: bool| -> Vec<f64> {
        let of = alike.iter().filter(|pitch| pitch.succeeded == succeeded);
        of.filter_map(|pitch| Some((pitch.decided - pitch.opened?) as f64)).collect()
    };
    let (long, short) = (lengths(true), lengths(false));
    let differ = (long.len() + short.len()) * 10 >= alike.len() * 9
        && long.len() >= 10
        && short.len() >= 10
        && mann_whitney(&long, &short).unwrap().is_some_and(|test| test.p < 0.01);
    let ages = pitches.iter().filter_map(|pitch| {
        let first = first_use(pitch, asset)?.0;
        Some((first - pitch.opened?).max(0) as f64)
    });
    let mut ages: Vec<f64> = ages.collect();
    ages.sort_by(f64::total_cmp);
    if asked == Landmark::None || !differ || ages.is_empty() {
        return None;
    }
    Some(f64::midpoint(ages[(ages.len() - 1) / 2], ages[ages.len() / 2]))
}

fn expected(
    pitches: &[Pitch],
    asset: &(&str, Option<i64>, Option<u8>),
    strata: &[&str],
    asked: Landmark,
) -> Expected {
    let (asset, retired, made_for) = *asset;
    let fits = |pitch: &&Pitch| made_for.is_none_or(|one| one == pitch.conversation);
    let alike: Vec<&Pitch> = pitches.iter().filter(fits).collect();
    let overlaps = |pitch: &&&Pitch| {
        let first = pitch.uses.iter().map(|(.., day)| *day).min();
        let from = pitch.opened.or(first).unwrap_or(pitch.decided).min(pitch.decided);
        retired.is_none_or(|day| from < day)
    };
    let occasions: Vec<&Pitch> = alike.iter().filter(overlaps).copied().collect();
    let landmark = landmark(&occasions, &alike, asset, asked);
    let mut cells: [BTreeMap<Vec<Option<&str>>, Stratum>; 3] = Default::default();
    let mut reps = BTreeSet::new();
    for pitch in &occasions {
        let length = pitch.opened.map(|opened| (pitch.decided - opened) as f64);
        if landmark.is_some_and(|days| length.is_none_or(|length| length < days)) {
            continue;
        }
        let until = landmark.zip(pitch.opened).map(|(days, opened)| opened as f64 + days);
        let first = first_use(pitch, asset);
        let first = first.filter(|(day, _)| until.is_none_or(|until| *day as f64 <= until));
        reps.extend(first.map(|(_, rep)| rep));
        let conversation = Some(if pitch.conversation == 3 { "3" } else { "4" });
        let named = strata.iter().map(|key| match *key {
            "owner" => pitch.owner,
            "segment" => pitch.segment,
            _ => None,
        });
        let stratum = std::iter::once(conversation).chain(named).collect();
        let keys = [stratum, vec![conversation, pitch.segment], vec![pitch.owner]];
        for (cells, key) in cells.iter_mut().zip(keys) {
            add(cells.entry(key).or_default(), first.is_some(), pitch.succeeded);
        }
    }
    let [strata, cells, owners] = cells.map(|of| of.into_values().collect::<Vec<_>>());
    let sum = |of: &[Stratum], arm: usize| {
        of.iter().map(|one| arms(one)[arm]).fold((0, 0), |sum, (s, n)| (sum.0 + s, sum.1 + n))
    };
    let ((s1, treated), (s0, untreated)) = (sum(&owners, 0), sum(&owners, 1));
    let mut found = Expected { treated, untreated, landmark, ..Expected::default() };
    let both: Vec<Stratum> =
        strata.into_iter().filter(|one| arms(one).iter().all(|(_, n)| *n > 0)).collect();
    let is_enough = sum(&both, 0).1 >= 10 && sum(&both, 1).1 >= 10;
    if is_enough {
        found.adjusted = mantel_haenszel(&both);
        found.homogeneity_p = mantel_haenszel(&cells).homogeneity_p_tarone;
        found.crude = Some(s1 as f64 / treated as f64 - s0 as f64 / untreated as f64);
    }
    let known = alike.iter().filter(|pitch| pitch.opened.is_some()).count();
    let sign = found.crude.unwrap_or_default() * found.adjusted.risk_difference.unwrap_or_default();
    let flags = [
        (Flag::TooFew, !is_enough),
        (Flag::Sign, sign < 0.0),
        (Flag::TimeUnknown, known * 10 < alike.len() * 9 || alike.is_empty()),
        (Flag::FewReps, treated > 0 && reps.len() < 5),
    ];
    found.flags = flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect();
    found
}

/// The same, but for the order in which floating point adds up.
fn close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * (1.0 + other.abs()),
        (None, None) => true,
        _ => false,
    }
}

fn of<'r>(rows: &'r [EffectRow], asset: &str) -> Option<&'r EffectRow> {
    rows.iter().find(|row| &*row.asset == asset)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn agrees_with_the_reference(
        pitches in pitches(),
        strata in prop_oneof![
            Just(None), Just(Some(vec!["segment"])), Just(Some(vec!["conversation"]))
        ],
        landmark in prop_oneof![
            3 => Just(Landmark::Auto), 1 => Just(Landmark::None), 1 => Just(Landmark::Days(3.5))
        ],
    ) {
        let mut question = Effect::new().landmark(landmark);
        if let Some(strata) = &strata {
            question = question.strata(strata.iter().map(|key| Word::new(*key).unwrap()));
        }
        let tracker = company(&pitches);
        let answer = tracker.ask(&question).unwrap();
        let named = strata.unwrap_or_else(|| vec!["segment", "owner"]);
        let all: Vec<Expected> =
            ASSETS.iter().map(|asset| expected(&pitches, asset, &named, landmark)).collect();
        let q = benjamini_hochberg(&all.iter().map(|one| one.adjusted.p).collect::<Vec<_>>()).unwrap();
        for (((asset, ..), expected), q) in ASSETS.iter().zip(&all).zip(&q) {
            let Some(row) = of(&answer.rows, asset) else {
                prop_assert_eq!(expected.treated + expected.untreated, 0, "{} is missing", asset);
                continue;
            };
            prop_assert_eq!((row.treated, row.untreated), (expected.treated, expected.untreated));
            prop_assert!(close(row.landmark_days, expected.landmark), "{row:?} {expected:?}");
            prop_assert!(close(row.difference.value, expected.crude), "{row:?} {expected:?}");
            let adjusted = &expected.adjusted;
            for (found, expected) in [
                (row.adjusted.value, adjusted.risk_difference),
                (row.adjusted.low, adjusted.rd_score_low),
                (row.adjusted.high, adjusted.rd_score_high),
                (row.odds_ratio.value, adjusted.odds_ratio),
                (row.odds_ratio.low, adjusted.or_low),
                (row.odds_ratio.high, adjusted.or_high),
                (row.chi2, adjusted.chi2),
                (row.p, adjusted.p),
                (row.q, *q),
                (row.homogeneity_p, expected.homogeneity_p),
            ] {
                prop_assert!(close(found, expected), "{found:?} {expected:?} in {row:?}");
            }
            prop_assert_eq!(&row.flags, &expected.flags);
        }
        let tested = q.iter().flatten().count() as u64;
        let rejected = q.iter().flatten().filter(|q| **q <= 0.05).count() as u64;
        prop_assert_eq!((answer.summary.tested, answer.summary.rejected), (tested, rejected));

        // A filter of assets shows fewer rows, and changes none.
        let only = tracker.within(Scope::new().kind(Word::new("deck").unwrap()));
        let only = only.ask(&question).unwrap();
        prop_assert_eq!(only.rows.first(), of(&answer.rows, "deck"));
        prop_assert!(only.rows.len() <= 1);
        prop_assert_eq!(only.summary, answer.summary);
    }

    #[test]
    fn counts_what_was_decided_in_any_company(
        records in sales::records(60),
        days in proptest::option::of(0_u8..12),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let landmark = days.map_or(Landmark::None, |days| Landmark::Days(days.into()));
        let question = Effect::new().strata([]).landmark(landmark).by_conversation(true);
        let answer = tracker.ask(&question).unwrap();
        let found: BTreeMap<(String, Conversation), (u64, u64)> = answer
            .rows
            .iter()
            .map(|row| ((row.asset.to_string(), row.conversation.0.unwrap()), (row.treated, row.untreated)))
            .collect();
        prop_assert_eq!(found, decided(&records, answer.span.since, days));
    }
}

fn assets<'p>(puts: &[&'p Put]) -> Vec<&'p Asset> {
    let assets = puts.iter().filter_map(|put| match &put.entry {
        Entry::Asset(asset) => Some(&**asset),
        _ => None,
    });
    assets.collect()
}

/// Treated and untreated of each asset and conversation.
fn decided(
    records: &[Record],
    since: Timestamp,
    landmark: Option<u8>,
) -> BTreeMap<(String, Conversation), (u64, u64)> {
    let (events, puts) = common::in_force(records);
    let (deals, map) = (held::deals(&puts), sales::stage_map(&puts));
    let mut counts: BTreeMap<_, (u64, u64)> = BTreeMap::new();
    for one in held::expected(records).iter().filter(|one| one.result.is_some()) {
        let tags = deals.get(one.deal.as_str()).map(|deal| &deal.tags);
        for asset in assets(&puts) {
            let supports = asset.supports.is_empty() || asset.supports.contains(one.conversation);
            let contradicts = tags.is_some_and(|tags| tags.contradict(&asset.tags));
            let moment = born(asset, &events, since).max(one.from);
            let is_live = moment <= one.end && asset.retired_at.is_none_or(|end| moment < end);
            if !supports || contradicts || !is_live {
                continue;
            }
            let until = match (landmark, one.start) {
                (None, _) => one.end,
                (Some(_), None) => continue,
                (Some(days), Some(start)) => {
                    let until = start.micros() + i64::from(days) * DAY;
                    if one.end.micros() < until {
                        continue;
                    }
                    Timestamp::from_micros(until).unwrap()
                }
            };
            let in_time = |event: &&&Event| match event.fact() {
                Fact::Use(of) => {
                    of.action != Action::Opened
                        && of.asset == asset.key
                        && of.deal.as_ref().is_some_and(|deal| deal.as_str() == one.deal)
                        && event.at() <= until
                        && sales::placed(event, &events, &map)
                            .is_some_and(|placed| placed.0 == one.conversation)
                }
                _ => false,
            };
            let count = counts.entry((asset.key.to_string(), one.conversation)).or_default();
            if events.iter().any(|event| in_time(&event)) { count.0 += 1 } else { count.1 += 1 }
        }
    }
    counts
}

/// When an asset went live.
fn born(asset: &Asset, events: &[&Event], since: Timestamp) -> Timestamp {
    let names = |event: &&&Event| {
        let flat = talktrack::model::Flat::of(event.fact(), event.source());
        flat.asset == Some(asset.key.as_str())
    };
    let first = || events.iter().filter(names).map(|event| event.at()).min();
    asset.published_at.or_else(first).unwrap_or(since)
}

const LARGE: Pitch = Pitch {
    segment: Some("large"),
    owner: Some("ada"),
    on_outcome: false,
    opened: Some(0),
    conversation: 3,
    succeeded: true,
    decided: 10,
    uses: Vec::new(),
};
fn small() -> Pitch {
    Pitch { segment: Some("small"), owner: Some("bob"), ..LARGE }
}

/// So many with the deck and so many without it, of which so many succeeded.
fn group(like: &Pitch, with: (usize, usize), without: (usize, usize)) -> Vec<Pitch> {
    let made = |(succeeded, all): (usize, usize), is_treated: bool| {
        (0..all).map(move |number| Pitch {
            succeeded: number < succeeded,
            uses: if is_treated { vec![("deck", REPS[number % 6], 2)] } else { Vec::new() },
            ..like.clone()
        })
    };
    made(with, true).chain(made(without, false)).collect()
}

fn deck(pitches: &[Pitch], question: &Effect) -> EffectRow {
    let answer = company(pitches).ask(question).unwrap();
    of(&answer.rows, "deck").unwrap().clone()
}

fn percent(estimate: Estimate) -> String {
    let [value, low, high] = [estimate.value, estimate.low, estimate.high]
        .map(|share| share.map_or_else(|| "?".into(), |share| format!("{:.1}", share * 100.0)));
    format!("{value} ({low} to {high})")
}

/// The example of the reference page.
#[test]
fn what_looks_harmful_helps_in_both_segments() {
    let all = [group(&LARGE, (12, 30), (3, 10)), group(&small(), (9, 10), (24, 30))].concat();
    let row = deck(&all, &Effect::new());
    assert_eq!((row.treated, row.untreated), (40, 40));
    let shown = [row.treated_rate, row.untreated_rate, row.difference, row.adjusted].map(percent);
    let expected = [
        "52.5 (22.0 to 81.2)",
        "67.5 (31.2 to 90.5)",
        "-15.0 (-53.2 to 31.3)",
        "10.0 (-12.8 to 28.3)",
    ];
    assert_eq!(shown, expected);
    assert!((row.chi2.unwrap() - 2.25 / (7.5 / 4.16 + 4.62 / 4.16)).abs() < 1e-9);
    assert_eq!(format!("{:.2} {:.2}", row.p.unwrap(), row.q.unwrap()), "0.38 0.38");
    assert_eq!(row.flags, [Flag::Sign]);
    let crude = deck(&all, &Effect::new().strata([]));
    assert!(crude.flags.is_empty());
    assert!(close(crude.adjusted.value, crude.difference.value), "nothing is held equal");
}

#[test]
fn late_uses_on_what_lasts_are_not_credited_with_its_success() {
    let short = Pitch { succeeded: false, decided: 5, ..LARGE };
    let long = |number: usize| Pitch {
        succeeded: !number.is_multiple_of(4),
        decided: 20,
        uses: if number < 20 { vec![("deck", REPS[number % 6], 10)] } else { Vec::new() },
        ..LARGE
    };
    let all: Vec<Pitch> = (0..40).map(|_| short.clone()).chain((0..40).map(long)).collect();
    let row = deck(&all, &Effect::new());
    assert_eq!((row.treated, row.untreated, row.landmark_days), (20, 20, Some(10.0)));
    assert_eq!(row.adjusted.value, Some(0.0));
    let naive = deck(&all, &Effect::new().landmark(Landmark::None));
    assert_eq!((naive.treated, naive.untreated, naive.landmark_days), (20, 60, None));
    assert_eq!(naive.adjusted.value, Some(0.5));
    let early = deck(&all, &Effect::new().landmark(Landmark::Days(6.0)));
    assert_eq!((early.treated, early.untreated, early.landmark_days), (0, 40, Some(6.0)));
    assert_eq!((early.adjusted.value, &*early.flags), (None, &[Flag::TooFew][..]));
}

#[test]
fn several_uses_are_one_treatment_and_one_after_the_decision_is_none() {
    let used = |days: &[i64]| Pitch {
        uses: days.iter().map(|day| ("deck", "ada", *day)).collect(),
        ..LARGE
    };
    let row = deck(&[used(&[1, 2, 9]), used(&[10]), used(&[11])], &Effect::new());
    assert_eq!((row.treated, row.untreated), (2, 1));
    assert_eq!(row.flags, [Flag::TooFew, Flag::FewReps]);
    assert_eq!((row.treated_rate.value, row.q), (None, None), "no figure of so few");
}

#[test]
fn each_conversation_by_itself() {
    let later = Pitch { conversation: 4, ..LARGE };
    let all = [group(&LARGE, (12, 30), (3, 10)), group(&later, (9, 10), (24, 30))].concat();
    let all: Vec<Pitch> = all
        .into_iter()
        .map(|pitch| Pitch {
            uses: pitch.uses.iter().map(|(_, rep, day)| ("any", *rep, *day)).collect(),
            ..pitch
        })
        .collect();
    let answer = company(&all).ask(&Effect::new().by_conversation(true)).unwrap();
    let shown: Vec<_> = answer
        .rows
        .iter()
        .filter(|row| &*row.asset == "any")
        .map(|row| (row.conversation.0, row.treated, row.untreated, row.homogeneity_p))
        .collect();
    let [third, fourth] = [Conversation::RelevantMeeting, Conversation::DefinitionOfSuccess];
    assert_eq!(shown, [(Some(fourth), 10, 30, None), (Some(third), 30, 10, None)]);
    assert!(answer.rows.iter().all(|row| row.conversation.0.is_some()));
    assert!(answer.columns.iter().any(|column| column.name == "conversation"));
    assert_eq!(answer.summary.tested, 2);
    let together = company(&all).ask(&Effect::new()).unwrap();
    let table = AnyAnswer::from(together).table;
    assert!(table.columns.iter().all(|column| column.name != "conversation"));
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

#[test]
fn the_e_value_is_that_of_the_risk_ratio() {
    let row = deck(&group(&LARGE, (30, 40), (10, 40)), &Effect::new());
    let table = Stratum {
        treated_succeeded: 30,
        treated_failed: 10,
        untreated_succeeded: 10,
        untreated_failed: 30,
    };
    let found = mantel_haenszel(&[table]);
    let value = e_value(3.0, found.rr_low.unwrap(), found.rr_high.unwrap()).unwrap();
    assert!(close(row.e_value, Some(value.point)) && close(row.e_value_limit, Some(value.limit)));
    assert!(row.q.unwrap() < 0.05);
}

#[test]
fn the_crude_interval_knows_that_conversations_cluster_by_owner() {
    // Six owners, of whom three always succeed and three never do.
    let all: Vec<Pitch> = (0..120)
        .map(|number: usize| Pitch {
            owner: Some(REPS[number % 6]),
            succeeded: number % 6 < 3,
            uses: if number < 60 { vec![("deck", REPS[number % 6], 2)] } else { Vec::new() },
            ..LARGE
        })
        .collect();
    let row = deck(&all, &Effect::new());
    let clusters: Vec<(u64, u64)> =
        (0..6).map(|owner| (if owner < 3 { 10 } else { 0 }, 10)).collect();
    let worth = 60.0 / design_effect(&clusters).unwrap();
    let crude = newcombe_effective(0.5, worth, 0.5, worth, 0.95).unwrap().unwrap();
    assert!(
        close(row.difference.low, Some(crude.low)) && close(row.difference.high, Some(crude.high))
    );
    assert!(worth < 10.0);
}

#[test]
fn slips_are_told() {
    let tracker = company(&[LARGE, small()]);
    let told = |question: &Effect| tracker.ask(question).unwrap_err().to_string();
    assert_eq!(
        told(&Effect::new().strata(["segmnt".parse().unwrap()])),
        "no deal has a tag \"segmnt\" to compare within: did you mean segment?"
    );
    for days in [-1.0, f64::NAN, f64::INFINITY, 36_501.0] {
        assert_eq!(
            told(&Effect::new().landmark(Landmark::Days(days))),
            "landmark_days: is neither auto, none nor a number of days from 0 to 36500"
        );
    }
    assert_eq!("auto".parse(), Ok(Landmark::Auto));
    assert_eq!("none".parse(), Ok(Landmark::None));
    assert_eq!("7.5".parse(), Ok(Landmark::Days(7.5)));
    for text in ["", "soon", "-1", "nan"] {
        assert!(text.parse::<Landmark>().is_err(), "{text}");
    }
}
