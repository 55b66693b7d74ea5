//! One batch: a transaction that records what is good and quarantines what is not.

use std::collections::BTreeMap;

use super::connection::{self as sql, Connection, Failure, storage};
use super::memory::Memory;
use super::names::NameCache;
use super::value::params;
use super::written::Written;
use super::{catalogue, chunks, events, quarantine, state};
use crate::error::{Conflict, Error, Result, other_currency};
use crate::ledger::chunk::{CHUNK, ChunkFacts};
use crate::ledger::{Name, Place, Receipt, Recording, Rejection, Seq, State, Submission};
use crate::model::{Digest, Entry, Event, Flat, Invalid, Put, Record, Timestamp, content_id};

/// How far ahead of the clock a fact may lie: clocks differ, days do not.
const AHEAD_MICROS: i64 = 24 * 3600 * 1_000_000;

/// What became of one record.
enum Applied {
    Recorded,
    Duplicate,
    Refused(String),
}

/// Why taking a record stopped: the store failed, or the record is refused.
pub(super) enum Stop {
    Storage(Failure),
    Refused(String),
}

impl From<Failure> for Stop {
    fn from(error: Failure) -> Self {
        Self::Storage(error)
    }
}

impl From<Invalid> for Stop {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.to_string())
    }
}

/// A batch under way, inside a transaction that the caller commits.
pub(super) struct Batch<'a> {
    connection: &'a dyn Connection,
    memory: &'a mut Memory,
    recording: Recording,
    state: State,
    receipt: Receipt,
    /// What a strict batch names, with the first place and field that does.
    named: BTreeMap<(Name, String), (Place, &'static str)>,
}

impl<'a> Batch<'a> {
    pub(super) fn begin(
        connection: &'a dyn Connection,
        memory: &'a mut Memory,
        recording: Recording,
    ) -> Result<Self> {
        let state = state::load_to_write(connection)?;
        memory.begin(connection, state.generation)?;
        Ok(Self {
            connection,
            memory,
            recording,
            state,
            receipt: Receipt::default(),
            named: BTreeMap::new(),
        })
    }

