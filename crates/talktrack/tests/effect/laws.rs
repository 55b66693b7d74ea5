//! What must hold of any company.

use std::collections::BTreeMap;

use proptest::prelude::*;
use talktrack::analysis::{Effect, Landmark};
use talktrack::model::{
    Action, Asset, Conversation, Entry, Event, Fact, Put, Record, Timestamp, Word,
};
use talktrack::stats::benjamini_hochberg;
use talktrack::{Scope, Tracker};

use super::pitches::{ASSETS, DAY, company, pitches};
use super::reference::{Expected, close, expected, of};
use crate::common::{held, sales};

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
    let (events, puts) = crate::common::in_force(records);
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
