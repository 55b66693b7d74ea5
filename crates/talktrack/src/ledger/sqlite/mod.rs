//! The ledger as one SQLite file. Nothing outside this folder knows SQLite.

mod batch;
mod bulk;
mod bulk_columns;
mod bulk_rows;
mod bulk_uses;
mod catalogue;
mod check;
mod chunks;
mod details;
mod events;
mod failure;
mod foreign_log;
mod forget;
mod group;
mod incoming;
mod ledger_id;
mod loose_ends;
mod memory;
mod names;
mod open;
mod place;
mod quarantine;
mod read;
mod reader;
mod severance;
mod state;
mod stored_id;
mod turn;
mod upgrade;
mod written;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use self::batch::Batch;
use self::failure::{failed, storage};
use self::group::{Group, Request};
use self::incoming::Incoming;
use self::memory::Memory;
use self::place::Place;
use self::reader::Reader;
use self::turn::Turns;
use super::{
    Cursor, Findings, Forgotten, Ledger, QuarantineFilter, Quarantined, Receipt, Recording,
    RowBatch, Seq, Sink, State, Submission,
};
use crate::error::{Error, Result};
use crate::ledger::chunk::{Chunk, Field};
use crate::model::{Event, FeedbackReason, Record, RepKey, Tags, Timestamp, Uses};

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
        Ok(Mutex::new(Self { connection, memory: Memory::new(incoming), turns, place }))
    }

    /// Runs `work` in a transaction that commits if it succeeds.
    fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Memory) -> Result<T>,
    ) -> Result<T> {
        let Self { connection, memory, turns, place } = self;
        let _turn = turns.as_ref().map(Turns::wait).transpose()?;
        let there = || place.as_ref().map_or(Ok(()), |place| place.unchanged("record"));
        there()?;
        let failed = |error: rusqlite::Error| storage("record", &error);
        let done = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)
            .and_then(|transaction| {
                let done = work(&transaction, memory)?;
                there()?;
                transaction.commit().map_err(failed)?;
                Ok(done)
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
        turns.remember(&state::load(&connection)?.ledger);
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

    /// Runs `work` on one snapshot.
    fn snapshot<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
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
        let result = work(&transaction);
        drop(transaction);
        reader.was_at_rest(place)?;
        // Kept even if the work failed: while it is open, no other file can be taken for this one.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        result
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(place) = &self.place {
            place.spare_the_log_of_others(&self.connection);
        }
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
            batch.take_all(submissions)?;
            batch.finish()
        })
    }

    fn record_uses(&self, uses: &Uses, recording: Recording) -> Result<Receipt> {
        self.record_columns(recording, |batch, by_row| batch.take_uses(uses, by_row))
    }

    fn record_rows(&self, mut rows: RowBatch, recording: Recording) -> Result<Receipt> {
        self.record_columns(recording, |batch, by_row| batch.take_rows(&mut rows, by_row))
    }

    fn read(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
        self.snapshot(|connection| read::read(connection, cursor, sink))
    }

    fn read_deals(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
        self.snapshot(|connection| read::read_deals(connection, cursor, sink))
    }

    fn chunks(
        &self,
        numbers: &[u64],
        fields: &[Field],
        visit: &(dyn Fn(Chunk) + Sync),
    ) -> Result<()> {
        let read = |numbers: &[u64]| {
            self.snapshot(|connection| {
                numbers.iter().try_for_each(|number| {
                    visit(chunks::read(connection, *number, fields)?);
                    Ok(())
                })
            })
        };
        // In memory there is one connection.
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = if self.place.is_some() { cores.min(numbers.len()) } else { 1 };
        if threads <= 1 {
            return read(numbers);
        }
        std::thread::scope(|scope| {
            let parts = numbers.chunks(numbers.len().div_ceil(threads));
            let all: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
            all.into_iter().try_for_each(|one| {
                one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
        })
    }

    fn identities(&self, writes: &[Seq]) -> Result<Vec<Option<(String, String)>>> {
        self.snapshot(|connection| {
            read::identities(connection, writes).map_err(|error| storage("read the ledger", &error))
        })
    }

    fn events(&self, writes: &[Seq]) -> Result<Vec<Option<Event>>> {
        self.snapshot(|connection| read::events(connection, writes))
    }

    fn references(&self, writes: &[Seq]) -> Result<Vec<Option<Seq>>> {
        self.snapshot(|connection| {
            details::references(connection, writes)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn tags(&self, writes: &[Seq]) -> Result<Vec<Tags>> {
        self.snapshot(|connection| details::tags(connection, writes))
    }

    fn reasons(&self, writes: &[Seq]) -> Result<Vec<Option<FeedbackReason>>> {
        self.snapshot(|connection| details::reasons(connection, writes))
    }

    fn uncatalogued_assets(&self) -> Result<u64> {
        self.snapshot(|connection| {
            loose_ends::uncatalogued_assets(connection)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn stages_entered(&self) -> Result<Vec<String>> {
        self.snapshot(|connection| {
            loose_ends::stages_entered(connection)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn unmapped_stages(&self, stages: &[String]) -> Result<Vec<String>> {
        self.snapshot(|connection| {
            loose_ends::unmapped_stages(connection, stages)
                .map_err(|error| storage("read the ledger", &error))
        })
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
        forget::forget(&mut writer, self.place.is_some(), rep, now, self.patience)
    }

    fn check(&self, repair: bool) -> Result<Findings> {
        if repair {
            return self
                .writer("repair")?
                .transact(|connection, _| Ok(check::check(connection, repair)));
        }
        self.snapshot(|connection| Ok(check::check(connection, repair)))
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
    let recording = Recording { strict: false, ..first.recording.clone() };
    let mut batch = Batch::begin(connection, memory, recording)?;
    let mut receipts = Vec::with_capacity(round.len());
    for request in round {
        batch.take(&request.submission)?;
        receipts.push(batch.receipt());
    }
    batch.finish()?;
    Ok(receipts)
}
