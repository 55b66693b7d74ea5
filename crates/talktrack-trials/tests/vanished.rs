//! The file goes away, or another comes in its place, while it is open.
#![cfg(unix)] // elsewhere an open file cannot be deleted
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::fs;
use std::path::{Path, PathBuf};

use talktrack::analysis::Unused;
use talktrack::{Error, Tracker};
use talktrack_trials::{
    Attempt, Batch, Line, Program, Promised, Sandbox, Single, attempt, examine,
};

fn single(number: u32) -> Single {
    Single { run: 0, thread: 0, number }
}

fn record(tracker: &Tracker, number: u32) -> talktrack::Result<talktrack::ledger::Receipt> {
    tracker.record(single(number).event().unwrap())
}

fn open(path: &Path, numbers: std::ops::Range<u32>) -> Tracker {
    let tracker = Tracker::open(path).unwrap();
    numbers.for_each(|number| drop(record(&tracker, number).unwrap()));
    tracker
}

fn uses(tracker: &Tracker) -> u64 {
    tracker.ask(&Unused::new()).unwrap().rows.iter().map(|row| row.uses).sum()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What would be recorded into a file without a name would be gone with the process.
fn refuses(tracker: &Tracker) {
    let batch = Batch { run: 0, importer: 0, number: 0, size: 3 };
    for refused in [record(tracker, 77), tracker.submit(batch.submissions().unwrap(), false)] {
        let error = refused.expect_err("nothing that would be lost is acknowledged");
        assert!(matches!(error, Error::Storage { .. }), "{error:?}");
        assert!(error.to_string().contains("open the ledger again"), "{error}");
    }
}

#[test]
fn a_deleted_ledger_acknowledges_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = open(&path, 0..3);
    assert_eq!(uses(&tracker), 3);
    fs::remove_file(&path).unwrap();
    refuses(&tracker);
    assert_eq!(uses(&tracker), 3, "what was read stays readable");
}

#[test]
fn a_ledger_in_a_deleted_folder_acknowledges_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = open(&path, 0..3);
    fs::remove_dir_all(folder.path()).unwrap();
    refuses(&tracker);
    assert!(matches!(Tracker::open_read_only(&path).unwrap_err(), Error::Missing(_)));
}

#[test]
fn a_moved_ledger_is_not_recorded_into_under_its_old_name() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("usage.db"), folder.path().join("moved.db"));
    let tracker = open(&path, 0..3);
    for suffix in ["", "-wal", "-shm"] {
        fs::rename(beside(&path, suffix), beside(&other, suffix)).unwrap();
    }
    refuses(&tracker);
    drop(tracker);
    let moved = Tracker::open(&other).unwrap();
    let promised = Promised { singles: (0..3).map(single).collect(), ..Promised::default() };
    assert_eq!(examine(&moved, &promised).unwrap().problems, Vec::<String>::new());
}

#[test]
fn another_ledger_in_its_place_is_not_mixed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("usage.db"), folder.path().join("other.db"));
    let tracker = open(&path, 0..3);
    assert_eq!(uses(&tracker), 3);
    drop(open(&other, 10..20));
    fs::rename(&other, &path).unwrap();
    refuses(&tracker);
    // A second reader at the same moment opens the file afresh, and finds the other one.
    let read = tracker.records(|_, _| {
        let seen = tracker.ask(&Unused::new());
        if let Ok(seen) = seen {
            let uses: u64 = seen.rows.iter().map(|row| row.uses).sum();
            assert!(uses == 3 || uses == 10, "{uses} uses are those of neither ledger");
        }
        Ok(())
    });
    assert!(read.is_ok(), "{read:?}");
}

#[test]
fn an_older_copy_in_its_place_is_not_mixed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("usage.db"), folder.path().join("backup.db"));
    drop(open(&path, 0..3));
    fs::copy(&path, &backup).unwrap();
    let writer = open(&path, 3..9);
    drop(writer);
    let reader = Tracker::open_read_only(&path).unwrap();
    assert_eq!(uses(&reader), 9);
    fs::rename(&backup, &path).unwrap();
    let _ = fs::remove_file(beside(&path, "-wal"));
    let read = reader.records(|_, _| {
        if let Ok(answer) = reader.ask(&Unused::new()) {
            let uses: u64 = answer.rows.iter().map(|row| row.uses).sum();
            assert_eq!(uses, answer.provenance.seq.get(), "an answer rests on what it says");
        }
        Ok(())
    });
    assert!(read.is_ok(), "{read:?}");
}

/// Whoever closes a file gives up all locks that the process has on it: so does a copy of an open
/// ledger. Then another process takes itself for the last one, and tidies up the log of this one.
#[test]
fn a_copy_made_by_the_process_itself_loses_nothing_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = open(&path, 0..3);
    fs::copy(&path, folder.path().join("backup.db")).unwrap();
    let program = Program::new(env!("CARGO_BIN_EXE_trials"));
    let said = attempt(&program, &Sandbox::none(), &path, Attempt::Touch(3)).unwrap();
    assert_eq!(said, [Line::Single(single(3))]);
    let more = (4..8).filter(|number| record(&tracker, *number).is_ok()).count();
    // Another process sees what a crash would leave of it.
    let said = attempt(&program, &Sandbox::none(), &path, Attempt::Look).unwrap();
    assert_eq!(said, [Line::Seen(4 + more as u64)], "all that was acknowledged");
}

#[test]
fn without_its_lock_a_ledger_still_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let one = open(&path, 0..3);
    fs::remove_file(beside(&path, "-lock")).unwrap();
    let other = open(&path, 3..6);
    std::thread::scope(|scope| {
        scope.spawn(|| (6..40).for_each(|number| drop(record(&one, number).unwrap())));
        scope.spawn(|| (40..80).for_each(|number| drop(record(&other, number).unwrap())));
    });
    let promised = Promised { singles: (0..80).map(single).collect(), ..Promised::default() };
    assert_eq!(examine(&one, &promised).unwrap().problems, Vec::<String>::new());
}

/// What a program that is killed leaves behind when another ledger took the place of the one it had open.
#[test]
fn the_log_of_another_ledger_is_not_written_into_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("usage.db"), folder.path().join("other.db"));
    drop(open(&path, 0..3));
    let killed = open(&other, 10..20);
    fs::copy(beside(&other, "-wal"), beside(&path, "-wal")).unwrap();
    for error in [Tracker::open(&path).unwrap_err(), Tracker::open_read_only(&path).unwrap_err()] {
        assert!(error.to_string().contains("is the log of another ledger"), "{error}");
    }
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(beside(&path, suffix));
    }
    let promised = Promised { singles: (0..3).map(single).collect(), ..Promised::default() };
    let ledger = Tracker::open(&path).unwrap();
    assert_eq!(examine(&ledger, &promised).unwrap().problems, Vec::<String>::new());
    drop(killed);
}
