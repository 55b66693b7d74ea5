//! A ledger that may only be read is read as a file at rest; should it move, that is noticed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use talktrack::analysis::Unused;
use talktrack::{Error, Tracker};
use talktrack_trials::{Attempt, Line, Program, Sandbox, Single, attempt};

fn record(tracker: &Tracker, number: u32) {
    tracker.record(Single { run: 0, thread: 0, number }.event().unwrap()).unwrap();
}

fn uses(tracker: &Tracker) -> u64 {
    tracker.ask(&Unused::new()).unwrap().rows.iter().map(|row| row.uses).sum()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A ledger with one event that may only be read, whoever looks.
fn resting(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    record(&Tracker::open(&path).unwrap(), 0);
    mode(&path, 0o400);
    path
}

#[test]
fn its_name_is_a_name_and_not_a_uri() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a?mode=rwc", "b#c", "d%20e", "ü & ö", "file:f", ":memory:"] {
        let path = resting(folder.path(), name);
        let tracker = Tracker::open_read_only(&path).unwrap();
        assert_eq!(uses(&tracker), 1, "{name}");
        assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
        assert!(!beside(&path, "-shm").exists(), "{name}: looking leaves nothing behind");
    }
}

#[test]
fn what_is_written_later_is_read_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = resting(folder.path(), "usage.db");
    let reader = Tracker::open_read_only(&path).unwrap();
    assert_eq!(uses(&reader), 1);
    mode(&path, 0o600);
    let writer = Tracker::open(&path).unwrap();
    record(&writer, 1);
    assert_eq!(uses(&reader), 2, "beside a writer");
    drop(writer);
    mode(&path, 0o400);
    assert_eq!(uses(&Tracker::open_read_only(&path).unwrap()), 2);
}

#[test]
fn what_is_written_while_it_is_read_refuses_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = resting(folder.path(), "usage.db");
    let reader = Tracker::open_read_only(&path).unwrap();
    let read = reader.records(|_, _| {
        mode(&path, 0o600);
        record(&Tracker::open(&path).unwrap(), 1);
        Ok(())
    });
    let error = read.unwrap_err().to_string();
    assert!(error.contains("another program wrote meanwhile: ask again"), "{error}");
    assert_eq!(uses(&reader), 2);
}

#[test]
fn a_log_that_cannot_be_read_is_not_left_out_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let writer = Tracker::open(&path).unwrap();
    record(&writer, 0);
    let copy = folder.path().join("copy.db");
    for suffix in ["", "-wal"] {
        fs::copy(beside(&path, suffix), beside(&copy, suffix)).unwrap();
    }
    mode(&copy, 0o400);
    let error = Tracker::open_read_only(&copy).unwrap_err();
    assert!(matches!(error, Error::Storage { .. }), "{error:?}");
    assert!(error.to_string().contains("copy both files elsewhere"), "{error}");
    assert!(!beside(&copy, "-shm").exists(), "looking leaves nothing behind");
    mode(&copy, 0o600);
    assert_eq!(uses(&Tracker::open_read_only(&copy).unwrap()), 1);
}

/// Whoever closes a file gives up all locks that the process has on it: opening a ledger again must
/// not do that to those who have it open.
#[test]
fn a_ledger_opened_twice_by_a_process_keeps_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let one = Tracker::open(&path).unwrap();
    record(&one, 0);
    let two = Tracker::open(&path).unwrap();
    let program = Program::new(env!("CARGO_BIN_EXE_trials"));
    let said = attempt(&program, &Sandbox::none(), &path, Attempt::Touch(1)).unwrap();
    assert_eq!(said, [Line::Single(Single { run: 0, thread: 0, number: 1 })]);
    record(&one, 2);
    record(&two, 3);
    let said = attempt(&program, &Sandbox::none(), &path, Attempt::Look).unwrap();
    assert_eq!(said, [Line::Seen(4)]);
}
