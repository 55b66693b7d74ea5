//! Questions about what helps.

use crate::folder::{Folder, recorded_deals};

/// Forty conversations of three reps: those with the deck go better.
fn compared() -> Folder {
    let mut lines = vec![
        r#"{"type":"asset","key":"deck","at":"2026-01-01T00:00:00Z","supports":[3],"published_at":"2026-01-01T00:00:00Z"}"#.to_owned(),
        r#"{"type":"asset","key":"mail","at":"2026-01-01T00:00:00Z","supports":[1],"published_at":"2026-01-01T00:00:00Z"}"#.to_owned(),
    ];
    for number in 0..40 {
        let (rep, is_treated) = (number % 3, number < 20);
        let result =
            if number % 20 < if is_treated { 17 } else { 3 } { "succeeded" } else { "failed" };
        lines.push(format!(r#"{{"type":"deal","key":"d{number}","at":"2026-01-01T00:00:00Z","owner":"r{rep}","opened_at":"2026-02-01T00:00:00Z","tags":{{"segment":"small"}}}}"#));
        lines.push(format!(r#"{{"type":"outcome","id":"o{number}","at":"2026-02-09T00:00:00Z","deal":"d{number}","conversation":3,"result":"{result}"}}"#));
        if is_treated {
            lines.push(format!(r#"{{"type":"use","id":"u{number}","at":"2026-02-02T00:00:00Z","rep":"r{rep}","asset":"deck","action":"presented","conversation":3,"deal":"d{number}"}}"#));
        }
    }
    let folder = Folder::new();
    folder.file("facts.jsonl", lines.join("\n")).run(&["import", "facts.jsonl"]);
    folder
}

#[test]
fn one_verdict_an_asset() {
    let folder = compared();
    assert_shown!(
        "relevance",
        folder.run(&["relevance", "--grace-days", "7"]),
        folder.run(&["relevance", "--min-occasions", "50", "--grace-days", "7", "--format", "csv"]),
        folder.run(&["relevance", "--grace-days", "-1"]),
    );
}

#[test]
fn what_goes_with_success() {
    let folder = compared();
    assert_shown!(
        "effect",
        folder.run(&["effect"]),
        folder.run(&[
            "effect",
            "--strata",
            "conversation",
            "--landmark-days",
            "3.5",
            "--by-conversation",
            "--format",
            "csv"
        ]),
        folder.run(&["effect", "--strata", "segmnt,owner"]),
        folder.run(&["effect", "--landmark-days", "soon"]),
    );
}

#[test]
fn how_conversations_go() {
    let folder = recorded_deals();
    assert_shown!(
        "funnel",
        folder.run(&["funnel"]),
        folder.run(&["funnel", "--by", "team", "--period", "quarter", "--format", "csv"]),
        folder.run(&["funnel", "--conversation", "relevant-meeting", "--by", "segment"]),
        folder.run(&["funnel", "--by", "kind"]),
        folder.run(&["funnel", "--period", "wek"]),
    );
}

#[test]
fn what_gets_the_credit() {
    let folder = recorded_deals();
    assert_shown!(
        "attribution",
        folder.run(&["attribution"]),
        folder.run(&[
            "attribution",
            "--method",
            "position",
            "--position",
            "0.5,0.2,0.3",
            "--touch",
            "asset-in-conversation",
            "--format",
            "csv"
        ]),
        folder.run(&["attribution", "--of", "amount", "--method", "time-decay"]),
        folder.run(&["attribution", "--method", "shapely"]),
        folder.run(&["attribution", "--position", "0.5,0.5"]),
        folder.run(&["attribution", "--method", "position", "--position", "0.5,0.5,0.5"]),
    );
}
