//! Forgetting a person in a file: old pages are overwritten, or it is said that they could not be.

use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;
use talktrack::analysis::Unused;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::model::{Record, RepKey, TimeReading};
use talktrack::{Error, Tracker};

const KEY: &str = "zora.quillfeather@example.com";

fn rep() -> RepKey {
    RepKey::new(KEY).unwrap()
}

/// A ledger with facts of somebody, of another and of nobody.
struct Company {
    folder: tempfile::TempDir,
    tracker: Tracker,
}

impl Company {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tracker = Tracker::open(folder.path().join("usage.db")).unwrap();
        let records = (0..2_000).map(|number| {
            let rep = if number % 16 == 0 { KEY } else { "bob" };
            let line = format!(
                r#"{{"type":"use","id":"u{number}","at":"2026-03-01T09:30:00Z","rep":"{rep}","asset":"deck","action":"shared"}}"#
            );
            Record::from_json(&line, &TimeReading::strict()).unwrap()
        });
        tracker.record_all(records).unwrap();
        Self { folder, tracker }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("usage.db")
    }

    fn assert_no_trace(&self) {
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
        }
    }
}

fn answers(tracker: &Tracker) -> String {
    format!("{:?}", tracker.ask(&Unused::new()).unwrap().rows)
}

#[test]
fn while_somebody_reads_nothing_is_changed() {
    let company = Company::new();
    let ledger =
        SqliteLedger::open(company.path()).unwrap().with_patience(Duration::from_millis(50));
    let tracker = Tracker::over(ledger);
    let before = (tracker.state().unwrap(), answers(&tracker));
    let reader = Connection::open(company.path()).unwrap();
    for emptied_before in [false, true] {
        if emptied_before {
            // The reader reads the file alone, not the log.
            reader.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        }
        reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
        let error = tracker.forget(&rep()).unwrap_err();
        assert!(matches!(error, Error::Readers { .. }), "{error}");
        assert!(!error.to_string().contains("zora"));
        reader.execute_batch("COMMIT").unwrap();
        assert_eq!((tracker.state().unwrap(), answers(&tracker)), before);
        assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
    }
    tracker.forget(&rep()).unwrap();
    company.assert_no_trace();
}

#[test]
fn what_could_not_be_overwritten_is_said_and_finished_later() {
    let company = Company::new();
    company.tracker.forget(&rep()).unwrap();
    // As if the process had ended, or a reader had come, after the person was severed.
    Connection::open(company.path())
        .unwrap()
        .execute_batch("UPDATE ledger SET wiping = 1")
        .unwrap();
    let problems = company.tracker.check().unwrap().problems;
    assert!(problems[0].starts_with("somebody was forgotten, and old pages"), "{problems:?}");
    let short =
        SqliteLedger::open(company.path()).unwrap().with_patience(Duration::from_millis(50));
    let reader = Connection::open(company.path()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM event").unwrap();
    assert!(matches!(Tracker::over(short).forget(&rep()), Err(Error::Readers { .. })));
    reader.execute_batch("COMMIT").unwrap();
    let again = company.tracker.forget(&rep()).unwrap();
    assert!(again.already && again.generation == 1, "{again:?}");
    assert_eq!(company.tracker.check().unwrap().problems, Vec::<String>::new());
    company.assert_no_trace();
}
