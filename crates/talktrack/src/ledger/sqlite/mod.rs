//! The ledger as one SQLite file. Nothing outside this folder knows SQLite.

mod batch;
mod catalogue;
mod check;
mod events;
mod forget;
mod group;
mod memory;
mod names;
mod open;
mod quarantine;
mod read;
mod severance;
mod state;
mod stored_id;
mod turn;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use self::batch::Batch;
use self::group::{Group, Request};
use self::memory::Memory;
use self::turn::Turns;
use super::{
    Cursor, Findings, Forgotten, Ledger, QuarantineFilter, Quarantined, Receipt, Recording, Seq,
    Sink, State, Submission,
};
use crate::error::{Error, Result};
use crate::model::{Record, RepKey, Timestamp};

/// A ledger in one SQLite file, or in memory.
#[derive(Debug)]
pub struct SqliteLedger {
    /// `None` in memory, where readers share the writer's connection.
    path: Option<PathBuf>,
    /// Connections that readers left behind for the next one. They go before the writer does: the
    /// last connection to close tidies up the write-ahead log, and a reader cannot.
    readers: Mutex<Vec<Connection>>,
    /// `None` if the ledger was opened read-only.
    writer: Option<Mutex<Writer>>,
    group: Group,
    /// How long forgetting waits for those who read.
    patience: Duration,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    memory: Memory,
    /// `None` in memory, which no other process can reach.
    turns: Option<Turns>,
}

impl Writer {
    fn new(connection: Connection, turns: Option<Turns>) -> Mutex<Self> {
        Mutex::new(Self { connection, memory: Memory::default(), turns })
    }

    /// Runs `work` in a transaction that commits if it succeeds.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Memory) -> Result<T>,
    ) -> Result<T> {
        let Self { connection, memory, turns } = self;
        let _turn = turns.as_ref().map(Turns::wait).transpose()?;
        let failed = |error: rusqlite::Error| storage("record", &error);
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)
            .and_then(|transaction| {
                let done = work(&transaction, memory)?;
                transaction.commit().map_err(failed)?;
                Ok(done)
            });
        if done.is_err() {
            // The names that were added were rolled back with the rest.
            memory.names.clear();
        }
        done
    }
}

impl SqliteLedger {
    /// Opens the ledger at `path`, or creates it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = absolute(path.as_ref())?;
        open::create_private(&path)?;
        let turns = Turns::beside(&path)?;
        // Of several programs that open a new file, one creates the ledger and the others wait.
        let turn = turns.wait()?;
        let connection = open::writer(&path)?;
        drop(turn);
        Ok(Self {
            path: Some(path),
            writer: Some(Writer::new(connection, Some(turns))),
            readers: Mutex::default(),
            group: Group::default(),
            patience: open::PATIENCE,
        })
    }

    /// Opens the ledger at `path` only to read it.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let path = absolute(path.as_ref())?;
        let connection = open::reader(&path)?;
        Ok(Self {
            path: Some(path),
            writer: None,
            readers: Mutex::new(vec![connection]),
            group: Group::default(),
            patience: open::PATIENCE,
        })
    }

    /// A ledger in memory, gone when it is dropped.
    pub fn in_memory() -> Result<Self> {
        let connection = open::memory()?;
        Ok(Self {
            path: None,
            writer: Some(Writer::new(connection, None)),
            readers: Mutex::default(),
            group: Group::default(),
            patience: open::PATIENCE,
        })
    }

    /// How long forgetting somebody waits for those who read the old pages; a minute unless given.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    fn writer(&self, attempted: &'static str) -> Result<MutexGuard<'_, Writer>> {
        let writer = self.writer.as_ref().ok_or(Error::ReadOnly { attempted })?;
        Ok(writer.lock().unwrap_or_else(|poisoned| {
            // Somebody panicked while recording; SQLite rolls back, and the memory of names goes.
            writer.clear_poison();
            let mut writer = poisoned.into_inner();
            writer.memory.clear();
            writer
        }))
    }

    /// Runs `work` on one snapshot.
    fn snapshot<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let Some(path) = &self.path else {
            let writer = self.writer("read")?;
            return work(&writer.connection);
        };
        let waiting = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match waiting {
            Some(connection) => connection,
            None => open::reader(path)?,
        };
        let transaction =
            connection.transaction().map_err(|error| storage("read the ledger", &error))?;
        let result = work(&transaction)?;
        drop(transaction);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(result)
    }
}

