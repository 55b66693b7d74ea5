//! What is planted shows in the records, for those who look in the right place.

mod common;

use std::collections::BTreeSet;

use common::{Told, small, tell};
use talktrack::model::{Conversation, Fact, RepKey, TrainingLevel};
use talktrack_simulation::{Company, Nature, PlantedAsset, Settings, Verdict};

fn planted(told: &Told, nature: Nature) -> impl Iterator<Item = &PlantedAsset> {
    told.company.truth().assets.iter().filter(move |asset| asset.nature == nature)
}

fn users<'a>(told: &'a Told, asset: &PlantedAsset) -> BTreeSet<&'a RepKey> {
    let worked =
        told.uses().filter(|(_, used)| used.asset == asset.key && used.action.puts_to_work());
    worked.map(|(_, used)| &used.rep).collect()
}

#[test]
fn every_nature_occurs_by_default_but_those_that_must_be_asked_for() {
    let company = Company::new(&Settings::default().deals(1)).unwrap();
    let on_request = [Nature::Rare, Nature::BestRepsOnly, Nature::LateRescue];
    for nature in Nature::ALL {
        assert_eq!(company.truth().count(nature) > 0, !on_request.contains(&nature), "{nature}");
    }
    let asked = Settings::default()
        .rarely_used(300)
        .share(Nature::BestRepsOnly, 0.02)
        .share(Nature::LateRescue, 0.02);
    let company = Company::new(&asked.deals(1)).unwrap();
    assert_eq!(on_request.map(|nature| company.truth().count(nature)), [300, 5, 5]);
    assert_eq!(company.truth().catalogued, 550);
}

#[test]
fn what_is_never_used_is_never_used_and_is_the_share_asked_for() {
    let told = tell(&Settings::default().deals(600).unused(0.65));
    let used: BTreeSet<_> = told.uses().map(|(_, used)| &used.asset).collect();
    let truth = told.company.truth();
    let never = truth.assets.iter().filter(|asset| asset.never_used);
    assert!(never.clone().all(|asset| !used.contains(&asset.key)));
    assert_eq!(never.count(), truth.never_used);
    assert_eq!((truth.never_used, truth.catalogued), (163, 250));
    let seen =
        truth.assets.iter().filter(|asset| asset.catalogued && !used.contains(&asset.key)).count();
    assert!((163..=180).contains(&seen), "{seen}");
}

#[test]
fn the_unknown_are_known_to_few_who_use_them_and_the_shunned_to_many_who_do_not() {
    let told = tell(&Settings::default().deals(1_000));
    let aware = told.aware();
    let mut used_by_few = 0;
    for asset in planted(&told, Nature::Unknown) {
        let knows = aware.get(&asset.key).map_or(0, std::collections::BTreeMap::len);
        assert!(knows < 5, "{} is known to {knows}", asset.key);
        used_by_few += usize::from(!users(&told, asset).is_empty());
    }
    assert!(used_by_few * 2 > planted(&told, Nature::Unknown).count());
    for asset in planted(&told, Nature::NotChosen) {
        let (knows, uses) = (aware[&asset.key].len(), users(&told, asset).len());
        assert!(knows >= 40 && uses <= 2, "{} is known to {knows}, used by {uses}", asset.key);
    }
    for nature in [Nature::Helps, Nature::Hurts, Nature::TrainingGap, Nature::Prestigious] {
        for asset in planted(&told, nature) {
            let (knows, uses) = (aware[&asset.key].len(), users(&told, asset).len());
            assert!(
                knows >= 20 && uses * 3 > knows,
                "{nature} is known to {knows}, used by {uses}"
            );
        }
    }
}

#[test]
fn training_makes_the_difference_only_where_it_is_planted() {
    let told = tell(&Settings::default().deals(1_000));
    // Uses per rep of those who were trained, and of the others.
    let uses_per_rep = |asset: &PlantedAsset| {
        let trained: BTreeSet<_> = told
            .events
            .iter()
            .filter_map(|event| match event.fact() {
                Fact::Training(training) => (training.asset == asset.key
                    && training.level != TrainingLevel::Introduced)
                    .then_some(&training.rep),
                _ => None,
            })
            .collect();
        let worked =
            told.uses().filter(|(_, used)| used.asset == asset.key && used.action.puts_to_work());
        let (by_trained, by_others): (Vec<_>, Vec<_>) =
            worked.partition(|(_, used)| trained.contains(&used.rep));
        let others = told.reps.len() - trained.len();
        (
            by_trained.len() as f64 / trained.len().max(1) as f64,
            by_others.len() as f64 / others as f64,
        )
    };
    for asset in planted(&told, Nature::TrainingGap) {
        let (trained, others) = uses_per_rep(asset);
        assert!(trained > 3.0 * others, "{}: {trained} and {others}", asset.key);
    }
    let (trained, others) = planted(&told, Nature::Neutral)
        .map(uses_per_rep)
        .filter(|(trained, _)| *trained > 0.0)
        .fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    assert!(trained < 2.0 * others, "{trained} and {others}");
}

