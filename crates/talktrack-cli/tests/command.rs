//! The command as people run it: what it prints, what it complains about, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path().join(name), content).unwrap();
        self
    }

    /// Runs the command and gives what it printed, what it complained about, and its exit code.
    fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_talktrack"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("TALKTRACK_DB")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut shown = format!("$ talktrack {}\n{}", arguments.join(" "), text(&output.stdout));
        if !output.stderr.is_empty() {
            shown += &format!("--- complaints\n{}", text(&output.stderr));
        }
        format!("{shown}--- exit {}\n", output.status.code().unwrap())
    }
}

#[test]
fn nobody_need_listen_to_remarks() {
    let folder = Folder::new();
    folder.file("uses.jsonl", "{}\n".repeat(20_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_talktrack"))
        .args(["import", "uses.jsonl"])
        .current_dir(folder.path())
        .env_remove("TALKTRACK_DB")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

/// Snapshots with what differs from run to run taken out.
macro_rules! assert_shown {
    ($name:literal, $($shown:expr),+ $(,)?) => {
        insta::with_settings!({
            filters => vec![
                (r"/\S*/\.tmp[A-Za-z0-9]+/", "[folder]/"),
                (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[uuid]"),
                (r"digest [0-9a-f]{32}", "digest [digest]"),
                (r#""digest": "[0-9a-f]{32}""#, r#""digest": "[digest]""#),
                (r#""hash": "[0-9a-f]{64}""#, r#""hash": "[hash]""#),
                (r#""refused_at": "[^"]+""#, r#""refused_at": "[time]""#),
            ],
            omit_expression => true,
        }, { insta::assert_snapshot!($name, [$($shown),+].join("\n")) });
    };
}

const EVENTS: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","title":"The deck","kind":"deck","published_at":"2026-01-01T00:00:00Z","cost":"1200","currency":"EUR"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","title":"=1+1","kind":"case-study","published_at":"2026-01-01T00:00:00Z","cost":"800.5","currency":"EUR"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"use","id":"1","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting"}
{"type":"use","id":"2","at":"2026-03-02T09:30:00Z","rep":"ada","asset":"own.pptx","action":"presented"}
"#;

const BAD: &str = r#"{"type":"use","id":"a","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"openned"}
{"type":"use","id":"b","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meting"}
{"type":"use","id":"c","at":"2026-03-01T09:30:00","rep":"ada","asset":"deck","action":"shared"}
{"type":"use","id":"d","at":"2099-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}
{"type":"use","id":"e","at":"2026-03-01T09:30:00Z","rep":"","asset":"deck","action":"shared"}
{"type":"use","id":"f","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"de\u0007ck","action":"shared"}
{"type":"use","id":"g","at":"2026-03-01T09:30:00Z","rep":"ada","aset":"deck","action":"shared"}
{"type":"use","id":"h"
{"type":"use","id":"1","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"opened"}
{"type":"usage","id":"i"}
{"type":"use","id":"j","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","rep":"bob"}
[1,2]
{"type":"use","id":"k","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}
"#;

fn recorded() -> Folder {
    let folder = Folder::new();
    let shown = folder.file("events.jsonl", EVENTS).run(&["import", "events.jsonl"]);
    assert!(shown.contains("5 rows; 5 recorded, 0 there already, 0 refused"), "{shown}");
    folder
}

#[test]
fn the_ledger_is_named_in_the_environment_and_an_empty_variable_names_none() {
    let folder = Folder::new();
    folder.file("events.jsonl", EVENTS);
    for (variable, file) in [("named.db", "named.db"), ("", "usage.db")] {
        let output = Command::new(env!("CARGO_BIN_EXE_talktrack"))
            .args(["import", "events.jsonl"])
            .current_dir(folder.path())
            .env("TALKTRACK_DB", variable)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(folder.path().join(file).exists(), "{file}");
    }
}

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

/// Two teams, a deck of two versions, and whom it was introduced to.
const TEAMS: &str = r#"{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"APAC"}
{"type":"asset","at":"2026-03-02T00:00:00Z","key":"deck","title":"The deck","kind":"deck","version":"2","tailorable":true,"published_at":"2026-01-01T00:00:00Z"}
{"type":"training","id":"3","at":"2026-02-20T00:00:00Z","rep":"bob","asset":"deck","level":"introduced"}
{"type":"training","id":"4","at":"2026-02-20T00:00:00Z","rep":"ada","asset":"case","level":"trained"}
{"type":"use","id":"5","at":"2026-03-04T00:00:00Z","rep":"bob","asset":"deck","action":"tailored","version":"2","conversation":"tangible-value"}
{"type":"use","id":"6","at":"2026-03-05T00:00:00Z","rep":"bob","asset":"deck","action":"presented","version":"1"}
"#;

fn recorded_teams() -> Folder {
    let folder = recorded();
    folder.file("teams.jsonl", TEAMS).run(&["import", "teams.jsonl"]);
    folder
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

const DEALS: &str = r#"{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d1","tags":{"segment":"enterprise"},"owner":"ada"}
{"type":"deal","at":"2026-01-01T00:00:00Z","key":"d2","tags":{"segment":"small"},"owner":"bob"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Scoping","means":"definition-of-success"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Won","means":"won"}
{"type":"stage","id":"s1","at":"2026-02-27T00:00:00Z","deal":"d1","stage":"Scoping"}
{"type":"use","id":"7","at":"2026-02-28T23:30:00Z","rep":"ada","asset":"case","action":"shared","deal":"d1"}
{"type":"stage","id":"s2","at":"2026-03-03T00:00:00Z","deal":"d1","stage":"Won"}
{"type":"outcome","id":"8","at":"2026-03-04T00:00:00Z","deal":"d2","conversation":"tangible-value","result":"failed"}
{"type":"ask","id":"9","at":"2026-03-04T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"bob","conversation":"tangible-value","deal":"d2"}
"#;

fn recorded_deals() -> Folder {
    let folder = recorded_teams();
    folder.file("deals.jsonl", DEALS).run(&["import", "deals.jsonl"]);
    folder
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

#[test]
fn bad_rows_are_refused_with_their_reason_and_the_rest_is_recorded() {
    let folder = recorded();
    folder.file("bad.jsonl", BAD);
    assert_shown!(
        "quarantine",
        folder.run(&["import", "bad.jsonl"]),
        folder.run(&["import", "bad.jsonl"]),
        folder.run(&["quarantine", "list"]),
        folder.run(&["quarantine", "list", "--format", "csv"]),
        folder.run(&["quarantine", "replay"]),
        folder.run_with(
            &["quarantine", "replay", "1", "--with", "-"],
            r#"{"type":"use","id":"a","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"opened"}"#,
        ),
        folder.run(&["quarantine", "replay", "1"]),
        folder.run(&["quarantine", "replay", "99"]),
        folder.run(&["import", "--strict", "bad.jsonl"]),
        folder.run(&["check"]),
    );
}

#[test]
fn csv_goes_in_with_a_mapping_and_without() {
    let folder = Folder::new();
    folder
        .file("plain.csv", "type,at,rep,asset,action\nuse,2026-03-01T09:30:00Z,ada,deck,shared\nuse,2026-03-01T09:30:00Z,ada,deck,sung\n")
        .file("views.csv", "who;what;day;how\nada;deck;01.03.26;viewed\nbob;deck;32.03.26;viewed\n")
        .file("mapping.toml", r#"
delimiter = ";"
timezone = "Europe/Berlin"
time_format = "%d.%m.%y"
[[record]]
type = "use"
[record.fields]
rep = "who"
asset = "what"
at = "day"
action = { column = "how", values = { viewed = "opened" } }
"#)
        .file("slip.toml", "[[record]]\ntype = \"use\"\n[record.fields]\nrep = \"hwo\"\nasset = \"what\"\nat = \"day\"\naction = { constant = \"opened\" }\n")
        .file("twice.csv", "type,rep,rep\n");
    assert_shown!(
        "csv",
        folder.run(&["import", "plain.csv"]),
        folder.run(&["import", "--mapping", "mapping.toml", "views.csv"]),
        folder.run(&["import", "--mapping", "slip.toml", "views.csv"]),
        folder.run(&["import", "twice.csv"]),
        folder.run(&["import", "--mapping", "nowhere.toml", "views.csv"]),
        folder.run(&["import", "nowhere.csv"]),
    );
}

#[test]
fn one_record_at_a_time() {
    let folder = Folder::new();
    let use_of_deck = ["record", "use", "id=1", "at=2026-03-01T09:30:00Z", "rep=ada", "asset=deck"];
    assert_shown!(
        "record",
        folder.run(&[&use_of_deck[..], &["action=shared"]].concat()),
        folder.run(&[&use_of_deck[..], &["action=shared"]].concat()),
        folder.run(&[&use_of_deck[..], &["action=opened"]].concat()),
        folder.run(&[&use_of_deck[..], &["acton=opened"]].concat()),
        folder.run(&[
            "record",
            "asset",
            "key=deck",
            "supports=1|Make the Value Tangible",
            "tag:segment=enterprise"
        ]),
        folder.run(&["record", "asset", "key"]),
        folder.run(&["record", "use", "rep=ada", "rep=bob"]),
        folder.run(&["record", r#"{"type":"retraction","id":"2","event":"1"}"#]),
        folder.run_with(&["record", "-"], r#"{"type":"rep","key":"ada","team":"EMEA"}"#),
        folder.run(&[
            "record",
            "use",
            "at=2026-03-29T02:30:00",
            "rep=ada",
            "asset=deck",
            "action=opened",
            "--tz",
            "Europe/Berlin"
        ]),
    );
}

#[test]
fn misuse_is_told_apart_from_failure() {
    let folder = recorded();
    folder.file("notes.txt", "these are not facts, but they fill a page with text");
    assert_shown!(
        "misuse",
        folder.run(&["unusd"]),
        folder.run(&["unused", "--format", "jsn"]),
        folder.run(&["unused", "--by", "tem"]),
        folder.run(&["unused", "--team", "EMA"]),
        folder.run(&["unused", "--tz", "Europe/Berln"]),
        folder.run(&["unused", "--since", "2026-13-01"]),
        folder.run(&["unused", "--tag", "segment"]),
        folder.run(&["unused", "--since", "2026-03-01", "--until", "2026-02-01"]),
        folder.run(&["--db", "nowhere.db", "unused"]),
        folder.run(&["--db", "notes.txt", "unused"]),
        folder.run(&["import", "--format", "jsonlines", "events.jsonl"]),
        folder.run(&["export", "events.jsonl"]),
        folder.run(&["--db", "usage.db", "demo"]),
        folder.run(&["--db", "small.db", "demo", "--reps", "0"]),
    );
}

#[test]
fn an_export_of_a_vendor_is_recognised_and_reconciled() {
    let folder = Folder::new();
    folder.file(
        "views.csv",
        "eventId,startTime,loggedAt,userId,assetId,type,page,metadata\n\
        e1,2026-03-01T09:00:00Z,2026-03-20T09:00:00Z,u1,a1,asset-in-app-viewed,,{}\n\
        e1,2026-03-01T09:00:00Z,2026-03-20T09:00:00Z,u1,a1,asset-in-app-viewed,1,{}\n\
        e2,2026-03-01T10:00:00Z,2026-03-20T09:00:00Z,,a1,asset-in-app-viewed,,{}\n\
        e3,2026-03-01T11:00:00Z,2026-03-20T09:00:00Z,u1,a1,asset-rated,,{}\n",
    );
    folder.file(
        "history.csv",
        "deal_id,name,value,timestamp,source\n\
        1,dealstage,closedwon,2026-03-01T09:00:00Z,API\n\
        1,dealstage,Stage 3,2026-02-01T09:00:00Z,API\n",
    );
    folder.file("verbs.toml", "[verbs]\n\"asset-rated\" = \"introduced\"\n");
    folder.file("slip.toml", "[verbs]\n\"asset-rated\" = \"intorduced\"\n");
    assert_shown!(
        "vendors",
        folder.run(&["import", "views.csv"]),
        folder.run(&["import", "--json", "history.csv"]),
        folder.run(&["import", "--verbs", "verbs.toml", "views.csv"]),
        folder.run(&["import", "--verbs", "slip.toml", "views.csv"]),
        folder.run(&["import", "--currency", "EURO", "views.csv"]),
        folder.run(&["import", "--format", "xapi", "views.csv"]),
        folder.run(&["stages"]),
        folder.run(&["--format", "json", "stages"]),
        folder.run(&["export", "--format", "xapi"]),
    );
    folder.file("stages.csv", "type,stage,means\nstage-map,Stage 3,2\nstage-map,closedwon,won\n");
    assert!(folder.run(&["import", "stages.csv"]).contains("2 rows; 2 recorded"));
    assert!(folder.run(&["stages"]).contains("every stage that a deal entered is covered"));
}

#[test]
fn an_export_as_cloud_events_imports_as_an_equal_ledger() {
    let folder = Folder::new();
    folder.file("events.jsonl", EVENTS).run(&["import", "events.jsonl"]);
    folder.run(&["export", "--format", "cloudevents", "all.json"]);
    folder.run(&["--db", "copy.db", "import", "all.json"]);
    let lines = |shown: String| {
        let mut lines: Vec<_> = shown.lines().skip(1).map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(lines(folder.run(&["--db", "copy.db", "export"])), lines(folder.run(&["export"])));
}

#[test]
fn an_export_imports_as_an_equal_ledger() {
    let folder = recorded();
    let exported = folder.run(&["export"]);
    folder.run(&["export", "all.jsonl"]);
    let shown = folder.run(&["--db", "copy.db", "import", "all.jsonl"]);
    assert!(shown.contains("5 rows; 5 recorded"), "{shown}");
    assert_eq!(
        folder.run(&["--db", "copy.db", "export"]).lines().skip(1).collect::<Vec<_>>(),
        exported.lines().skip(1).collect::<Vec<_>>()
    );
    let digest =
        |shown: String| shown.lines().find(|line| line.contains("digest")).map(str::to_owned);
    assert_eq!(
        digest(folder.run(&["check"])).filter(|line| line.starts_with("5 writes")),
        digest(folder.run(&["--db", "copy.db", "check"]))
            .filter(|line| line.starts_with("5 writes"))
    );
}

#[test]
fn ledgers_are_merged_once() {
    let folder = recorded();
    folder.file("more.jsonl", r#"{"type":"use","id":"9","at":"2026-03-05T00:00:00Z","rep":"bob","asset":"deck","action":"opened"}
{"type":"use","id":"1","at":"2026-03-05T00:00:00Z","rep":"bob","asset":"deck","action":"opened"}
"#);
    folder.run(&["--db", "other.db", "import", "more.jsonl"]);
    assert_shown!(
        "merge",
        folder.run(&["merge", "other.db"]),
        folder.run(&["merge", "other.db"]),
        folder.run(&["merge", "usage.db"]),
        folder.run(&["merge", "nowhere.db"]),
    );
}

#[test]
fn a_rep_is_forgotten_once_it_is_meant() {
    let folder = recorded();
    folder.file(
        "bad.jsonl",
        r#"{"type":"use","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"sung"}"#,
    );
    folder.run(&["import", "bad.jsonl"]);
    assert_shown!(
        "forget",
        folder.run(&["forget", "ada"]),
        folder.run(&["forget", "--yes", "nobody"]),
        folder.run(&["--db", "other.db", "forget", "--yes", "ada"]),
        folder.run(&["forget", "--yes", "ada", "--format", "json"]),
        folder.run(&["forget", "--yes", "ada"]),
        folder.run(&["forget", "--yes", "ada", "--format", "csv"]),
        folder.run(&["quarantine", "list"]),
        folder.run(&["quarantine", "replay"]),
        folder.run(&["check"]),
    );
    let bytes = std::fs::read(folder.path().join("usage.db")).unwrap();
    assert!(!bytes.windows(3).any(|window| window == b"ada"));
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let folder = recorded();
    let mut lines = String::new();
    for number in 0..20_000 {
        lines += &format!(
            "{{\"type\":\"use\",\"id\":\"x{number}\",\"at\":\"2026-03-01T09:30:00Z\",\"rep\":\"ada\",\"asset\":\"deck\",\"action\":\"shared\"}}\n"
        );
    }
    folder.file("many.jsonl", lines).run(&["import", "many.jsonl"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_talktrack"))
        .args(["--db", "usage.db", "export"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn the_demonstration_shows_what_goes_unused_and_can_be_repeated() {
    let folder = Folder::new();
    let small = ["demo", "--reps", "8", "--assets", "40", "--deals", "60"];
    let first = folder.run(&small);
    assert!(first.contains("A made-up company: 8 reps, 60 deals, 40 assets"), "{first}");
    assert!(first.contains("unused rate"), "{first}");
    let again = folder.run(&small);
    assert!(again.contains("of them recorded before"), "{again}");
    assert_eq!(
        first.lines().skip(3).collect::<Vec<_>>(),
        again.lines().skip(3).collect::<Vec<_>>()
    );
    let asked = folder.run(&["--db", "demo-reps8-assets40-deals60.db", "check"]);
    assert!(asked.ends_with("--- exit 0\n"), "{asked}");
}

/// The three forms of the audit are written together, or none of them is.
#[test]
fn an_audit_is_written_whole_or_not_at_all() {
    let folder = recorded();
    let names = ["audit.html", "audit.xlsx", "audit.json"];
    let all = ["audit", "--html", names[0], "--xlsx", names[1], "--json", names[2]];
    let shown = folder.run(&all);
    assert!(shown.ends_with("--- exit 0\n"), "{shown}");
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let before = names.map(read);
    assert!(before[0].starts_with(b"<!DOCTYPE html>") && before[1].starts_with(b"PK"));
    let json = folder.run(&["audit", "--json", "-"]);
    assert!(json.contains(&*String::from_utf8_lossy(&before[2])), "{json:.500}");

    folder.file("more.jsonl", TEAMS).run(&["import", "more.jsonl"]);
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    for (arguments, why) in [
        (vec!["audit"], "required"),
        (vec!["audit", "--html", "no/audit.html"], "there is no folder no: make it first"),
        (vec!["audit", "--html", "audit.html", "--json", "folder"], "cannot write folder"),
        (vec!["audit", "--html", "same", "--xlsx", "./same"], "is the file of --html already"),
        (vec!["audit", "--json", "-", "--html", "-"], "is the file of --html already"),
        (vec!["audit", "--html", "usage.db"], "is the file of --db already"),
        (vec!["audit", "--html", "audit.html", "--team", "nobody"], "nobody"),
    ] {
        let shown = folder.run(&arguments);
        assert!(shown.contains(why) && !shown.ends_with("--- exit 0\n"), "{arguments:?}: {shown}");
    }
    assert!(names.map(read) == before);
    assert!(folder.run(&["check"]).ends_with("--- exit 0\n"));
    let left = std::fs::read_dir(folder.path()).unwrap().flatten();
    assert_eq!(
        left.filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")).count(),
        0
    );
    assert!(folder.run(&all).ends_with("--- exit 0\n"));
    assert!(names.map(read) != before);
}

const COMMANDS: &[&str] = &[
    "demo",
    "import",
    "record",
    "unused",
    "relevance",
    "matrix",
    "coverage",
    "adoption",
    "first-use",
    "consistency",
    "lifecycle",
    "trend",
    "funnel",
    "effect",
    "attribution",
    "agreements",
    "listening",
    "scorecard",
    "recommend",
    "stages",
    "audit",
    "export",
    "merge",
    "forget",
    "quarantine",
    "check",
    "completions",
];

#[test]
fn every_command_teaches_with_examples() {
    let folder = Folder::new();
    for command in COMMANDS {
        let shown = folder.run(&[command, "--help"]);
        assert!(shown.contains("Example"), "{shown}");
        assert!(shown.ends_with("--- exit 0\n"), "{shown}");
    }
    assert!(folder.run(&["completions", "bash"]).contains("talktrack"));
}

/// The page of the guide is the help of the commands. Run with `UPDATE_DOCS=1` to write it anew.
#[test]
fn the_guide_shows_the_help_as_it_is() {
    const HEAD: &str = "# The command\n\nThe help of every command, as `--help` prints it.\n";
    let folder = Folder::new();
    let mut page = HEAD.to_owned();
    for command in [""].iter().chain(COMMANDS) {
        let arguments: Vec<&str> =
            [*command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
        let shown = folder.run(&arguments);
        let help: Vec<&str> = shown.lines().skip(1).map(str::trim_end).collect();
        let help = help[..help.len() - 1].join("\n");
        page += &format!("\n## talktrack {command}\n\n```text\n{}\n```\n", help.trim_end())
            .replace("talktrack \n", "talktrack\n");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/command.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == page,
        "docs/command.md is out of date: run with UPDATE_DOCS=1"
    );
}
