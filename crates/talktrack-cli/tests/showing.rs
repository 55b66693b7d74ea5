//! The demonstration and the audit.

use crate::folder::{Folder, TEAMS, recorded};

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
