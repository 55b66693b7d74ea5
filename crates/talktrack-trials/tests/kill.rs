//! Processes are killed while they record. The long form: `trials kill`, `trials births` and
//! `trials imports`.
#![cfg(unix)] // elsewhere a killed process cannot be told from one that failed
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use talktrack_trials::{Births, Imports, Kill, Program};

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_trials"))
}

#[test]
fn kills_lose_nothing_acknowledged_and_leave_no_half_batch() {
    let folder = tempfile::tempdir().unwrap();
    let found = Kill { times: 12, seed: 1, batch: 40 }
        .run(&program(), &folder.path().join("killed.db"))
        .unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert_eq!(found.kills, 12, "all of them were at work");
    assert!(found.verdict.acknowledged > 0);
    assert_eq!(
        found.verdict.found, found.verdict.acknowledged,
        "what was not known is known again"
    );
}

#[test]
fn several_processes_may_create_one_ledger_at_once_and_die_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let found = Births { times: 12, processes: 4, seed: 1 }.run(&program(), folder.path()).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    let survivors = 12 * 4 - found.kills;
    assert!(found.verdict.acknowledged >= u64::from(survivors) * 2);
    assert!(found.verdict.found >= found.verdict.acknowledged);
}

#[test]
fn an_interrupted_import_is_completed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let imports = Imports { times: 5, rows: 2_500, batch: 100, seed: 1 };
    let found = imports.run(&program(), folder.path()).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert!(found.kills > 0, "at least one was killed before its end");
    assert_eq!(found.verdict.found, 2_500);
}
