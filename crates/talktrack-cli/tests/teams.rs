//! Questions about what the teams owe and tell each other.

use crate::folder::{Folder, recorded_deals};

const SCOPING: &str = r#"{"type":"asset","at":"2026-02-01T00:00:00Z","key":"plan","title":"The plan","supports":["definition-of-success"],"published_at":"2026-02-01T00:00:00Z"}
{"type":"asset","at":"2026-02-01T00:00:00Z","key":"case","supports":["definition-of-success"],"published_at":"2026-02-01T00:00:00Z"}
"#;

#[test]
fn what_to_use_next() {
    let folder = recorded_deals();
    folder.file("scope.jsonl", SCOPING).run(&["import", "scope.jsonl"]);
    assert_shown!(
        "recommend",
        folder.run(&["recommend", "definition-of-success"]),
        folder.run(&[
            "recommend",
            "4",
            "--tags",
            "segment=small",
            "--explore",
            "--seed",
            "7",
            "--format",
            "csv"
        ]),
        folder.run(&["recommend", "tangible"]),
        folder.run(&["recommend", "4", "--tags", "small"]),
        folder.run(&["recommend", "4", "--seed", "7"]),
    );
}

const ASKS: &str = r#"{"type":"agreement","at":"2026-01-01T00:00:00Z","kind":"collateral","answered_by":"marketing","days":10}
{"type":"ask","id":"10","at":"2026-02-02T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada","needed_by":"2026-02-20T00:00:00Z"}
{"type":"answer","id":"11","at":"2026-02-03T00:00:00Z","ask":"10","result":"acknowledged"}
{"type":"answer","id":"12","at":"2026-02-10T00:00:00Z","ask":"10","result":"delivered","asset":"case"}
{"type":"ask","id":"13","at":"2026-03-01T00:00:00Z","kind":"feedback","asked_by":"marketing","rep":"bob"}
"#;

fn recorded_asks() -> Folder {
    let folder = recorded_deals();
    folder.file("asks.jsonl", ASKS).run(&["import", "asks.jsonl"]);
    folder
}

#[test]
fn who_answers_in_time() {
    let folder = recorded_asks();
    assert_shown!(
        "agreements",
        folder.run(&["agreements"]),
        folder.run(&["agreements", "--team", "EMEA", "--format", "csv"]),
        folder.run(&["agreements", "--until", "2026-02-09", "--format", "json"]),
    );
}

const ADVICE: &str = r#"{"type":"recommendation","id":"14","at":"2026-02-01T00:00:00Z","asset":"deck","team":"EMEA"}
{"type":"recommendation","id":"15","at":"2026-02-01T00:00:00Z","asset":"case","rep":"bob","conversation":"tangible-value"}
"#;

#[test]
fn who_follows_advice() {
    let folder = recorded_deals();
    folder.file("advice.jsonl", ADVICE).run(&["import", "advice.jsonl"]);
    assert_shown!(
        "listening",
        folder.run(&["listening"]),
        folder.run(&["listening", "--by", "asset", "--format", "csv"]),
        folder.run(&["listening", "--by", "rep", "--team", "EMEA", "--format", "json"]),
        folder.run(&["listening", "--by", "tem"]),
    );
}

#[test]
fn what_both_teams_share() {
    let folder = recorded_asks();
    folder.run(&["record", "target", "measure=succeeded", "period=month", "value=3"]);
    assert_shown!(
        "scorecard",
        folder.run(&["scorecard"]),
        folder.run(&["scorecard", "--team", "EMEA", "--format", "csv"]),
    );
}
