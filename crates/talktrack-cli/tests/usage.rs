//! Questions about what is used, by whom and where.

use crate::folder::{recorded, recorded_deals, recorded_teams};

#[test]
fn answers_in_every_format() {
    let folder = recorded();
    assert_shown!(
        "unused",
        folder.run(&["unused"]),
        folder.run(&[
            "unused",
            "--grace-days",
            "10",
            "--since",
            "2026-01-01",
            "--until",
            "2026-07-01",
            "--tz",
            "Europe/Berlin"
        ]),
        folder.run(&["unused", "--by", "kind", "--format", "csv"]),
        folder.run(&["unused", "--format", "csv"]),
        folder.run(&["unused", "--by", "team", "--team", "EMEA", "--format", "json"]),
    );
}

#[test]
fn who_uses_what() {
    let folder = recorded_teams();
    assert_shown!(
        "adoption",
        folder.run(&["adoption"]),
        folder.run(&["adoption", "--by", "team", "--min-reps", "2", "--format", "csv"]),
        folder.run(&["adoption", "--by", "region"]),
    );
}

#[test]
fn how_long_until_the_first_use() {
    let folder = recorded_teams();
    let year = ["--since", "2026-01-01", "--until", "2026-07-01"];
    assert_shown!(
        "first_use",
        folder.run(&[&["first-use"], &year[..]].concat()),
        folder.run(&["first-use", "--unit", "introduction", "--by", "team"]),
        folder.run(&["first-use", "--unit", "introduction", "--by", "team", "--format", "csv"]),
        folder.run(&[&["first-use", "--by", "kind", "--format", "json"], &year[..]].concat()),
        folder.run(&["first-use", "--by", "team"]),
        folder.run(&["first-use", "--unit", "introductoin"]),
    );
}

#[test]
fn one_message_or_twenty() {
    let folder = recorded_teams();
    assert_shown!(
        "consistency",
        folder.run(&["consistency"]),
        folder.run(&["consistency", "--by", "asset", "--format", "csv"]),
        folder.run(&["consistency", "--by", "rep"]),
    );
}

#[test]
fn how_old_and_how_stale() {
    let folder = recorded_teams();
    assert_shown!(
        "lifecycle",
        folder.run(&["lifecycle", "--since", "2026-01-01", "--until", "2026-07-01"]),
        folder.run(&["lifecycle", "--format", "csv"]),
    );
}

#[test]
fn in_which_conversation() {
    let folder = recorded_deals();
    assert_shown!(
        "matrix",
        folder.run(&["matrix"]),
        folder.run(&["matrix", "--conversation", "4", "--format", "csv"]),
        folder.run(&["matrix", "--conversation", "tangible"]),
    );
}

#[test]
fn where_help_is_missing() {
    let folder = recorded_deals();
    assert_shown!(
        "coverage",
        folder.run(&["coverage"]),
        folder.run(&["coverage", "--deal-tag", "segment=small", "--format", "csv"]),
        folder.run(&["coverage", "--by", "segmnt"]),
    );
}

#[test]
fn over_time() {
    let folder = recorded_deals();
    assert_shown!(
        "trend",
        folder.run(&["trend"]),
        folder.run(&["trend", "--period", "week", "--by", "team", "--format", "csv"]),
        folder.run(&[
            "trend",
            "--by",
            "conversation",
            "--tz",
            "Europe/Berlin",
            "--since",
            "2026-03-01"
        ]),
        folder.run(&["trend", "--period", "wek"]),
        folder.run(&["trend", "--by", "tem"]),
    );
}
