//! `recommend` against a reference of a few obvious lines, and on a small company worked out by hand.

use crate::common;
use std::collections::BTreeMap;

use crate::common::{held, sales};
use proptest::prelude::*;
use statrs::distribution::{Beta, ContinuousCDF};
use talktrack::analysis::{Recommend, RecommendRow};
use talktrack::model::{
    Action, Asset, Audience, Conversation, Entry, Event, Fact, Flat, OutcomeResult, Record, Tags,
    TimeReading, Timestamp,
};
use talktrack::{Scope, Tracker};

fn tags(key: &str, value: &str) -> Tags {
    Tags::new().with(key, value).unwrap()
}

/// Whether an asset is live at the last moment of the scope.
fn is_live(asset: &Asset, events: &[&Event], until: Timestamp) -> bool {
    let names =
        |event: &&&Event| Flat::of(event.fact(), event.source()).asset == Some(asset.key.as_str());
    let first = events.iter().filter(names).map(|event| event.at()).min();
    let since = events.iter().map(|event| event.at()).min().unwrap_or(until);
    asset.published_at.or(first).unwrap_or(since) < until
        && asset.retired_at.is_none_or(|retired| until <= retired)
}

/// Of each asset that may be offered: n and how many of them succeeded; and those of all.
type Expected = (BTreeMap<String, (u64, u64)>, (u64, u64));

fn reference(
    records: &[Record],
    conversation: Conversation,
    wanted: &Tags,
    until: Timestamp,
) -> Expected {
    let (mut events, puts) = common::in_force(records);
    events.sort_by_key(|event| sales::order(event));
    let map = sales::stage_map(&puts);
    let deals = held::deals(&puts);
    let decided: Vec<held::Expected> = held::expected(records)
        .into_iter()
        .filter(|one| one.conversation == conversation && one.result.is_some())
        .collect();
    let fits = |one: &&held::Expected| {
        let tags = deals.get(one.deal.as_str()).map(|deal| &deal.tags);
        wanted.iter().all(|(key, value)| tags.and_then(|tags| tags.get(key)) == Some(value))
    };
    let count = |all: &[&held::Expected]| {
        let won = all.iter().filter(|one| one.result == Some(OutcomeResult::Succeeded)).count();
        (all.len() as u64, won as u64)
    };
    let fitting: Vec<_> = decided.iter().filter(fits).collect();
    let was_used = |one: &held::Expected, asset: &str| {
        events.iter().any(|event| match event.fact() {
            Fact::Use(of) => {
                of.asset.as_str() == asset
                    && of.action != Action::Opened
                    && of.deal.as_ref().is_some_and(|deal| deal.as_str() == one.deal)
                    && event.at() <= one.end
                    && sales::placed(event, &events, &map).is_some_and(|at| at.0 == conversation)
            }
            _ => false,
        })
    };
    let mut offered = BTreeMap::new();
    for put in &puts {
        if let Entry::Asset(asset) = &put.entry
            && asset.supports.contains(conversation)
            && wanted.iter().all(|(key, value)| asset.tags.get(key).is_none_or(|own| own == value))
            && is_live(asset, &events, until)
        {
            let key = asset.key.as_str();
            let with: Vec<_> = fitting.iter().copied().filter(|one| was_used(one, key)).collect();
            offered.insert(key.to_owned(), count(&with));
        }
    }
    let all = count(&fitting);
    let any = count(&decided.iter().collect::<Vec<_>>());
    (offered, if all.0 > 0 { all } else { any })
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in sales::records(60),
        conversation in proptest::sample::select(Conversation::ALL),
        wanted in proptest::sample::select(vec![Tags::new(), tags("segment", "small"), tags("region", "south")]),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let question = Recommend::new(conversation).tags(wanted.clone());
        let answer = tracker.ask(&question).unwrap();
        let (offered, (decided, succeeded)) =
            reference(&records, conversation, &wanted, answer.span.until);
        let m = (succeeded as f64 + 0.5) / (decided as f64 + 1.0);
        prop_assert_eq!((answer.summary.decided, answer.summary.succeeded), (decided, succeeded));
        prop_assert!((answer.summary.prior - m).abs() < 1e-12);
        prop_assert_eq!(answer.rows.len(), offered.len());
        for row in &answer.rows {
            let (n, s) = offered[&*row.asset];
            prop_assert_eq!((row.n, row.succeeded), (n, s));
            let (a, b) = (10.0 * m + s as f64, 10.0 * (1.0 - m) + (n - s) as f64);
            prop_assert!((row.mean - a / (a + b)).abs() < 1e-12);
            let lower = Beta::new(a, b).unwrap().inverse_cdf(0.05);
            prop_assert!((row.lower - lower).abs() < 1e-4, "{} {lower}", row.lower);
        }
        let rank = |row: &RecommendRow| (-row.lower, std::cmp::Reverse(row.n), row.asset.clone());
        prop_assert!(answer.rows.is_sorted_by(|one, other| rank(one) <= rank(other)));
        let explored = tracker.ask(&question.clone().explore(Some(7))).unwrap();
        let again = tracker.ask(&question.clone().explore(Some(7))).unwrap();
        prop_assert_eq!(&explored.rows, &again.rows);
        prop_assert_eq!(explored.rows.len(), offered.len());
        let drawn: Vec<f64> = explored.rows.iter().map(|row| row.drawn.0.unwrap()).collect();
        prop_assert!(drawn.iter().all(|drawn| (0.0..=1.0).contains(drawn)));
        prop_assert!(drawn.is_sorted_by(|one, other| one >= other));
        prop_assert!(tracker.ask(&question.top(1)).unwrap().rows.len() <= 1);
    }
}

