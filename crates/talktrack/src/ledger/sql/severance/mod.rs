//! Arriving rows are severed from forgotten people before anything else sees them.
//!
//! While nobody is forgotten this costs nothing. Afterwards each unknown key of a rep is hashed, once
//! per writer; what is stored already is not looked at.

mod arriving;
mod people;
mod withhold;

use self::people::{Arriving, People};
use super::connection::{self as sql, Connection, Failure, storage};
use super::events::{self, EventRow};
use super::forget::load_hash;
use super::names::NameCache;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::Submission;
use crate::model::{Event, EventId, Flat, Record, Timestamp};

/// What the writer knows of forgotten people.
#[derive(Debug, Default)]
pub(super) struct Severance {
    generation: u64,
    people: Option<People>,
}

fn failed(error: &Failure) -> crate::Error {
    storage("record", error)
}

impl Severance {
    pub(super) const fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether anybody was forgotten.
    pub(super) const fn knows_anybody(&self) -> bool {
        self.people.is_some()
    }

    /// A batch begins.
    pub(super) fn begin(&mut self) {
        if let Some(people) = &mut self.people {
            people.spent_on_rows = 0;
        }
    }

    pub(super) fn load(connection: &dyn Connection, generation: u64) -> Result<Self> {
        let Some(hash) = load_hash(connection)? else {
            return Ok(Self { generation, people: None });
        };
        let people = people::load(connection, hash).map_err(|error| failed(&error))?;
        Ok(Self { generation, people: Some(people) })
    }

    /// The row without forgotten people; `None` if it names none.
    pub(super) fn sever(
        &mut self,
        connection: &dyn Connection,
        names: &mut NameCache,
        now: Timestamp,
        row: &Submission,
    ) -> Result<Option<Submission>> {
        let (Some(people), Ok(records)) = (&mut self.people, &row.content) else { return Ok(None) };
        let mut arriving = Arriving { connection, names, people };
        let mut severed = Vec::new();
        let mut any = false;
        for record in records {
            let other = match record {
                Record::Event(event) => arriving.event(event)?.map(Record::Event),
                Record::Put(put) => arriving.put(put, now)?.map(Record::Put),
            };
            any |= other.is_some();
            severed.push(other.unwrap_or_else(|| record.clone()));
        }
        Ok(any.then(|| Submission { content: Ok(severed), ..row.clone() }))
    }

    /// Whether the stored event with the same identity lost texts and is the same otherwise.
    pub(super) fn agrees(
        &self,
        connection: &dyn Connection,
        names: &mut NameCache,
        event: &Event,
        id: &EventId,
    ) -> sql::Result<bool> {
        if self.people.is_none() {
            return Ok(false);
        }
        let (source, flat) = (event.source(), Flat::of_event(event));
        let id = StoredId::of(id.as_str());
        let known = EventRow::of(source, event.at(), flat, id, |name, text| {
            names.find(connection, name, text)
        })?;
        let Some(arrived) = known else { return Ok(false) };
        let Some(stored) = events::severed(connection, arrived.source, &arrived.id)? else {
            return Ok(false);
        };
        let agree = texts_agree(stored.extra.as_deref(), arrived.extra.as_deref());
        Ok(agree && EventRow { extra: None, ..stored } == EventRow { extra: None, ..arrived })
    }
}

/// What forgetting takes from an event altogether.
const TAKEN: [&str; 3] = ["attributes", "note", "reason"];

/// Whether texts differ only by what forgetting took.
fn texts_agree(stored: Option<&str>, arrived: Option<&str>) -> bool {
    use serde_json::Value;
    fn agree(stored: &Value, arrived: &Value) -> bool {
        match (stored, arrived) {
            (Value::Object(stored), Value::Object(arrived)) => {
                stored.iter().all(|(name, value)| {
                    arrived.get(name).is_some_and(|arrived| agree(value, arrived))
                }) && arrived
                    .keys()
                    .all(|name| stored.contains_key(name) || TAKEN.contains(&name.as_str()))
            }
            (Value::String(stored), Value::String(arrived)) => {
                stored == arrived || stored.contains("forgotten")
            }
            _ => stored == arrived,
        }
    }
    let object =
        |text: Option<&str>| -> Option<Value> { serde_json::from_str(text.unwrap_or("{}")).ok() };
    object(stored).zip(object(arrived)).is_some_and(|(stored, arrived)| agree(&stored, &arrived))
}
