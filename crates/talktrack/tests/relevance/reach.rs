//! Verdicts on what is gone, too new, misfiled, without an occasion or unknown.

use serde_json::json;
use talktrack::analysis::{Advice, Verdict};

use super::made::{MEETING, Made, said};
use super::reference::at;

#[test]
fn retired() {
    let mut made = Made::new(1);
    let asset = |key: &str, field: &str, day: i64| {
        let mut line = json!({"type": "asset", "at": at(0), "key": key, "published_at": at(0)});
        line[field] = at(day).into();
        line
    };
    made.line(asset("old", "retired_at", 100));
    made.line(asset("loved", "expires_at", 100));
    made.line(asset("next", "published_at", 300));
    made.line(asset("last", "retired_at", 200));
    for day in [99, 100, 120] {
        made.held(0, day, true, &["loved"]);
    }
    assert_eq!(made.says("old"), (Verdict::Retired, None, "ended on 2026-04-11".into()));
    assert_eq!(
        made.says("loved"),
        said(
            Verdict::Retired,
            Advice::Replace,
            "ended on 2026-04-11, and put to work twice since: point reps to what takes its place"
        )
    );
    assert_eq!(
        made.says("next"),
        (
            Verdict::Retired,
            None,
            "not live before 2026-10-28, after the time that was asked about".into()
        )
    );
    assert_ne!(made.row("last").verdict, Verdict::Retired, "it is live to the end");
    assert_eq!(made.row("loved").put_to_work, 1, "in its life");
}

#[test]
fn too_new() {
    let mut made = Made::new(1);
    for (key, day) in [("new", 171), ("newest", 199), ("old", 170)] {
        made.line(json!({"type": "asset", "at": at(0), "key": key, "published_at": at(day)}));
    }
    let wait = |reason| said(Verdict::TooNew, Advice::Wait, reason);
    assert_eq!(made.says("new"), wait("live for 29 days: too new to say, wait"));
    assert_eq!(made.says("newest"), wait("live for 1 day: too new to say, wait"));
    assert_ne!(made.row("old").verdict, Verdict::TooNew);
}

#[test]
fn misfiled_is_what_several_reps_use_elsewhere() {
    let mut made = Made::new(6);
    made.asset("deck");
    (0..3).for_each(|rep| made.weeks(rep, "deck", 5, 6));
    made.weeks(0, "deck", 3, 1);
    assert_eq!(
        made.says("deck"),
        said(
            Verdict::Misfiled,
            Advice::Refile,
            "18 of 19 uses by 3 reps were in conversations it is not filed under: file it under \"Make the Value Tangible\""
        )
    );
    assert_eq!(made.row("deck").uses_outside, Some(18));
}

#[test]
fn one_rep_who_repeats_does_not_make_an_asset_misfiled() {
    let mut made = Made::new(6);
    made.asset("deck");
    made.weeks(0, "deck", 5, 200);
    assert_ne!(made.row("deck").verdict, Verdict::Misfiled, "one rep");
    (1..4).for_each(|rep| made.weeks(rep, "deck", 3, 3));
    let row = made.row("deck");
    assert_eq!((row.put_to_work, row.uses_outside), (209, Some(200)));
    assert_ne!(row.verdict, Verdict::Misfiled, "200 uses of one rep among four");
}

#[test]
fn two_reps_are_enough_where_there_are_few() {
    for (reps, expected) in [(4, true), (5, false)] {
        let mut made = Made::new(reps);
        made.asset("deck");
        (0..2).for_each(|rep| made.weeks(rep, "deck", 5, 10));
        assert_eq!(made.row("deck").verdict == Verdict::Misfiled, expected, "of {reps} reps");
    }
}

#[test]
fn no_occasion() {
    let mut made = Made::new(2);
    made.asset("deck");
    made.line(json!({"type": "asset", "at": at(0), "key": "mail", "supports": [5], "published_at": at(0)}));
    made.line(json!({"type": "asset", "at": at(0), "key": "case", "supports": [MEETING],
        "published_at": at(100)}));
    (0..19).for_each(|number| made.held(number % 2, 150, true, &["deck"]));
    let widen =
        "19 conversations that it fits in 200 days: make it fit more conversations, or retire it";
    assert_eq!(made.says("deck"), said(Verdict::NoOccasion, Advice::WidenOrRetire, widen));
    let none =
        "no conversations that it fits in 200 days: make it fit more conversations, or retire it";
    assert_eq!(made.says("mail"), said(Verdict::NoOccasion, Advice::WidenOrRetire, none));
    let wait = "19 conversations that it fits in 100 days: too few to say, wait";
    assert_eq!(made.says("case"), said(Verdict::NoOccasion, Advice::Wait, wait));
    made.held(0, 150, true, &["deck"]);
    assert_ne!(made.row("deck").verdict, Verdict::NoOccasion);
}

/// The example of the reference page.
#[test]
fn unknown_even_if_it_was_recommended_to_everyone() {
    let mut made = Made::new(60);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..42 {
        made.held(rep, 50, rep % 2 == 0, if rep < 3 { &["deck", "filler"] } else { &["filler"] });
    }
    let verdict = said(
        Verdict::Unknown,
        Advice::Introduce,
        "42 of 60 reps had an occasion; 3 knew it, all 3 used it: introduce it to the others",
    );
    assert_eq!(made.says("deck"), verdict);
    made.line(json!({"type": "recommendation", "id": "all", "at": at(1), "asset": "deck", "everyone": true}));
    assert_eq!(made.says("deck"), verdict, "one broadcast makes nobody aware");
    for rep in 3..5 {
        made.line(
            json!({"type": "recommendation", "id": format!("n{rep}"), "at": at(1), "asset": "deck",
            "rep": format!("r{rep}")}),
        );
    }
    assert_ne!(made.row("deck").verdict, Verdict::Unknown, "five of 42 know it");
}

#[test]
fn who_knew_is_said_in_words() {
    for (aware, users, expected) in [
        (0, 0, "30 of 30 reps had an occasion; none of them knew it: introduce it"),
        (
            1,
            0,
            "30 of 30 reps had an occasion; 1 knew it and did not use it: introduce it to the others",
        ),
        (1, 1, "30 of 30 reps had an occasion; 1 knew it and used it: introduce it to the others"),
        (
            2,
            0,
            "30 of 30 reps had an occasion; 2 knew it, none of them used it: introduce it to the others",
        ),
        (
            2,
            2,
            "30 of 30 reps had an occasion; 2 knew it, both used it: introduce it to the others",
        ),
        (
            3,
            1,
            "30 of 30 reps had an occasion; 3 knew it, 1 of them used it: introduce it to the others",
        ),
    ] {
        let mut made = Made::new(30);
        made.asset("deck");
        made.asset("filler");
        (0..aware).for_each(|rep| made.trained(rep, "deck", "introduced"));
        for rep in 0..30 {
            made.held(rep, 50, true, if rep < users { &["deck"] } else { &["filler"] });
        }
        assert_eq!(made.says("deck"), said(Verdict::Unknown, Advice::Introduce, expected));
    }
}