/// The example of the reference page: 40 meetings with small companies, 20 of which succeeded; the case study
/// was used in 16 of them (12 succeeded), the deck in 3 (all succeeded).
fn company() -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let mut lines: Vec<String> = [
        r#""key":"case","title":"Case study","supports":["relevant-meeting"],"tags":{"segment":"small"}"#,
        r#""key":"deck","supports":["relevant-meeting","tangible-value"]"#,
        r#""key":"new","supports":["relevant-meeting"]"#,
        r#""key":"roi","supports":["tangible-value"]"#,
        r#""key":"big","supports":["relevant-meeting"],"tags":{"segment":"enterprise"}"#,
        r#""key":"old","supports":["relevant-meeting"],"retired_at":"2026-02-01T00:00:00Z""#,
        r#""key":"any""#,
    ]
    .iter()
    .map(|asset| format!(r#"{{"type":"asset","at":"2026-01-01T00:00:00Z","published_at":"2026-01-01T00:00:00Z",{asset}}}"#))
    .collect();
    for number in 0..40 {
        let deal = format!(r#""deal":"d{number}""#);
        lines.push(format!(r#"{{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d{number}","tags":{{"segment":"small"}}}}"#));
        let (asset, succeeded) = match number {
            0..12 => (Some("case"), true),
            12..16 => (Some("case"), false),
            16..19 => (Some("deck"), true),
            number => (None, number < 24),
        };
        if let Some(asset) = asset {
            lines.push(format!(r#"{{"type":"use","id":"u{number}","at":"2026-03-02T09:00:00Z","rep":"ada","asset":"{asset}","action":"presented","conversation":"relevant-meeting",{deal}}}"#));
        }
        let result = if succeeded { "succeeded" } else { "failed" };
        lines.push(format!(r#"{{"type":"outcome","id":"o{number}","at":"2026-03-09T09:00:00Z","conversation":"relevant-meeting","result":"{result}",{deal}}}"#));
    }
    let records = lines.iter().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let tracker = company();
    let question = Recommend::new(Conversation::RelevantMeeting).tags(tags("segment", "small"));
    let answer = tracker.ask(&question).unwrap();
    let shown: Vec<String> = answer
        .rows
        .iter()
        .map(|row| format!("{} {:.3} {:.3} {}", row.asset, row.lower, row.mean, row.n))
        .collect();
    assert_eq!(shown, ["case 0.496 0.654 16", "deck 0.391 0.615 3", "new 0.251 0.500 0"]);
    assert_eq!(
        &*answer.rows[0].reason,
        "with it 12 of 16 relevant-meeting conversations on deals with segment=small succeeded; of all on deals with segment=small 20 of 40"
    );
    assert_eq!(answer.rows[0].title.as_deref(), Some("Case study"));
    assert_eq!((answer.summary.candidates, answer.summary.decided), (3, 40));
    let elsewhere = question.clone().tags(tags("segment", "huge"));
    let elsewhere = tracker.ask(&elsewhere).unwrap();
    assert_eq!(elsewhere.rows.len(), 2, "the deck and the new one; nothing is known of such deals");
    assert_eq!(
        &*elsewhere.rows[0].reason,
        "not put to work yet in decided relevant-meeting conversations on deals with segment=huge; of all on deals of any kind 20 of 40"
    );
    let january = Scope::new().since_text("2026-01-01").unwrap().until_text("2026-01-15").unwrap();
    let before = tracker.within(january).ask(&question).unwrap();
    assert!(before.rows.iter().any(|row| &*row.asset == "old"), "it was live then");
    assert_eq!(before.summary.decided, 0);
}

#[test]
fn what_is_recommended_can_be_recorded() {
    let tracker = company();
    let question = Recommend::new(Conversation::RelevantMeeting).top(2);
    let answer = tracker.ask(&question).unwrap();
    let at: Timestamp = "2026-03-10T09:00:00Z".parse().unwrap();
    let to = Audience::Rep("ada".parse().unwrap());
    let until = "2026-03-20T09:00:00Z".parse().unwrap();
    let events = answer.as_events(&to, at, Some(&"d7".parse().unwrap()), Some(until)).unwrap();
    assert_eq!(tracker.record_all(events.clone()).unwrap().recorded, 2);
    for (event, row) in events.iter().zip(&answer.rows) {
        let Fact::Recommendation(advice) = event.fact() else { panic!("{event:?}") };
        assert_eq!(advice.asset.as_str(), &*row.asset);
        assert_eq!(advice.conversation, Some(Conversation::RelevantMeeting));
        assert_eq!((advice.until, &advice.audience), (Some(until), &to));
    }
}

#[test]
fn exploring_tries_what_is_not_known_and_says_its_seed() {
    let tracker = company();
    let question = Recommend::new(Conversation::RelevantMeeting);
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..200 {
        let answer = tracker.ask(&question.clone().explore(Some(seed))).unwrap();
        *first.entry(answer.rows[0].asset.to_string()).or_default() += 1;
        assert!(answer.definition.text.contains(&format!("seed {seed})")));
    }
    assert!(first.len() >= 3, "all of them come first at some time: {first:?}");
    assert!(first["case"] > first["new"], "and the better ones more often: {first:?}");
    let unseeded = tracker.ask(&question.clone().explore(None)).unwrap();
    assert!(unseeded.definition.text.contains("seed "));
    assert_eq!(unseeded.columns.len(), tracker.ask(&question).unwrap().columns.len() + 1);
}
