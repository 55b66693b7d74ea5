//! Files and folders that may only be read.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code
#![allow(clippy::print_stdout)] // says what could not be tried

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use talktrack_trials::{Attempt, Line, Program, Sandbox, Single, attempt};

/// A ledger of an ordinary user, with one event, in a folder of its own.
struct Private {
    program: Program,
    user: Sandbox,
    folder: tempfile::TempDir,
}

impl Private {
    fn new() -> Option<Self> {
        let program = Program::new(env!("CARGO_BIN_EXE_trials"));
        let user = match Sandbox::ordinary_user(&program) {
            Ok(user) => user,
            Err(reason) => {
                println!("skipped: {reason}");
                return None;
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let private = Self { program, user, folder };
        mode(private.folder.path(), 0o777);
        assert_eq!(private.attempt(Attempt::Touch(0)), recorded(0));
        Some(private)
    }

    fn ledger(&self) -> PathBuf {
        self.folder.path().join("usage.db")
    }

    fn attempt(&self, what: Attempt) -> Vec<Line> {
        attempt(&self.program, &self.user, &self.ledger(), what).unwrap()
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        mode(self.folder.path(), 0o777); // so that it can be removed
    }
}

fn mode(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn recorded(number: u32) -> Vec<Line> {
    vec![Line::Single(Single { run: 0, thread: 0, number })]
}

fn refused(said: &[Line]) -> &str {
    match said {
        [Line::Failed(error)] => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_that_may_only_be_read_is_read_and_says_so_to_who_records() {
    let Some(private) = Private::new() else { return };
    mode(&private.ledger(), 0o400);
    assert_eq!(private.attempt(Attempt::Look), [Line::Seen(1)]);
    let said = private.attempt(Attempt::Touch(1));
    let error = refused(&said);
    assert!(
        error.contains("make the file and its folder writable, or open it read-only"),
        "{error}"
    );
    assert_eq!(private.attempt(Attempt::Look), [Line::Seen(1)]);
    mode(&private.ledger(), 0o600);
    assert_eq!(private.attempt(Attempt::Touch(2)), recorded(2), "looking left nothing in the way");
    assert_eq!(private.attempt(Attempt::Look), [Line::Seen(2)]);
}

#[test]
fn a_ledger_in_a_folder_that_may_only_be_read_is_read() {
    let Some(private) = Private::new() else { return };
    mode(private.folder.path(), 0o555);
    assert_eq!(private.attempt(Attempt::Look), [Line::Seen(1)]);
    mode(&private.ledger(), 0o400);
    assert_eq!(private.attempt(Attempt::Look), [Line::Seen(1)]);
    let said = private.attempt(Attempt::Touch(1));
    let error = refused(&said);
    assert!(error.contains("writable, or open"), "{error}");
}

#[test]
fn a_ledger_on_a_disk_that_is_read_only_is_read() {
    let program = Program::new(env!("CARGO_BIN_EXE_trials"));
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("usage.db");
    assert_eq!(
        attempt(&program, &Sandbox::none(), &ledger, Attempt::Touch(0)).unwrap(),
        recorded(0)
    );
    let sandbox = match Sandbox::read_only_disk(&program, folder.path()) {
        Ok(sandbox) => sandbox,
        Err(reason) => return println!("skipped: {reason}"),
    };
    assert_eq!(attempt(&program, &sandbox, &ledger, Attempt::Look).unwrap(), [Line::Seen(1)]);
    let said = attempt(&program, &sandbox, &ledger, Attempt::Touch(1)).unwrap();
    let error = refused(&said);
    assert!(error.contains("or open the ledger read-only"), "{error}");
}

#[test]
fn a_ledger_that_may_not_be_read_says_so() {
    let Some(private) = Private::new() else { return };
    mode(&private.ledger(), 0);
    for what in [Attempt::Look, Attempt::Touch(1)] {
        let said = private.attempt(what);
        let error = refused(&said);
        assert!(error.contains("cannot open"), "{error}");
        assert!(error.contains("can be read") || error.contains("writable"), "{error}");
    }
    mode(&private.ledger(), 0o600);
    assert_eq!(private.attempt(Attempt::Touch(1)), recorded(1), "and nothing happened to it");
}
