//! Ledgers that are written to from outside, as a broken disk or another program could.

use std::path::PathBuf;

use rusqlite::Connection;
use talktrack::Tracker;
use tempfile::TempDir;

/// A ledger in a folder of its own, and a connection that is not talktrack's.
#[derive(Debug)]
pub struct Scratch {
    /// Not talktrack's. It goes first, so that the last to close the file is talktrack.
    pub outside: Connection,
    /// The ledger as it is to be used.
    pub tracker: Tracker,
    folder: TempDir,
}

impl Scratch {
    /// A ledger with what `record` records; its facts can be overwritten from outside.
    pub fn new(record: impl FnOnce(&Tracker)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(LEDGER);
        let tracker = Tracker::open(&path).expect("a new ledger");
        record(&tracker);
        let outside = Connection::open(&path).expect("an SQLite file");
        outside
            .execute_batch("PRAGMA synchronous = OFF; DROP TRIGGER event_update;")
            .expect("a ledger that can be overwritten");
        Self { outside, tracker, folder }
    }

    /// Where the ledger is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(LEDGER)
    }
}

const LEDGER: &str = "ledger.db";