    pub(super) const fn connection(&self) -> &'a dyn Connection {
        self.connection
    }

    pub(super) const fn names(&mut self) -> &mut NameCache {
        &mut self.memory.names
    }

    /// Whether rows have to be looked at for people who were forgotten.
    pub(super) const fn severs(&self) -> bool {
        self.memory.severance.knows_anybody()
    }

    pub(super) const fn recording(&self) -> &Recording {
        &self.recording
    }

    pub(super) const fn state(&self) -> &State {
        &self.state
    }

    /// Takes note of events that were inserted.
    pub(super) fn wrote(&mut self, written: &Written) -> sql::Result<()> {
        self.state.seq = Seq::from(self.state.seq.get() + written.events);
        self.state.digest = written.digest;
        self.receipt.recorded += written.events;
        written.sealed.iter().try_for_each(|sealed| sealed.insert(self.connection))
    }

    /// The facts of the chunk under way after a write, as the last rows left them.
    pub(super) const fn take_unsealed(&mut self) -> Option<(Seq, ChunkFacts)> {
        self.memory.unsealed.take()
    }

    pub(super) fn keep_unsealed(&mut self, facts: ChunkFacts) {
        self.memory.unsealed = Some((self.state.seq, facts));
    }

    pub(super) const fn count_duplicates(&mut self, more: usize) {
        self.receipt.duplicates += more as u64;
    }

    /// Takes one row: records it whole, or refuses it whole.
    pub(super) fn take(&mut self, arrived: &Submission) -> Result<()> {
        let Memory { names, severance, .. } = &mut *self.memory;
        let severed = severance.sever(self.connection, names, self.recording.now, arrived)?;
        let submission = severed.as_ref().unwrap_or(arrived);
        let refusal = match &submission.content {
            Err(invalid) => Some(invalid.to_string()),
            Ok(records) => self.take_records(records)?,
        };
        let Some(reason) = refusal else {
            if self.recording.strict {
                self.note_names(submission);
            }
            return match submission.replays {
                Some(number) => quarantine::settle(self.connection, number, self.recording.now),
                None => Ok(()),
            };
        };
        if self.recording.strict {
            return Err(Error::Refused { place: submission.place(), reason });
        }
        let Memory { names, severance, .. } = &mut *self.memory;
        let is_severed = severed.is_some();
        let withheld = severance.withhold(self.connection, names, arrived, is_severed, &reason)?;
        let (row, reason) = match &withheld {
            Some((row, told)) => (row, told.clone()),
            None => (arrived, reason),
        };
        let quarantined = quarantine::keep(self.connection, row, &reason, self.recording.now)?;
        self.receipt.rejected += 1;
        self.receipt.refused(&reason, 1);
        if self.receipt.rejections.len() < Receipt::SHOWN {
            let place = row.place();
            self.receipt.rejections.push(Rejection { place, reason, quarantined });
        }
        Ok(())
    }

    /// Records all of `records`, or none of them and says why.
    fn take_records(&mut self, records: &[Record]) -> Result<Option<String>> {
        let several = records.len() > 1;
        let before = (self.state.clone(), self.receipt.recorded, self.receipt.duplicates);
        if several {
            self.run("SAVEPOINT one_row")?;
        }
        for record in records {
            match self.apply(record)? {
                Applied::Recorded => self.receipt.recorded += 1,
                Applied::Duplicate => self.receipt.duplicates += 1,
                Applied::Refused(reason) => {
                    if several {
                        self.run("ROLLBACK TO one_row; RELEASE one_row")?;
                        self.memory.names.clear();
                        (self.state, self.receipt.recorded, self.receipt.duplicates) = before;
                    }
                    return Ok(Some(reason));
                }
            }
        }
        if several {
            self.run("RELEASE one_row")?;
        }
        Ok(None)
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.connection.run_script(sql).map_err(|error| storage("record", &error))
    }

    fn apply(&mut self, record: &Record) -> Result<Applied> {
        let applied = match record {
            Record::Event(event) => self.apply_event(event),
            Record::Put(put) => self.apply_put(put),
        };
        match applied {
            Ok(applied) => Ok(applied),
            Err(Stop::Refused(reason)) => Ok(Applied::Refused(reason)),
            Err(Stop::Storage(error)) => Err(storage("record", &error)),
        }
    }

    fn apply_event(&mut self, event: &Event) -> Result<Applied, Stop> {
        self.refuse_ahead(event.at())?;
        let derived;
        let id = if let Some(id) = event.id() {
            id
        } else {
            derived = content_id(event);
            &derived
        };
        let seq = self.state.seq.next();
        let Memory { names, severance, .. } = &mut *self.memory;
        match events::insert(self.connection, names, event, id, seq)? {
            events::Inserted::New => {
                self.state.seq = seq;
                self.state.digest = self.state.digest.plus(Digest::of_event(event, id));
                self.seal_if_complete()?;
                Ok(Applied::Recorded)
            }
            events::Inserted::Duplicate => Ok(Applied::Duplicate),
            events::Inserted::Conflict
                if severance.agrees(self.connection, names, event, id)? =>
            {
                Ok(Applied::Duplicate)
            }
            events::Inserted::Conflict => Err(Stop::Refused(Conflict::REASON.into())),
        }
    }

    fn apply_put(&mut self, put: &Put) -> Result<Applied, Stop> {
        let at = put.at.unwrap_or(self.recording.now);
        self.refuse_ahead(at)?;
        put.entry.check()?;
        if let Some(money) = put.entry.money() {
            match self.state.currency {
                Some(currency) if currency != money.currency() => {
                    return Err(other_currency(currency, money.currency()).into());
                }
                _ => {}
            }
        }
        let content = Digest::of_entry(&put.entry);
        let versions = catalogue::history(self.connection, &mut self.memory.names, &put.entry)?;
        let changes_nothing = versions.holding(at, u64::MAX) == Some(&content);
        // A version that was dated by the caller is kept even where it changes nothing yet: a
        // version between it and the one before may still arrive, and then it must win.
        if versions.has(at, &content) || (changes_nothing && put.at.is_none()) {
            return Ok(Applied::Duplicate);
        }
        let seq = self.state.seq.next();
        catalogue::insert(self.connection, &mut self.memory.names, &put.entry, at, seq)?;
        self.state.seq = seq;
        self.state.digest = self.state.digest.plus(Digest::of_version(content, at));
        self.state.currency =
            self.state.currency.or(put.entry.money().map(|money| money.currency()));
        self.seal_if_complete()?;
        Ok(if changes_nothing { Applied::Duplicate } else { Applied::Recorded })
    }

    /// Seals the chunk that the last write completed.
    fn seal_if_complete(&self) -> Result<(), Stop> {
        if self.state.seq.get().is_multiple_of(CHUNK) {
            chunks::seal(self.connection, self.state.seq, self.state.digest)?;
        }
        Ok(())
    }

    /// The latest time that a fact may have.
    pub(super) fn latest(&self) -> i64 {
        self.recording.now.micros().saturating_add(AHEAD_MICROS)
    }

    pub(super) fn refuse_ahead(&self, at: Timestamp) -> Result<(), Stop> {
        if at.micros() > self.latest() {
            return Err(Invalid::new("at", "is more than 24 hours ahead of this machine's clock: check its date, its zone and its format").into());
        }
        Ok(())
    }

    /// Notes what a strict batch names, to be looked up when all of it is there: its order does not
    /// matter.
    pub(super) fn note_names(&mut self, submission: &Submission) {
        for record in submission.content.iter().flatten() {
            for (field, name, key) in names_in(record) {
                self.named
                    .entry((name, key.to_owned()))
                    .or_insert_with(|| (submission.place(), field));
            }
        }
    }

    /// Strict batches name only what the catalogue knows, or learns from the batch itself.
    fn refuse_unknown(&mut self) -> Result<()> {
        for ((name, key), (place, field)) in std::mem::take(&mut self.named) {
            let sql = match name {
                Name::Asset => "SELECT 1 FROM asset_history WHERE asset = ?1",
                Name::Rep => "SELECT 1 FROM rep_history WHERE rep = ?1",
                _ => "SELECT 1 FROM deal_history WHERE deal = ?1",
            };
            let mut known = || -> sql::Result<bool> {
                match self.memory.names.find(self.connection, name, &key)? {
                    Some(id) => self.connection.exists(sql, params![id]),
                    None => Ok(false),
                }
            };
            if !known().map_err(|error| storage("record", &error))? {
                let reason = format!(
                    "{field}: is not in the catalogue, and strict recording wants it there: put it too"
                );
                return Err(Error::Refused { place, reason });
            }
        }
        Ok(())
    }

    /// What became of the rows taken since the last receipt.
    pub(super) fn receipt(&mut self) -> Receipt {
        Receipt { seq: self.state.seq, ..std::mem::take(&mut self.receipt) }
    }

    /// Writes how far the ledger has come; the caller commits.
    pub(super) fn finish(mut self) -> Result<Receipt> {
        self.refuse_unknown()?;
        state::save(self.connection, &self.state)?;
        Ok(self.receipt())
    }
}

/// The assets, reps and deals that a record names, beside the entry it puts.
fn names_in(record: &Record) -> Vec<(&'static str, Name, &str)> {
    let named = match record {
        Record::Event(event) => {
            let row = Flat::of_event(event);
            [
                ("asset", Name::Asset, row.asset),
                ("rep", Name::Rep, row.rep),
                ("deal", Name::Deal, row.deal),
            ]
        }
        Record::Put(put) => {
            let (asset, rep) = match &put.entry {
                Entry::Asset(asset) => (asset.replaced_by.as_ref().map(|key| key.as_str()), None),
                Entry::Deal(deal) => (None, deal.owner.as_ref().map(|key| key.as_str())),
                _ => (None, None),
            };
            [
                ("replaced_by", Name::Asset, asset),
                ("owner", Name::Rep, rep),
                ("deal", Name::Deal, None),
            ]
        }
    };
    named.into_iter().filter_map(|(field, name, key)| Some((field, name, key?))).collect()
}