impl Ledger for SqliteLedger {
    fn state(&self) -> Result<State> {
        self.snapshot(state::load)
    }

    fn state_as_of(&self, seq: Seq) -> Result<State> {
        self.snapshot(|connection| read::state_as_of(connection, seq))
    }

    fn record(&self, submission: Submission, recording: Recording) -> Result<Receipt> {
        if self.writer.is_none() {
            return Err(Error::ReadOnly { attempted: "record" });
        }
        self.group.record(submission, recording, |round| {
            let recorded = self.writer("record").and_then(|mut writer| {
                writer.transact(|connection, memory| record_round(connection, memory, round))
            });
            match recorded {
                Ok(receipts) => receipts.into_iter().map(Ok).collect(),
                Err(error) => round.iter().map(|_| Err(error.again())).collect(),
            }
        })
    }

    fn record_all(
        &self,
        submissions: &mut dyn Iterator<Item = Submission>,
        recording: Recording,
    ) -> Result<Receipt> {
        self.writer("record")?.transact(|connection, memory| {
            let mut batch = Batch::begin(connection, memory, recording)?;
            for submission in submissions {
                batch.take(&submission)?;
            }
            batch.finish()
        })
    }

    fn read(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
        self.snapshot(|connection| read::read(connection, cursor, sink))
    }

    fn records(&self, visit: &mut dyn FnMut(Seq, Record) -> Result<()>) -> Result<()> {
        self.snapshot(|connection| read::records(connection, visit))
    }

    fn quarantine(
        &self,
        filter: QuarantineFilter,
        after: u64,
        most: usize,
    ) -> Result<Vec<Quarantined>> {
        self.snapshot(|connection| quarantine::list(connection, filter, after, most))
    }

    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten> {
        let mut writer = self.writer("forget")?;
        forget::forget(&mut writer, self.path.is_some(), rep, now, self.patience)
    }

    fn check(&self) -> Result<Findings> {
        self.snapshot(check::check)
    }
}

/// Readers open the file again later, when the process may have moved to another folder.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|error| Error::storage(format!("open {}", path.display()), error))
}

/// Records what several threads brought, a receipt each.
fn record_round(
    connection: &Connection,
    memory: &mut Memory,
    round: &[Arc<Request>],
) -> Result<Vec<Receipt>> {
    let Some(first) = round.first() else { return Ok(Vec::new()) };
    let recording = Recording { strict: false, ..first.recording };
    let mut batch = Batch::begin(connection, memory, recording)?;
    let mut receipts = Vec::with_capacity(round.len());
    for request in round {
        batch.take(&request.submission)?;
        receipts.push(batch.receipt());
    }
    batch.finish()?;
    Ok(receipts)
}

/// What SQLite says, as an error that says what to do where that is known.
fn storage(attempted: impl Into<String>, error: &rusqlite::Error) -> Error {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            ": free some space and try again; nothing that was acknowledged is lost"
        }
        Some(ErrorCode::ReadOnly) => {
            ": make the file and its folder writable, or open it read-only"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ": another program has held the file for a minute; try again when it is done"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ": the file is damaged; run check to see how, and restore it from a backup"
        }
        Some(ErrorCode::CannotOpen) => ": check that the file and its folder exist and can be read",
        _ => "",
    };
    Error::storage(attempted, format!("{error}{advice}"))
}
