//! A store that understands SQL is a ledger.

use std::fmt;
use std::sync::Arc;

use super::batch::Batch;
use super::check::{self, Check};
use super::connection::{Connection, storage};
use super::group::{Group, Request};
use super::memory::Memory;
use super::{chunks, details, loose_ends, quarantine, read, records, state};
use crate::error::{Error, Result};
use crate::ledger::chunk::{Chunk, Field};
use crate::ledger::{
    Cursor, Findings, Forgotten, Ledger, QuarantineFilter, Quarantined, Receipt, Recording,
    RowBatch, Seq, Sink, State, Submission,
};
use crate::model::{Event, FeedbackReason, Record, RepKey, Tags, Timestamp, Uses};

/// What is to be done in a transaction that writes. What it writes depends on nothing but what it reads
/// through the connection.
pub type Work<'w> = dyn FnMut(&dyn Connection, &mut Memory) -> Result<()> + 'w;

/// Connections and transactions.
pub trait Store: Send + Sync + fmt::Debug {
    /// Where threads meet that record at the same time.
    fn group(&self) -> &Group;

    /// Whether it was opened only to be read.
    fn is_read_only(&self) -> bool;

    /// Runs `work` in a transaction, commits it durably if it succeeds, and undoes it otherwise. Work that
    /// can `repeat` may be run again from its beginning, where nothing of the run before is left.
    ///
    /// # Errors
    /// [`Error::ReadOnly`] of what was `attempted`, if the store was opened only to be read.
    fn transact(&self, attempted: &'static str, repeat: bool, work: &mut Work<'_>) -> Result<()>;

    /// Runs `work` on one snapshot. Work that can `repeat` may be run again from its beginning.
    fn snapshot(
        &self,
        repeat: bool,
        work: &mut dyn FnMut(&dyn Connection) -> Result<()>,
    ) -> Result<()>;

    /// How many snapshots are worth reading at the same time.
    fn readers(&self) -> usize;

    /// What the store verifies by itself, before what all stores verify.
    fn checks(&self) -> &'static [Check];

    /// Forgets a person for good; see [`Ledger::forget`].
    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten>;
}

/// Runs `work` on one snapshot.
fn look<T>(
    store: &(impl Store + ?Sized),
    work: impl FnMut(&dyn Connection) -> Result<T>,
) -> Result<T> {
    visit(store, true, work)
}

/// Runs `work` on one snapshot; it cannot `repeat` where it hands over what it reads on the way.
fn visit<T>(
    store: &(impl Store + ?Sized),
    repeat: bool,
    mut work: impl FnMut(&dyn Connection) -> Result<T>,
) -> Result<T> {
    let mut found = None;
    store.snapshot(repeat, &mut |connection| {
        found = Some(work(connection)?);
        Ok(())
    })?;
    found.ok_or_else(not_run)
}

