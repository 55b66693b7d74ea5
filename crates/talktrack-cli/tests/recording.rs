//! What goes in: files of others, rows that are refused, single records.

use std::process::{Command, Stdio};

use crate::folder::{Folder, recorded};

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
