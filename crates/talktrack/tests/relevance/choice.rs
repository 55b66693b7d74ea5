//! Verdicts on what those who know it make of it.

use serde_json::json;
use talktrack::analysis::{Advice, Flag, Relevance, Verdict};
use talktrack::model::Action;
use talktrack::{Scope, Tracker};

use super::made::{MEETING, Made, said};
use super::reference::{at, read};

/// Twelve reps who know the deck, of whom some were trained: in how many of ten occasions the trained use it, and in
/// how many the others do.
fn trained(trained: usize, of_trained: usize, of_others: usize) -> Made {
    let mut made = Made::new(12);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..12 {
        made.trained(rep, "deck", if rep < trained { "trained" } else { "introduced" });
        for number in 0..10 {
            // One more or one less, so that reps differ.
            let used = if rep < trained { of_trained } else { of_others } + rep % 2;
            let assets: &[&str] = if number < used { &["deck", "filler"] } else { &["filler"] };
            made.held(rep, 50, (number + rep) % 2 == 0, assets);
        }
    }
    made
}

#[test]
fn training_gap() {
    assert_eq!(
        trained(3, 7, 1).says("deck"),
        said(
            Verdict::TrainingGap,
            Advice::Train,
            "3 of 12 reps with an occasion were trained; they put it to work in 73% of their occasions since, the others in 16% of theirs: train the others"
        )
    );
    assert_ne!(trained(1, 7, 1).row("deck").verdict, Verdict::TrainingGap, "one rep a side");
    assert_ne!(trained(3, 2, 1).row("deck").verdict, Verdict::TrainingGap, "not twice as often");
    assert_ne!(trained(6, 7, 1).row("deck").verdict, Verdict::TrainingGap, "half of the reps");
}

/// Six reps; of so many conversations with the deck so many succeed, and of as many without it.
fn compared(with: usize, without: usize, of: usize) -> Made {
    let mut made = Made::new(6);
    made.asset("deck");
    made.asset("filler");
    for number in 0..of {
        made.held(number % 6, 50, number / 6 < with / 6, &["deck", "filler"]);
        made.held(number % 6, 50, number / 6 < without / 6, &["filler"]);
    }
    made
}

#[test]
fn harmful_and_proven() {
    assert_eq!(
        compared(60, 24, 90).says("deck"),
        said(
            Verdict::Proven,
            Advice::Promote,
            "goes with success: 90 conversations with it succeeded 40 points more often than comparable ones among 90 without it (association, not cause): promote it"
        )
    );
    assert_eq!(
        compared(24, 60, 90).says("deck"),
        said(
            Verdict::Harmful,
            Advice::ReviewThenRework,
            "goes with failure: 90 conversations with it succeeded 40 points less often than comparable ones among 90 without it (association, not cause): review it with the reps who use it, then rework it"
        )
    );
    let noise = compared(36, 30, 60).row("deck");
    assert_eq!(noise.verdict, Verdict::Working, "{noise:?}");
    assert!(noise.effect.value.unwrap() > 0.0 && noise.q.unwrap() > 0.05);
}

#[test]
fn repeating_an_asset_in_one_conversation_proves_nothing() {
    let mut made = compared(36, 30, 60);
    let before = made.row("deck");
    for number in 0..500 {
        made.line(json!({"type": "use", "id": format!("again{number}"), "at": at(50), "rep": "r0",
            "asset": "deck", "action": "shared", "conversation": MEETING, "deal": "d1"}));
    }
    let after = made.row("deck");
    assert_eq!(after.put_to_work, before.put_to_work + 500);
    assert_eq!((after.verdict, after.effect, after.q), (before.verdict, before.effect, before.q));
}

#[test]
fn not_chosen_by_those_who_know_it() {
    let mut made = Made::new(40);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..40 {
        made.trained(rep, "deck", "introduced");
        made.held(rep, 50, rep % 2 == 0, &["filler"]);
    }
    assert_eq!(
        made.says("deck"),
        said(
            Verdict::NotChosen,
            Advice::ReworkOrRetire,
            "40 reps knew it and had an occasion; none of them put it to work: rework or retire it"
        )
    );
}

