//! What is promised of a ledger as one SQLite file. What every ledger promises is in the conformance suite.

use talktrack::analysis::Unused;
use talktrack::model::{Action, AssetKey, Event, RepKey, Timestamp, Use};
use talktrack::{Error, Tracker};

fn usage() -> Event {
    let at: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
    let (rep, asset) = (RepKey::new("ada").unwrap(), AssetKey::new("deck").unwrap());
    Event::new(at, Use::new(rep, asset, Action::Shared))
}

#[cfg(unix)]
#[test]
fn a_ledger_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = Tracker::open(&path).unwrap();
    tracker.record(usage()).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
    }
}

#[test]
fn what_is_no_ledger_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    assert!(matches!(Tracker::open_read_only(&path).unwrap_err(), Error::Missing(_)));
    std::fs::write(&path, "name,team\nada,EMEA\n").unwrap();
    let error = Tracker::open(&path).unwrap_err();
    assert!(
        error.to_string().contains("is not a talktrack ledger (it is not an SQLite file)"),
        "{error}"
    );
    std::fs::remove_file(&path).unwrap();
    let foreign = rusqlite::Connection::open(&path).unwrap();
    foreign.execute_batch("CREATE TABLE t (x)").unwrap();
    let error = Tracker::open(&path).unwrap_err();
    assert!(error.to_string().contains("an SQLite file of another program"), "{error}");
    drop(foreign);
    std::fs::remove_file(&path).unwrap();
    drop(Tracker::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Tracker::open(&path).unwrap_err(), Error::Newer { found: 99, .. }));
    assert!(Tracker::open(folder.path().join("no/such/folder/usage.db")).is_err());
}

#[test]
fn a_closed_ledger_is_one_file_and_its_lock() {
    let folder = tempfile::tempdir().unwrap();
    let tracker = Tracker::open(folder.path().join("usage.db")).unwrap();
    tracker.record(usage()).unwrap();
    tracker.ask(&Unused::new()).unwrap();
    drop(tracker);
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["usage.db", "usage.db-lock"], "no write-ahead log is left");
}

#[test]
fn a_tracker_is_shared_by_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Tracker>();
}
