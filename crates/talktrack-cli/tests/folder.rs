//! A folder with a ledger, and the command as it is run there.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path().join(name), content).unwrap();
        self
    }

    /// Runs the command and gives what it printed, what it complained about, and its exit code.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> String {
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

pub(crate) const EVENTS: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","title":"The deck","kind":"deck","published_at":"2026-01-01T00:00:00Z","cost":"1200","currency":"EUR"}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","title":"=1+1","kind":"case-study","published_at":"2026-01-01T00:00:00Z","cost":"800.5","currency":"EUR"}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"use","id":"1","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting"}
{"type":"use","id":"2","at":"2026-03-02T09:30:00Z","rep":"ada","asset":"own.pptx","action":"presented"}
"#;

/// Two teams, a deck of two versions, and whom it was introduced to.
pub(crate) const TEAMS: &str = r#"{"type":"rep","at":"2026-01-01T00:00:00Z","key":"bob","team":"APAC"}
{"type":"asset","at":"2026-03-02T00:00:00Z","key":"deck","title":"The deck","kind":"deck","version":"2","tailorable":true,"published_at":"2026-01-01T00:00:00Z"}
{"type":"training","id":"3","at":"2026-02-20T00:00:00Z","rep":"bob","asset":"deck","level":"introduced"}
{"type":"training","id":"4","at":"2026-02-20T00:00:00Z","rep":"ada","asset":"case","level":"trained"}
{"type":"use","id":"5","at":"2026-03-04T00:00:00Z","rep":"bob","asset":"deck","action":"tailored","version":"2","conversation":"tangible-value"}
{"type":"use","id":"6","at":"2026-03-05T00:00:00Z","rep":"bob","asset":"deck","action":"presented","version":"1"}
"#;

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

pub(crate) fn recorded() -> Folder {
    let folder = Folder::new();
    let shown = folder.file("events.jsonl", EVENTS).run(&["import", "events.jsonl"]);
    assert!(shown.contains("5 rows; 5 recorded, 0 there already, 0 refused"), "{shown}");
    folder
}

pub(crate) fn recorded_teams() -> Folder {
    let folder = recorded();
    folder.file("teams.jsonl", TEAMS).run(&["import", "teams.jsonl"]);
    folder
}

pub(crate) fn recorded_deals() -> Folder {
    let folder = recorded_teams();
    folder.file("deals.jsonl", DEALS).run(&["import", "deals.jsonl"]);
    folder
}