/// Twenty reps who know the deck and have 200 occasions, in which they use five other assets half of the time; so many
/// use the deck once.
fn hardly_chosen(users: usize) -> Made {
    let mut made = Made::new(20);
    let others = ["a", "b", "c", "d", "e"];
    made.asset("deck");
    others.iter().for_each(|asset| made.asset(asset));
    for rep in 0..20 {
        made.trained(rep, "deck", "introduced");
        for number in 0..10 {
            let mut assets = if number % 2 == 0 { others.to_vec() } else { Vec::new() };
            assets.extend((number == 0 && rep < users).then_some("deck"));
            made.held(rep, 50, (rep + number / 2) % 2 == 0, &assets);
        }
    }
    made
}

#[test]
fn not_chosen_beside_what_is_typical() {
    assert_eq!(
        hardly_chosen(3).says("deck"),
        said(
            Verdict::NotChosen,
            Advice::ReworkOrRetire,
            "20 reps knew it and had an occasion; 3 of them put it to work, in 3 of 200 occasions since (50% is typical): rework or retire it"
        )
    );
    let row = hardly_chosen(8).row("deck");
    assert_eq!(row.verdict, Verdict::Working, "more than a third of those who know it use it");
    // One broadcast: a rep who knows it and uses it all the time changes nothing for the others.
    let mut made = hardly_chosen(3);
    (0..100).for_each(|number| made.held(0, 60, number % 2 == 0, &["deck"]));
    let row = made.row("deck");
    assert_eq!((row.put_to_work, row.verdict), (103, Verdict::NotChosen), "{row:?}");
}

#[test]
fn working_and_unclear() {
    let with = |uses: &[usize]| {
        let mut made = Made::new(3);
        made.asset("deck");
        made.asset("filler");
        for rep in 0..3 {
            made.trained(rep, "deck", "introduced");
            for number in 0..10 {
                let used = uses.get(rep).is_some_and(|uses| number < *uses);
                made.held(rep, 50, number % 2 == 0, if used { &["deck"] } else { &["filler"] });
            }
        }
        made.says("deck")
    };
    let working = |reason| said(Verdict::Working, Advice::Keep, reason);
    let unclear = |reason| said(Verdict::Unclear, Advice::Wait, reason);
    assert_eq!(with(&[1, 1, 1]), working("put to work 3 times by 3 reps: keep it"));
    assert_eq!(with(&[9, 1]), working("put to work 10 times by 2 reps: keep it"));
    assert_eq!(
        with(&[8, 1]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 2 of them used it; it was put to work 9 times by 2 reps: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[10]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 1 of them used it; it was put to work 10 times by 1 rep: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[1]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 1 of them used it; it was put to work once by 1 rep: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, none of them used it; it was not put to work: too few to say, wait"
        )
    );
}

#[test]
fn a_verdict_does_not_change_with_what_is_shown() {
    let mut made = hardly_chosen(3);
    for line in made.lines.iter_mut().filter(|line| line["type"] == "asset") {
        line["kind"] = if line["key"] == "deck" { "deck".into() } else { "mail".into() };
    }
    let tracker = Tracker::in_memory().unwrap();
    tracker.record_all(made.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
    let all = tracker.ask(&Relevance::new()).unwrap();
    let scope = Scope::new().kind("deck".parse().unwrap());
    let decks = tracker.within(scope).ask(&Relevance::new()).unwrap();
    let deck = all.rows.iter().find(|row| &*row.asset == "deck");
    assert_eq!(decks.rows.iter().collect::<Vec<_>>(), deck.into_iter().collect::<Vec<_>>());
    assert_eq!(deck.unwrap().flags, [Flag::TooFew]);
}

#[test]
fn an_action_that_is_asked_about_narrows_what_was_put_to_work_without_a_deal() {
    let mut made = Made::new(2);
    made.asset("deck");
    made.weeks(0, "deck", MEETING, 25);
    let tracker = Tracker::in_memory().unwrap();
    tracker.record_all(made.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
    let uptake = |action| {
        let within = tracker.within(Scope::new().action(action));
        let row = within.ask(&Relevance::new()).unwrap().rows.remove(0);
        (row.occasions, row.put_to_work, row.uptake.value)
    };
    assert_eq!(uptake(Action::Shared), (25, 25, Some(1.0)));
    assert_eq!(uptake(Action::Presented), (25, 0, Some(0.0)));
}
