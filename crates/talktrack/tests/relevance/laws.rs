//! What must hold of any company.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use talktrack::Tracker;
use talktrack::analysis::{Relevance, Verdict};
use talktrack::model::{Action, Conversation, Event, Timestamp};

use super::reference::{Company, DAY, Occasion, more};
use crate::common::{DEALS, sales};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn counts_agree_with_the_reference(sold in sales::records(50), more in more()) {
        let records = [sold, more].concat();
        let tracker = Tracker::in_memory().unwrap();
        prop_assert_eq!(tracker.record_all(records.clone()).unwrap().rejected, 0);
        let answer = tracker.ask(&Relevance::new().grace_days(2).min_occasions(2)).unwrap();
        let (events, puts) = crate::common::in_force(&records);
        let company = Company { records: &records, events, puts };
        let (since, until) = (answer.span.since, answer.span.until);
        let occasions = company.occasions();
        prop_assert_eq!(answer.rows.len(), company.assets().count());
        for asset in company.assets() {
            let row = answer.rows.iter().find(|row| *row.asset == *asset.key.as_str()).unwrap();
            let names = |event: &&&Event| {
                let flat = talktrack::model::Flat::of(event.fact(), event.source());
                flat.asset == Some(asset.key.as_str())
            };
            let first = company.events.iter().filter(names).map(|event| event.at()).min();
            let born = asset.published_at.or(first).unwrap_or(since);
            let life = (born, asset.retired_at.unwrap_or(until).min(until));
            let is_live = life.0.max(since) < life.1;

            let uses = company.uses().into_iter().filter(|(at, of, _)| {
                of.asset == asset.key && life.0.max(since) <= *at && *at < life.1
            });
            let uses: Vec<_> = uses.collect();
            let to_work = || uses.iter().filter(|(_, of, _)| of.action != Action::Opened);
            prop_assert_eq!(row.uses, uses.len() as u64);
            prop_assert_eq!(row.put_to_work, to_work().count() as u64);
            let placed: Vec<Conversation> = to_work().filter_map(|(.., placed)| *placed).collect();
            let outside = placed.iter().filter(|one| !asset.supports.contains(**one)).count() as u64;
            prop_assert_eq!(row.uses_outside, (!asset.supports.is_empty()).then_some(outside));

            let is_for = |one: &&Occasion| is_live && company.is_for(asset, one, life);
            let ours: Vec<&Occasion> = occasions.iter().filter(is_for).collect();
            let reps: BTreeSet<&String> = ours.iter().flat_map(|one| &one.reps).collect();
            let (aware, trained) = (company.known(asset, false), company.known(asset, true));
            let of = |known: &BTreeMap<String, Timestamp>| {
                reps.iter().filter(|rep| known.contains_key(**rep)).count() as u64
            };
            prop_assert_eq!(row.occasions, ours.len() as u64);
            prop_assert_eq!(row.reps_with_occasion, reps.len() as u64);
            prop_assert_eq!((row.aware_reps, row.trained_reps), (of(&aware), of(&trained)));
            let (mut touched, mut after) = (0_u32, 0_u32);
            for one in &ours {
                let knew = |rep: &&String| aware.get(*rep).is_some_and(|at| *at <= one.end);
                let who = u32::try_from(one.reps.iter().filter(knew).count()).unwrap();
                after += who;
                touched += if one.touched.contains(asset.key.as_str()) { who } else { 0 };
            }
            let uptake = (after > 0).then(|| f64::from(touched) / f64::from(after));
            prop_assert_eq!(row.uptake.value, uptake);

            let (ratings, sum, top_reason, seconds) = company.voices(asset);
            let mean = (ratings > 0).then(|| sum / ratings as f64);
            prop_assert_eq!((row.ratings, row.mean_rating), (ratings, mean));
            prop_assert_eq!((row.top_reason, row.buyer_seconds), (top_reason, seconds));

            let (had, knew) = (reps.len() as f64, of(&aware) as f64);
            let days = (life.1.micros() - life.0.max(since).micros()) as f64 / DAY as f64;
            let expected = if !is_live || asset.retired_at.is_some_and(|end| end < until) {
                Some(Verdict::Retired)
            } else if days < 2.0 {
                Some(Verdict::TooNew)
            } else if placed.len() >= 10 && outside * 2 > placed.len() as u64 {
                None // It may be misfiled, which is for the tests below.
            } else if ours.len() < 2 {
                Some(Verdict::NoOccasion)
            } else if knew < (had / 2.0).min(5.0) || knew < had / 10.0 {
                Some(Verdict::Unknown)
            } else {
                None
            };
            let judged = [Verdict::Retired, Verdict::TooNew, Verdict::NoOccasion, Verdict::Unknown];
            if !(placed.len() >= 10 && outside * 2 > placed.len() as u64) {
                let early = Some(row.verdict).filter(|verdict| judged.contains(verdict));
                prop_assert_eq!(early, expected, "{:?}", row);
            }
            prop_assert!(!row.reason.contains("cause") || row.reason.contains("not cause"));
        }
        let counted: u64 = answer.summary.iter().map(|count| count.assets).sum();
        prop_assert_eq!(counted, answer.rows.len() as u64);
        prop_assert!(DEALS.len() == 3, "the reference of held conversations knows these deals");
    }
}
