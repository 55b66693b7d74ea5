//! Small companies worked out by hand.

use talktrack::analysis::{AnyAnswer, Effect, EffectRow, Estimate, Flag, Landmark};
use talktrack::model::Conversation;
use talktrack::stats::{Stratum, design_effect, e_value, mantel_haenszel, newcombe_effective};

use super::pitches::{Pitch, REPS, company};
use super::reference::{close, of};

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
fn what_is_held_equal_is_said_in_the_same_words_named_or_not() {
    let tracker = company(&group(&LARGE, (12, 30), (3, 10)));
    let ask = |strata: &[&str]| {
        let strata = strata.iter().map(|key| key.parse().unwrap());
        tracker.ask(&Effect::new().strata(strata)).unwrap()
    };
    let usual = tracker.ask(&Effect::new()).unwrap();
    assert_eq!(usual, ask(&["segment", "owner"]));
    assert_eq!(usual, ask(&["conversation", "segment", "owner", "segment"]));
    for (strata, said) in [
        (&["segment", "owner"][..], "within conversation, segment and owner of the deal, with"),
        (&["owner"], "within conversation and owner of the deal, with"),
        (&["conversation"], "within conversation and nothing else, with"),
        (&[], "within conversation and nothing else, with"),
    ] {
        let text = ask(strata).definition.text;
        assert!(text.contains(said), "{strata:?}: {text}");
    }
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
