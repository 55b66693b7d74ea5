//! Files that are no ledger, or one of another time: they are named as what they are, and left alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::path::{Path, PathBuf};

use talktrack::{Error, Tracker};
use talktrack_trials::specimen;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A closed ledger with four bytes changed.
    fn ledger_with(&self, place: usize, changed: [u8; 4]) -> PathBuf {
        let path = self.file("usage.db");
        drop(specimen(&path).unwrap());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[place..place + 4].copy_from_slice(&changed);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// Both ways of opening it fail, and not a byte of it changes.
fn refused(path: &Path) -> Error {
    let before = std::fs::read(path).unwrap();
    let look = Tracker::open_read_only(path).unwrap_err();
    let open = Tracker::open(path).unwrap_err();
    assert_eq!(std::mem::discriminant(&look), std::mem::discriminant(&open), "{look} {open}");
    assert_eq!(std::fs::read(path).unwrap(), before, "it is left alone");
    open
}

/// Where SQLite keeps the two numbers by which a ledger is known.
const USER_VERSION: usize = 60;
const APPLICATION_ID: usize = 68;

#[test]
fn a_file_of_text_is_no_ledger() {
    let folder = Folder::new();
    let path = folder.file("events.csv");
    for text in ["rep,asset\nada,deck\n".to_owned(), "x".to_owned(), "row\n".repeat(10_000)] {
        std::fs::write(&path, text).unwrap();
        let error = refused(&path);
        assert!(matches!(error, Error::NotALedger { .. }), "{error:?}");
        assert!(error.to_string().ends_with("name another file"), "{error}");
    }
}

#[test]
fn a_file_of_another_program_is_no_ledger() {
    let folder = Folder::new();
    let path = folder.file("contacts.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    for (application, version) in [(0, 0), (0, 1), (7, 1)] {
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS event (seq); PRAGMA application_id = {application}; PRAGMA user_version = {version}"
        );
        connection.execute_batch(&sql).unwrap();
        let error = refused(&path);
        assert!(matches!(error, Error::NotALedger { .. }), "{error:?}");
        assert!(error.to_string().contains("of another program"), "{error}");
    }
}

#[test]
fn a_newer_ledger_asks_for_a_newer_program() {
    let folder = Folder::new();
    let path = folder.ledger_with(USER_VERSION, [0, 0, 0, 99]);
    let error = refused(&path);
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error:?}");
    assert!(error.to_string().contains("install a newer talktrack"), "{error}");
}

#[test]
fn a_ledger_with_a_broken_mark_is_not_taken_for_one() {
    let folder = Folder::new();
    for (place, bytes) in
        [(USER_VERSION, [0; 4]), (USER_VERSION, [255; 4]), (APPLICATION_ID, [0; 4])]
    {
        let path = folder.ledger_with(place, bytes);
        let error = refused(&path);
        assert!(matches!(error, Error::NotALedger { .. }), "{error:?}");
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn an_empty_file_becomes_a_ledger_if_it_is_to_be_recorded_into() {
    let folder = Folder::new();
    let path = folder.file("usage.db");
    std::fs::write(&path, "").unwrap();
    let error = Tracker::open_read_only(&path).unwrap_err();
    assert!(matches!(error, Error::NotALedger { .. }), "{error:?}");
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0, "who looks changes nothing");
    let tracker = Tracker::open(&path).unwrap();
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = Folder::new();
    let path = folder.file("a folder");
    std::fs::create_dir(&path).unwrap();
    for error in [Tracker::open(&path).unwrap_err(), Tracker::open_read_only(&path).unwrap_err()] {
        assert!(error.to_string().contains("cannot open"), "{error}");
    }
    let missing = folder.file("no/such/folder/usage.db");
    assert!(matches!(Tracker::open_read_only(&missing).unwrap_err(), Error::Missing(_)));
    let error = Tracker::open(&missing).unwrap_err().to_string();
    assert!(
        error.contains("No such file or directory") || error.contains("cannot find"),
        "{error}"
    );
}