#[test]
fn the_misfiled_are_used_elsewhere_and_the_others_where_they_belong() {
    let told = tell(&Settings::default().deals(1_000));
    let outside = |nature: Nature| {
        let (mut outside, mut all) = (0_usize, 0_usize);
        for asset in planted(&told, nature) {
            let stated = told.uses().filter(|(_, used)| used.asset == asset.key);
            for conversation in stated.filter_map(|(_, used)| used.conversation) {
                all += 1;
                outside += usize::from(!asset.supports.contains(conversation));
            }
        }
        outside as f64 / all as f64
    };
    assert!(outside(Nature::Misfiled) > 0.9);
    assert!((0.0..0.1).contains(&outside(Nature::Helps)));
}

#[test]
fn the_superseded_are_used_before_their_end_and_a_little_after() {
    let told = tell(&Settings::default().deals(1_000));
    let (mut before, mut after) = (0, 0);
    for asset in planted(&told, Nature::Superseded) {
        let entry = &told.assets[&asset.key];
        let successor = entry.replaced_by.as_ref().and_then(|key| told.assets[key].published_at);
        let ends = entry.retired_at.or(entry.expires_at).or(successor).unwrap();
        for (event, _) in told.uses().filter(|(_, used)| used.asset == asset.key) {
            *(if event.at() < ends { &mut before } else { &mut after }) += 1;
        }
    }
    assert!(after > 10 && after * 4 < before, "{before} before, {after} after");
}

#[test]
fn a_company_without_deals_names_none() {
    let told = tell(&small().without_deals(true));
    assert!(told.deals.is_empty() && told.held().is_empty());
    assert_eq!(told.company.truth().deals, 0);
    assert!(told.uses().count() > 300);
    for event in &told.events {
        let flat = talktrack::model::Flat::of(event.fact(), event.source());
        assert_eq!(flat.deal, None, "{event:?}");
    }
    let verdicts: BTreeSet<_> =
        told.company.truth().assets.iter().filter_map(|asset| asset.verdict).collect();
    assert!(!verdicts.contains(&Verdict::Proven) && !verdicts.contains(&Verdict::Harmful));
}

#[test]
fn without_effects_none_is_planted() {
    let company = Company::new(&small().effect(0.0)).unwrap();
    assert!(company.truth().assets.iter().all(|asset| asset.effect.abs() < f64::EPSILON));
    let effects: Vec<_> =
        company.realised().assets.iter().filter_map(|asset| asset.effect_on_treated).collect();
    assert!(effects.len() > 20 && effects.iter().all(|effect| effect.abs() < f64::EPSILON));
}

#[test]
fn late_rescues_come_late_and_failures_end_early() {
    let told = tell(&Settings::default().deals(600).share(Nature::LateRescue, 0.05));
    let paths = told.paths();
    let days = |late: bool| {
        let ages = told.uses().filter_map(|(event, used)| {
            let planted = told.company.truth().asset(&used.asset)?.nature == Nature::LateRescue;
            let path = paths.get(used.deal.as_ref()?)?;
            let entered = path.iter().rfind(|(at, _)| *at <= event.at())?.0;
            (planted == late).then_some(event.at().micros() - entered.micros())
        });
        let ages: Vec<_> = ages.collect();
        ages.iter().sum::<i64>() as f64 / ages.len() as f64 / 86_400e6
    };
    assert!(days(true) > 3.0 && days(false) < 1.5, "{} and {}", days(true), days(false));
}

#[test]
fn every_conversation_and_every_kind_of_event_occurs() {
    let told = tell(&Settings::default().deals(400));
    for kind in talktrack::model::EventKind::ALL {
        let count = told.events.iter().filter(|event| event.fact().kind() == *kind).count();
        assert!(count >= 2, "{kind}: {count}");
    }
    for conversation in Conversation::ALL {
        assert!(told.held().keys().any(|(_, held)| held == conversation));
        assert!(told.uses().any(|(_, used)| used.conversation == Some(*conversation)));
    }
}