/// Runs `work` as a batch.
fn batch<T>(
    store: &(impl Store + ?Sized),
    repeat: bool,
    recording: &Recording,
    mut work: impl FnMut(Batch<'_>) -> Result<T>,
) -> Result<T> {
    let mut done = None;
    store.transact("record", repeat, &mut |connection, memory| {
        done = Some(work(Batch::begin(connection, memory, recording.clone())?)?);
        Ok(())
    })?;
    done.ok_or_else(not_run)
}

/// Records what `take` takes, as columns or, if it says that this has to be undone, row by row.
fn record_columns(
    store: &(impl Store + ?Sized),
    repeat: bool,
    recording: Recording,
    mut take: impl FnMut(&mut Batch<'_>, bool) -> Result<bool>,
) -> Result<Receipt> {
    let recording = Recording { strict: false, ..recording };
    let mut undone = false;
    let recorded = batch(store, repeat, &recording, |mut batch| {
        undone = !take(&mut batch, false)?;
        if undone {
            // Nobody hears of it: an error is what undoes a transaction.
            return Err(Error::storage("record", "a name would be left over"));
        }
        batch.finish()
    });
    if !undone {
        return recorded;
    }
    batch(store, repeat, &recording, |mut batch| {
        take(&mut batch, true)?;
        batch.finish()
    })
}

fn not_run() -> Error {
    Error::storage("use the ledger", "the store did nothing: this is a fault of talktrack")
}

impl<S: Store> Ledger for S {
    fn state(&self) -> Result<State> {
        look(self, state::load)
    }

    fn state_as_of(&self, seq: Seq) -> Result<State> {
        look(self, |connection| read::state_as_of(connection, seq))
    }

    fn record(&self, submission: Submission, recording: Recording) -> Result<Receipt> {
        if self.is_read_only() {
            return Err(Error::ReadOnly { attempted: "record" });
        }
        self.group().record(submission, recording, |round| match record_round(self, round) {
            Ok(receipts) => receipts.into_iter().map(Ok).collect(),
            Err(error) => round.iter().map(|_| Err(error.again())).collect(),
        })
    }

    fn record_all(
        &self,
        submissions: &mut dyn Iterator<Item = Submission>,
        recording: Recording,
    ) -> Result<Receipt> {
        batch(self, false, &recording, |mut batch| {
            batch.take_all(submissions)?;
            batch.finish()
        })
    }

    fn record_uses(&self, uses: &Uses, recording: Recording) -> Result<Receipt> {
        record_columns(self, true, recording, |batch, by_row| batch.take_uses(uses, by_row))
    }

    fn record_rows(&self, mut rows: RowBatch, recording: Recording) -> Result<Receipt> {
        record_columns(self, false, recording, |batch, by_row| batch.take_rows(&mut rows, by_row))
    }

    fn read(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
        visit(self, false, |connection| read::read(connection, cursor, sink))
    }

    fn read_deals(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
        visit(self, false, |connection| read::read_deals(connection, cursor, sink))
    }

    fn chunks(
        &self,
        numbers: &[u64],
        fields: &[Field],
        visit: &(dyn Fn(Chunk) + Sync),
    ) -> Result<()> {
        let read = |numbers: &[u64]| {
            self::visit(self, false, |connection| {
                numbers.iter().try_for_each(|number| {
                    visit(chunks::read(connection, *number, fields)?);
                    Ok(())
                })
            })
        };
        let threads = self.readers().min(numbers.len());
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
        look(self, |connection| {
            read::identities(connection, writes).map_err(|error| storage("read the ledger", &error))
        })
    }

    fn events(&self, writes: &[Seq]) -> Result<Vec<Option<Event>>> {
        look(self, |connection| read::events(connection, writes))
    }

    fn references(&self, writes: &[Seq]) -> Result<Vec<Option<Seq>>> {
        look(self, |connection| {
            details::references(connection, writes)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn tags(&self, writes: &[Seq]) -> Result<Vec<Tags>> {
        look(self, |connection| details::tags(connection, writes))
    }

    fn reasons(&self, writes: &[Seq]) -> Result<Vec<Option<FeedbackReason>>> {
        look(self, |connection| details::reasons(connection, writes))
    }

    fn uncatalogued_assets(&self) -> Result<u64> {
        look(self, |connection| {
            loose_ends::uncatalogued_assets(connection)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn stages_entered(&self) -> Result<Vec<String>> {
        look(self, |connection| {
            loose_ends::stages_entered(connection)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn unmapped_stages(&self, stages: &[String]) -> Result<Vec<String>> {
        look(self, |connection| {
            loose_ends::unmapped_stages(connection, stages)
                .map_err(|error| storage("read the ledger", &error))
        })
    }

    fn records(&self, visit: &mut dyn FnMut(Seq, Record) -> Result<()>) -> Result<()> {
        self::visit(self, false, |connection| records::records(connection, visit))
    }

    fn quarantine(
        &self,
        filter: QuarantineFilter,
        after: u64,
        most: usize,
    ) -> Result<Vec<Quarantined>> {
        look(self, |connection| quarantine::list(connection, filter, after, most))
    }

    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten> {
        Store::forget(self, rep, now)
    }

    fn check(&self, repair: bool) -> Result<Findings> {
        let own = self.checks();
        if !repair {
            return look(self, |connection| Ok(check::check(connection, own, repair)));
        }
        let mut findings = None;
        self.transact("repair", true, &mut |connection, _| {
            state::load_to_write(connection)?;
            findings = Some(check::check(connection, own, repair));
            Ok(())
        })?;
        findings.ok_or_else(not_run)
    }
}

/// Records what several threads brought, a receipt each.
fn record_round(store: &(impl Store + ?Sized), round: &[Arc<Request>]) -> Result<Vec<Receipt>> {
    let Some(first) = round.first() else { return Ok(Vec::new()) };
    let recording = Recording { strict: false, ..first.recording.clone() };
    batch(store, true, &recording, |mut batch| {
        let mut receipts = Vec::with_capacity(round.len());
        for request in round {
            batch.take(&request.submission)?;
            receipts.push(batch.receipt());
        }
        batch.finish()?;
        Ok(receipts)
    })
}
