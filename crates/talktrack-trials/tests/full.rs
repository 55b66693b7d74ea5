//! The disk is full. The long form: `trials full`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code
#![allow(clippy::print_stdout)] // says what could not be tried

use talktrack_trials::{
    Attempt, FullFound, Line, Program, Sandbox, attempt, full_disk, size_limit,
};

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_trials"))
}

fn kept_its_promises(found: &FullFound) {
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert!(!found.refusals.is_empty(), "the end of the disk was met");
    found.refusals.iter().for_each(|refusal| says_what_to_do(refusal));
}

fn says_what_to_do(refusal: &str) {
    assert!(refusal.starts_with("cannot "), "says what was attempted: {refusal}");
    let advice = ["free some space and try again", "has space left, and try again"];
    assert!(advice.iter().any(|advice| refusal.contains(advice)), "says what to do: {refusal}");
}

#[test]
fn a_file_that_may_not_grow_any_more_loses_nothing() {
    let program = program();
    // Not even an empty ledger fits, a page of it, most of it, all of it and some facts, many facts.
    for blocks in [0, 16, 200, 600, 2_000] {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = match Sandbox::file_size(&program, blocks) {
            Ok(sandbox) => sandbox,
            Err(reason) => return println!("skipped: {reason}"),
        };
        let found = size_limit(&program, &sandbox, folder.path()).unwrap();
        kept_its_promises(&found);
        if blocks == 2_000 {
            assert!(found.verdict.acknowledged > 1, "{found:?}");
            assert_eq!(found.seen.len(), 1, "reading went on: {found:?}");
        }
    }
}

#[test]
fn a_full_disk_loses_nothing_and_recording_goes_on_once_there_is_room() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    let sandbox = match Sandbox::small_disk(&program, folder.path(), 3_000) {
        Ok(sandbox) => sandbox,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let found = full_disk(&program, &sandbox, folder.path()).unwrap();
    kept_its_promises(&found);
    assert!(found.refusals.iter().all(|refusal| refusal.contains("free some space and try again")));
    let [full, full_afresh, later, later_afresh] = found.seen[..] else { panic!("{found:?}") };
    assert!(full > 0 && full == full_afresh, "reading goes on: {found:?}");
    assert!(later == later_afresh && later >= full + 10, "and so does recording: {found:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the disk is gone again");
}

#[test]
fn a_disk_that_is_too_small_for_a_ledger_says_so_wherever_it_ends() {
    let program = program();
    let mut recorded = 0;
    // Not even the file's first page, its log, the memory shared with it, the schema, the event.
    for kib in (4..40).step_by(4).chain((40..720).step_by(40)) {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = match Sandbox::small_disk(&program, folder.path(), kib) {
            Ok(sandbox) => sandbox,
            Err(reason) => return println!("skipped: {reason}"),
        };
        let ledger = folder.path().join("usage.db");
        match &attempt(&program, &sandbox, &ledger, Attempt::Touch(0)).unwrap()[..] {
            [Line::Failed(refusal)] => says_what_to_do(refusal),
            [Line::Single(_)] => recorded += 1,
            other => panic!("{kib} KiB: {other:?}"),
        }
    }
    assert!(recorded > 0, "and at last it fits");
}
