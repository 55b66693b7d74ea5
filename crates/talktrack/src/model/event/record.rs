//! Anything that can be recorded, and its form as named values, as JSON has them.

use serde::de::Error as _;
use serde_json::{Map, Value};

use super::super::catalogue::{Entry, EntryKind, Put};
use super::super::fields::{Field, Fields, Written};
use super::super::invalid::{Invalid, suggest};
use super::super::key::{EventId, Source};
use super::super::reading::TimeReading;
use super::super::record::FieldDoc;
use super::super::time::Timestamp;
use super::super::vocabulary::EventKind;
use super::{Event, Fact};

/// Anything that can be recorded: an event, or a catalogue entry that is put.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// Something that happened.
    Event(Event),
    /// Something that is known.
    Put(Put),
}

impl From<Event> for Record {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl From<Put> for Record {
    fn from(put: Put) -> Self {
        Self::Put(put)
    }
}

/// What `type` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RecordKind {
    Event(EventKind),
    Entry(EntryKind),
}

fn record_kind(name: &str) -> Result<RecordKind, Invalid> {
    let event = EventKind::ALL.iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name));
    let entry = EntryKind::ALL.iter().find(|kind| kind.as_str().eq_ignore_ascii_case(name));
    match (event, entry) {
        (Some(kind), _) => Ok(RecordKind::Event(*kind)),
        (None, Some(kind)) => Ok(RecordKind::Entry(*kind)),
        (None, None) => Err(Invalid::unknown_word("type", name, Record::types())),
    }
}

impl Record {
    /// The words that `type` can be: eleven kinds of events, six kinds of catalogue entries.
    pub fn types() -> impl Iterator<Item = &'static str> + Clone {
        let events = EventKind::ALL.iter().map(|kind| kind.as_str());
        events.chain(EntryKind::ALL.iter().map(|kind| kind.as_str()))
    }

    /// The fields that a record of type `name` has, beside `type`.
    pub fn fields(name: &str) -> Result<Vec<FieldDoc>, Invalid> {
        const ID: FieldDoc = FieldDoc {
            name: "id",
            required: false,
            beside: &[],
            form: EventId::FORM,
            kind: EventId::KIND,
            meaning: "Identifies the event within its source.",
        };
        const SOURCE: FieldDoc = FieldDoc {
            name: "source",
            required: false,
            beside: &[],
            form: Source::FORM,
            kind: Source::KIND,
            meaning: "The system it comes from; talktrack unless given.",
        };
        const AT: FieldDoc = FieldDoc {
            name: "at",
            required: true,
            beside: &[],
            form: Timestamp::FORM,
            kind: Timestamp::KIND,
            meaning: "When it happened.",
        };
        const FROM: FieldDoc = FieldDoc {
            name: "at",
            required: false,
            beside: &[],
            form: Timestamp::FORM,
            kind: Timestamp::KIND,
            meaning: "From when it holds; now unless given.",
        };
        Ok(match record_kind(name)? {
            RecordKind::Event(kind) => [vec![ID, SOURCE, AT], Fact::fields(kind)].concat(),
            RecordKind::Entry(kind) => [vec![FROM], Entry::fields(kind)].concat(),
        })
    }

    /// Reads a record from named values, with times read as `times` says.
    ///
    /// This is the one door: JSON, tables and Python all come through it. A name that the record
    /// does not have is refused, with the near miss.
    pub fn from_fields(map: &Map<String, Value>, times: &TimeReading) -> Result<Self, Invalid> {
        let mut fields = Fields::new(map, times);
        let Some(Value::String(name)) = fields.value("type") else {
            return Err(missing_type(map));
        };
        let record = match record_kind(name)? {
            RecordKind::Event(kind) => Self::Event(Event::read(kind, &mut fields)?),
            RecordKind::Entry(kind) => {
                let at = fields.optional("at")?;
                Self::Put(Put { at, entry: Entry::read(kind, &mut fields)? })
            }
        };
        fields.finish(name)?;
        Ok(record)
    }

    fn write(&self, out: &mut Written) {
        match self {
            Self::Event(event) => event.write(out),
            Self::Put(put) => put.write(out),
        }
    }

    /// The named values of the record, as [`Record::from_fields`] reads them.
    pub fn to_fields(&self) -> Map<String, Value> {
        written(|out| self.write(out)).into_map()
    }

    /// Reads one line of JSON, with times read as `times` says.
    pub fn from_json(json: &str, times: &TimeReading) -> Result<Self, Invalid> {
        let map: Map<String, Value> = serde_json::from_str(json).map_err(|error| {
            Invalid::new(
                "json",
                format!("cannot be read at column {}: {}", error.column(), plain(&error)),
            )
        })?;
        Self::from_fields(&map, times)
    }
}

/// What the JSON reader says, without the position that the caller states in its own words.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn missing_type(map: &Map<String, Value>) -> Invalid {
    match suggest("type", map.keys().map(String::as_str)) {
        Some(near) if near != "type" => {
            Invalid::new("type", format!("is missing: is {near} meant?"))
        }
        _ => Invalid::new("type", "is missing: say what it is, such as use or asset"),
    }
}

fn written(write: impl FnOnce(&mut Written)) -> Written {
    let mut out = Written::default();
    write(&mut out);
    out
}

impl serde::Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written(|out| self.write(out)).serialize(to)
    }
}

impl<'de> serde::Deserialize<'de> for Record {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(from)?;
        Self::from_fields(&map, &TimeReading::strict()).map_err(D::Error::custom)
    }
}

impl serde::Serialize for Event {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written(|out| self.write(out)).serialize(to)
    }
}

impl<'de> serde::Deserialize<'de> for Event {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Record::deserialize(from)? {
            Record::Event(event) => Ok(event),
            Record::Put(_) => Err(D::Error::custom("type: is a catalogue entry, not an event")),
        }
    }
}

impl serde::Serialize for Put {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written(|out| self.write(out)).serialize(to)
    }
}

impl<'de> serde::Deserialize<'de> for Put {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Record::deserialize(from)? {
            Record::Put(put) => Ok(put),
            Record::Event(_) => Err(D::Error::custom("type: is an event, not a catalogue entry")),
        }
    }
}
