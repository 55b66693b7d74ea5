//! What the command says of itself, and to whom it cannot help.

use std::path::Path;

use crate::folder::{Folder, recorded};

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
