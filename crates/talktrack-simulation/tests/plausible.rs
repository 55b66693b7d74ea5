//! The company behaves like one, and its counts and effects are what an analysis should find.

mod common;

use common::{Told, small, tell};
use talktrack::model::{AnswerResult, Fact, StageMeaning};
use talktrack_simulation::{Company, Nature, Realised, Settings};

fn share(part: usize, all: usize) -> f64 {
    part as f64 / all as f64
}

/// Of the decided conversations on deals that `picks` picks, the share that succeeded.
fn success(told: &Told, picks: impl Fn(&talktrack::model::Deal) -> bool) -> f64 {
    let held = told.held();
    let of: Vec<_> = held
        .iter()
        .filter(|((deal, _), _)| picks(&told.deals[deal]))
        .filter_map(|(_, held)| Some(held.decided?.1))
        .collect();
    assert!(of.len() > 200, "{} decided", of.len());
    share(of.iter().filter(|succeeded| **succeeded).count(), of.len())
}

#[test]
fn what_was_counted_while_telling_is_what_the_records_say() {
    for settings in [small(), small().seed(2).days(200), small().share(Nature::LateRescue, 0.05)] {
        let told = tell(&settings);
        let realised = told.company.realised();
        let held = told.held();
        let decided = held.values().filter_map(|held| held.decided);
        let counts = [held.len(), decided.clone().count(), decided.filter(|(_, won)| *won).count()];
        let counted = [realised.held, realised.decided, realised.succeeded];
        assert_eq!(counts.map(|count| count as u64), counted);

        let ended = |ending| {
            let last = |path: &Vec<(_, StageMeaning)>| {
                path.last().is_some_and(|(_, means)| *means == ending)
            };
            told.paths().values().filter(|path| last(path)).count() as u64
        };
        assert_eq!(
            (ended(StageMeaning::Won), ended(StageMeaning::Lost)),
            (realised.won, realised.lost)
        );

        assert_eq!(told.uses().count() as u64, realised.uses);
        for (asset, counted) in told.company.truth().assets.iter().zip(&realised.assets) {
            let uses = || told.uses().filter(|(_, used)| used.asset == asset.key);
            assert_eq!(uses().count() as u64, counted.uses);
            let worked = uses().filter(|(_, used)| used.action.puts_to_work()).count() as u64;
            assert_eq!(worked, counted.put_to_work);
        }
    }
}

#[test]
fn success_depends_on_skill_and_segment() {
    let told = tell(&Settings::default().deals(1_500));
    let segment = |name: &str| success(&told, |deal| deal.tags.get("segment") == Some(name));
    let (large, middle, little) =
        (segment("enterprise"), segment("mid-market"), segment("small-business"));
    assert!(large > middle + 0.04 && middle > little + 0.06, "{large} {middle} {little}");

    let skill = |deal: &talktrack::model::Deal| {
        let owner = deal.owner.as_ref().unwrap();
        told.company.truth().reps.iter().find(|rep| rep.key == *owner).unwrap().skill
    };
    let (skilled, others) =
        (success(&told, |deal| skill(deal) > 0.3), success(&told, |deal| skill(deal) < -0.3));
    assert!(skilled > others + 0.06, "{skilled} {others}");
}

/// Of all assets of `nature` together: by how much success was likelier where they were put to
/// work than over all decided conversations.
fn crude(company: &Company, realised: &Realised, nature: Nature) -> f64 {
    let planted = company.truth().assets.iter().zip(&realised.assets);
    let of: Vec<_> =
        planted.filter(|(asset, _)| asset.nature == nature).map(|(_, counts)| counts).collect();
    let treated: u64 = of.iter().map(|counts| counts.treated).sum();
    let succeeded: u64 = of.iter().map(|counts| counts.treated_succeeded).sum();
    assert!(treated > 300, "{nature}: {treated} treated");
    succeeded as f64 / treated as f64 - realised.succeeded as f64 / realised.decided as f64
}

