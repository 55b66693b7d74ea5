//! The ledger as one SQLite file. Nothing outside this folder knows SQLite.

mod check;
mod connection;
mod failure;
mod foreign_log;
mod forget;
mod incoming;
mod open;
mod place;
mod reader;
mod turn;
mod upgrade;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use self::connection::Recorder;
use self::failure::{failed, storage};
use self::incoming::Incoming;
use self::place::Place;
use self::reader::Reader;
use self::turn::Turns;
use super::Forgotten;
use super::sql::{self, Check, Group, Memory, Store, Work};
use crate::error::{Error, Result};
use crate::model::{RepKey, Timestamp};

/// A ledger in one SQLite file, or in memory.
#[derive(Debug)]
pub struct SqliteLedger {
    /// `None` in memory, where readers share the writer's connection.
    place: Option<Arc<Place>>,
    /// Connections that readers left behind for the next one. They go before the writer does: the
    /// last connection to close tidies up the write-ahead log, and a reader cannot.
    readers: Mutex<Vec<Reader>>,
    /// `None` if the ledger was opened read-only.
    writer: Option<Mutex<Writer>>,
    group: Group,
    /// How long forgetting waits for those who read.
    patience: Duration,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    /// The table that batches are inserted from.
    incoming: Incoming,
    memory: Memory,
    /// `None` in memory, which no other process can reach.
    turns: Option<Turns>,
    place: Option<Arc<Place>>,
}

impl Writer {
    fn new(
        connection: Connection,
        turns: Option<Turns>,
        place: Option<Arc<Place>>,
    ) -> Result<Mutex<Self>> {
        let incoming = Incoming::attach(&connection)
            .map_err(|error| storage("open the ledger to record", &error))?;
        Ok(Mutex::new(Self { connection, incoming, memory: Memory::default(), turns, place }))
    }

    /// Runs `work` in a transaction that commits if it succeeds.
    fn transact(&mut self, work: &mut Work<'_>) -> Result<()> {
        let Self { connection, incoming, memory, turns, place } = self;
        let _turn = turns.as_ref().map(Turns::wait).transpose()?;
        let there = || place.as_ref().map_or(Ok(()), |place| place.unchanged("record"));
        there()?;
        let failed = |error: rusqlite::Error| storage("record", &error);
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)
            .and_then(|transaction| {
                work(&Recorder { connection: &transaction, incoming }, memory)?;
                there()?;
                transaction.commit().map_err(failed)
            });
        if done.is_err() {
            // The names that were added were rolled back with the rest.
            memory.clear();
        }
        done
    }
}

impl SqliteLedger {
    /// Opens the ledger at `path`, or creates it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = absolute(path.as_ref())?;
        let turns = Turns::beside(&path)?;
        // Of several programs that open a new file, one creates the ledger and the others wait.
        let turn = turns.wait()?;
        if open::create_private(&path)? {
            turns.forget()?;
        } else {
            turns.refuse_what_was_emptied(&path)?;
        }
        let place = Place::of(&path)?;
        foreign_log::refuse(&place)?;
        let connection = open::writer(&path)?;
        let place = Arc::new(place.with_log());
        place.unchanged("open the ledger")?;
        turns.remember(&sql::load_state(&connection)?.ledger);
        drop(turn);
        Ok(Self {
            place: Some(Arc::clone(&place)),
            writer: Some(Writer::new(connection, Some(turns), Some(place))?),
            readers: Mutex::default(),
            group: Group::default(),
            patience: open::PATIENCE,
        })
    }

    /// Opens the ledger at `path` only to read it.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let place = Place::of(&absolute(path.as_ref())?)?;
        foreign_log::refuse(&place)?;
        let reader = Reader::open(&place)?;
        Ok(Self {
            place: Some(Arc::new(place)),
            writer: None,
            readers: Mutex::new(vec![reader]),
            group: Group::default(),
            patience: open::PATIENCE,
        })
    }

    /// A ledger in memory, gone when it is dropped.
    pub fn in_memory() -> Result<Self> {
        let connection = open::memory()?;
        Ok(Self {
            place: None,
            writer: Some(Writer::new(connection, None, None)?),
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
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(place) = &self.place {
            place.spare_the_log_of_others(&self.connection);
        }
    }
}

impl Store for SqliteLedger {
    fn group(&self) -> &Group {
        &self.group
    }

    fn is_read_only(&self) -> bool {
        self.writer.is_none()
    }

    fn transact(&self, attempted: &'static str, _: bool, work: &mut Work<'_>) -> Result<()> {
        self.writer(attempted)?.transact(work)
    }

    fn snapshot(
        &self,
        _: bool,
        work: &mut dyn FnMut(&dyn sql::Connection) -> Result<()>,
    ) -> Result<()> {
        let Some(place) = &self.place else {
            let writer = self.writer("read")?;
            return work(&writer.connection);
        };
        let waiting = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match waiting {
            Some(reader) if reader.is_current(place) => reader,
            _ => Reader::open(place)?,
        };
        let transaction =
            reader.connection.transaction().map_err(|error| storage("read the ledger", &error))?;
        let result = work(&*transaction);
        drop(transaction);
        reader.was_at_rest(place)?;
        // Kept even if the work failed: while it is open, no other file can be taken for this one.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        result
    }

    fn readers(&self) -> usize {
        // In memory there is one connection.
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.place.as_ref().map_or(1, |_| cores())
    }

    fn checks(&self) -> &'static [Check] {
        &check::CHECKS
    }

    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten> {
        let mut writer = self.writer("forget")?;
        forget::forget(&mut writer, self.place.is_some(), rep, now, self.patience)
    }
}

/// Readers open the file again later, when the process may have moved to another folder.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|error| Error::storage(format!("open {}", path.display()), error))
}
