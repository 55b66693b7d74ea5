//! Ledgers as a whole: which one is meant, what is written of one, merged into one and forgotten in one.

use std::process::{Command, Stdio};

use crate::folder::{EVENTS, Folder, recorded};

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
