//! One batch: a transaction that records what is good and quarantines what is not.

use rusqlite::{Connection, params};

use super::names::NameCache;
use super::{catalogue, events, quarantine, state};
use crate::error::{Conflict, Error, Result, other_currency};
use crate::ledger::{Name, Receipt, Recording, Rejection, State, Submission};
use crate::model::{Digest, Event, Fact, Invalid, Put, Record, Timestamp, content_id};

/// How far ahead of the clock a fact may lie: clocks differ, days do not.
const AHEAD_MICROS: i64 = 24 * 3600 * 1_000_000;

/// What became of one record.
enum Applied {
    Recorded,
    Duplicate,
    Refused(String),
}

/// Why taking a record stopped: the store failed, or the record is refused.
enum Stop {
    Storage(rusqlite::Error),
    Refused(String),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
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
    connection: &'a Connection,
    names: &'a mut NameCache,
    recording: Recording,
    state: State,
    receipt: Receipt,
}

impl<'a> Batch<'a> {
    pub(super) fn begin(
        connection: &'a Connection,
        names: &'a mut NameCache,
        recording: Recording,
    ) -> Result<Self> {
        let state = state::load(connection)?;
        Ok(Self { connection, names, recording, state, receipt: Receipt::default() })
    }

    /// Takes one row: records it whole, or refuses it whole.
    pub(super) fn take(&mut self, submission: &Submission) -> Result<()> {
        let refusal = match &submission.content {
            Err(invalid) => Some(invalid.to_string()),
            Ok(records) => self.take_records(records)?,
        };
        let Some(reason) = refusal else {
            return match submission.replays {
                Some(number) => quarantine::settle(self.connection, number, self.recording.now),
                None => Ok(()),
            };
        };
        if self.recording.strict {
            return Err(Error::Refused { place: submission.place(), reason });
        }
        let quarantined =
            quarantine::keep(self.connection, submission, &reason, self.recording.now)?;
        self.receipt.rejected += 1;
        if self.receipt.rejections.len() < Receipt::SHOWN {
            let place = submission.place();
            self.receipt.rejections.push(Rejection { place, reason, quarantined });
        }
        Ok(())
    }

    /// Records all of `records`, or none of them and says why.
    fn take_records(&mut self, records: &[Record]) -> Result<Option<String>> {
        let several = records.len() > 1;
        let before = (self.state.clone(), self.receipt.recorded, self.receipt.duplicates);
        if several {
            self.run("SAVEPOINT row")?;
        }
        for record in records {
            match self.apply(record)? {
                Applied::Recorded => self.receipt.recorded += 1,
                Applied::Duplicate => self.receipt.duplicates += 1,
                Applied::Refused(reason) => {
                    if several {
                        self.run("ROLLBACK TO row; RELEASE row")?;
                        self.names.clear();
                        (self.state, self.receipt.recorded, self.receipt.duplicates) = before;
                    }
                    return Ok(Some(reason));
                }
            }
        }
        if several {
            self.run("RELEASE row")?;
        }
        Ok(None)
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|error| super::storage("record", &error))
    }

    fn apply(&mut self, record: &Record) -> Result<Applied> {
        let applied = match record {
            Record::Event(event) => self.apply_event(event),
            Record::Put(put) => self.apply_put(put),
        };
        match applied {
            Ok(applied) => Ok(applied),
            Err(Stop::Refused(reason)) => Ok(Applied::Refused(reason)),
            Err(Stop::Storage(error)) => Err(super::storage("record", &error)),
        }
    }

    fn apply_event(&mut self, event: &Event) -> Result<Applied, Stop> {
        self.refuse_ahead(event.at())?;
        if self.recording.strict {
            self.refuse_unknown(event.fact())?;
        }
        let derived;
        let id = if let Some(id) = event.id() {
            id
        } else {
            derived = content_id(event);
            &derived
        };
        let seq = self.state.seq.next();
        match events::insert(self.connection, self.names, event, id, seq)? {
            events::Inserted::New => {
                self.state.seq = seq;
                self.state.digest = self.state.digest.plus(Digest::of_event(event, id));
                Ok(Applied::Recorded)
            }
            events::Inserted::Duplicate => Ok(Applied::Duplicate),
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
        let versions = catalogue::history(self.connection, self.names, &put.entry)?;
        let changes_nothing = versions.content_holding(at) == Some(content);
        // A version that was dated by the caller is kept even where it changes nothing yet: a
        // version between it and the one before may still arrive, and then it must win.
        if versions.contains(at, content) || (changes_nothing && put.at.is_none()) {
            return Ok(Applied::Duplicate);
        }
        let seq = self.state.seq.next();
        catalogue::insert(self.connection, self.names, &put.entry, at, seq)?;
        self.state.seq = seq;
        self.state.digest = self.state.digest.plus(Digest::of_version(content, at));
        self.state.currency =
            self.state.currency.or(put.entry.money().map(|money| money.currency()));
        Ok(if changes_nothing { Applied::Duplicate } else { Applied::Recorded })
    }

    fn refuse_ahead(&self, at: Timestamp) -> Result<(), Stop> {
        if at.micros().saturating_sub(self.recording.now.micros()) > AHEAD_MICROS {
            return Err(Invalid::new("at", "is more than 24 hours ahead of this machine's clock: check its date, its zone and its format").into());
        }
        Ok(())
    }

    /// Strict batches name only what the catalogue knows.
    fn refuse_unknown(&mut self, fact: &Fact) -> Result<(), Stop> {
        let source = crate::model::Source::default();
        let row = crate::model::Flat::of(fact, &source);
        let named = [
            ("asset", Name::Asset, row.asset, "SELECT 1 FROM asset_history WHERE asset = ?1"),
            ("rep", Name::Rep, row.rep, "SELECT 1 FROM rep_history WHERE rep = ?1"),
            ("deal", Name::Deal, row.deal, "SELECT 1 FROM deal_history WHERE deal = ?1"),
        ];
        for (field, name, key, sql) in named {
            let Some(key) = key else { continue };
            let known = match self.names.find(self.connection, name, key)? {
                Some(id) => self.connection.prepare_cached(sql)?.exists(params![id])?,
                None => false,
            };
            if !known {
                return Err(Invalid::new(
                    field,
                    "is not in the catalogue, and strict recording wants it there: put it first",
                )
                .into());
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
        state::save(self.connection, &self.state)?;
        Ok(self.receipt())
    }
}
