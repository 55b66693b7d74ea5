//! A small sample of what the command `scores` does at length.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use talktrack_scores::{Intervals, Kind, Named, Verdicts, companies};
use talktrack_simulation::{Nature, Settings};

/// Companies of this kind, small enough for every test run.
fn small(kind: Kind, settings: Settings) -> Named {
    Named { name: "small", kind, settings: settings.reps(15).deals(800) }
}

fn verdicts(named: &Named, seeds: u64) -> Verdicts {
    let mut found = Verdicts::default();
    for seed in 1..=seeds {
        let (company, tracker) = named.found(seed).unwrap();
        found.add(&company, &tracker).unwrap();
    }
    found
}

#[test]
fn verdicts_are_mostly_right_and_better_than_counting_views() {
    let found = verdicts(&small(Kind::Size(0.88), Settings::default()), 3);
    let f1 = found.confusion.macro_f1().unwrap();
    assert!(f1 >= 0.88, "macro F1 {f1}\n{:?}", found.confusion);
    let (ours, views) = (found.ours, found.views);
    assert!(ours.precision().unwrap() > views.precision().unwrap_or_default() + 0.3);
    assert!(ours.recall().unwrap() > views.recall().unwrap_or_default() + 0.2);
}

#[test]
fn what_has_no_effect_is_hardly_ever_called_proven_or_harmful() {
    for settings in [
        Settings::default().effect(0.0),
        Settings::default().effect(0.0).share(Nature::LateRescue, 0.1),
        Settings::default().effect(0.0).share(Nature::BestRepsOnly, 0.1).confounding(2.0),
    ] {
        let found = verdicts(&small(Kind::NoEffect(0.05), settings.clone()), 2);
        let share = found.false_share().unwrap();
        assert!(share <= 0.05, "{share} {settings:?}");
    }
}

#[test]
fn a_company_without_deals_is_judged_by_who_knows_what() {
    let found =
        verdicts(&small(Kind::Stress(0.75, 0.025), Settings::default().without_deals(true)), 2);
    let f1 = found.confusion.macro_f1().unwrap();
    assert!(f1 >= 0.75, "macro F1 {f1}\n{:?}", found.confusion);
    assert_eq!(found.false_effects, 0, "without outcomes nothing goes with success");
}

#[test]
fn adjusted_intervals_hold_the_truth_where_crude_ones_do_not_and_reversals_are_flagged() {
    let named = small(Kind::Size(0.9), Settings::default().confounding(2.0));
    let mut found = Intervals::default();
    for seed in 1..=4 {
        let (company, tracker) = named.found(seed).unwrap();
        found.add(&company, &tracker).unwrap();
    }
    let (adjusted, crude) = found.shares().unwrap();
    assert!(adjusted >= 0.91, "{found:?}");
    assert!(crude < adjusted - 0.05, "{found:?}");
    assert!(found.reversed > 0 && found.flagged == found.reversed, "{found:?}");
}

#[test]
fn every_kind_of_company_is_named_once() {
    let all = companies();
    let stressed = |named: &&Named| matches!(named.kind, Kind::Stress(..));
    let without_effect = |named: &&Named| matches!(named.kind, Kind::NoEffect(_));
    assert_eq!(all.iter().filter(stressed).count(), 10);
    assert_eq!(all.iter().filter(without_effect).count(), 10);
    assert_eq!(all.len(), 24);
}