#[test]
fn crude_comparisons_mislead_as_planted_and_only_as_long_as_there_is_confounding() {
    let confounded = Company::new(&Settings::default().deals(2_000)).unwrap();
    let realised = confounded.realised();
    let prestigious = crude(&confounded, &realised, Nature::Prestigious);
    let reversal = crude(&confounded, &realised, Nature::Reversal);
    assert!(prestigious > 0.05, "without effect, and yet {prestigious}");
    assert!(reversal < -0.02, "helps, and yet {reversal}");

    let plain = Company::new(&Settings::default().deals(2_000).confounding(0.0)).unwrap();
    assert!(crude(&plain, &plain.realised(), Nature::Reversal) > 0.02);
    let idle =
        Company::new(&Settings::default().deals(2_000).confounding(0.0).effect(0.0)).unwrap();
    assert!(crude(&idle, &idle.realised(), Nature::Prestigious).abs() < 0.03);
}

#[test]
fn realised_effects_are_the_planted_ones_but_for_what_is_certain_anyway() {
    let company = Company::new(&Settings::default().deals(1_000)).unwrap();
    let realised = company.realised();
    for (asset, counts) in company.truth().assets.iter().zip(&realised.assets) {
        let Some(effect) = counts.effect_on_treated else { continue };
        if asset.nature.has_effect() {
            let kept = effect / asset.effect;
            assert!((0.5..=1.0).contains(&kept), "{}: {effect} of {}", asset.nature, asset.effect);
        } else {
            assert!(effect.abs() < f64::EPSILON, "{}: {effect}", asset.nature);
        }
    }
}

#[test]
fn rates_are_plausible() {
    let told = tell(&Settings::default().deals(1_000));
    let within = |name: &str, share: f64, low: f64, high: f64| {
        assert!((low..=high).contains(&share), "{name}: {share} is not from {low} to {high}");
    };
    let uses: Vec<_> = told.uses().map(|(_, used)| used).collect();
    let of = |picks: fn(&talktrack::model::Use) -> bool| {
        share(uses.iter().filter(|used| picks(used)).count(), uses.len())
    };
    within("conversation stated", of(|used| used.conversation.is_some()), 0.75, 0.85);
    within("deal stated", of(|used| used.deal.is_some()), 0.8, 0.92);
    within("neither", of(|used| used.conversation.is_none() && used.deal.is_none()), 0.01, 0.06);
    within("version stated", of(|used| used.version.is_some()), 0.7, 0.9);
    within("channel stated", of(|used| used.channel.is_some()), 0.2, 0.5);
    within("put to work", of(|used| used.action.puts_to_work()), 0.6, 0.9);
    within("uses per deal", uses.len() as f64 / 1_000.0, 8.0, 25.0);

    let held = told.held();
    let decided = held.values().filter_map(|held| held.decided);
    within("held per deal", share(held.len(), 1_000), 2.2, 3.5);
    within(
        "succeeded",
        share(decided.clone().filter(|(_, won)| *won).count(), decided.count()),
        0.5,
        0.75,
    );
    within(
        "outcome stated",
        share(held.values().filter(|held| held.stated).count(), held.len()),
        0.4,
        0.75,
    );
    let realised = told.company.realised();
    within("won", realised.won as f64 / (realised.won + realised.lost) as f64, 0.1, 0.35);

    let count =
        |picks: fn(&Fact) -> bool| told.events.iter().filter(|event| picks(event.fact())).count();
    let asks = count(|fact| matches!(fact, Fact::Ask(_)));
    let answers = count(
        |fact| matches!(fact, Fact::Answer(answer) if answer.result != AnswerResult::Acknowledged),
    );
    within("asks answered", share(answers, asks), 0.6, 0.95);
    let searches = count(|fact| matches!(fact, Fact::Search(_)));
    let in_vain = count(|fact| matches!(fact, Fact::Search(search) if search.hits == 0));
    within("searches in vain", share(in_vain, searches), 0.15, 0.35);
    within(
        "retracted",
        share(count(|fact| matches!(fact, Fact::Retraction(_))), uses.len()),
        0.0005,
        0.01,
    );
}
