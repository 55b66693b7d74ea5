//! An event: its identity, its time, and what it says; and its JSON form.

use std::borrow::Cow;

use serde::de::Error as _;
use serde_json::{Map, Value};

use super::attributes::Attributes;
use super::catalogue::{Entry, EntryKind, Put};
use super::facts::{
    Answer, Ask, Engagement, Feedback, Outcome, Recommendation, Retraction, Search, StageEntry,
    Training, Use,
};
use super::fields::{Field, Fields, Written};
use super::invalid::{Invalid, suggest};
use super::key::{EventId, Reference, Source};
use super::reading::TimeReading;
use super::record::FieldDoc;
use super::time::Timestamp;
use super::vocabulary::EventKind;

/// Declares [`Fact`] over the kinds of events and the types that say what they hold.
macro_rules! facts {
    ($($kind:ident($type:ident),)+) => {
        /// What an event says: one variant per [`EventKind`].
        #[derive(Debug, Clone, PartialEq)]
        #[allow(missing_docs)] // each variant is named after the type it holds
        pub enum Fact { $( $kind($type), )+ }

        impl Fact {
            /// Its kind.
            pub const fn kind(&self) -> EventKind {
                match self { $( Self::$kind(_) => EventKind::$kind, )+ }
            }

            /// The fields that an event of this kind has, beside id, source and at.
            pub fn fields(kind: EventKind) -> Vec<FieldDoc> {
                match kind { $( EventKind::$kind => $type::fields(), )+ }
            }

            fn read(kind: EventKind, fields: &mut Fields<'_>) -> Result<Self, Invalid> {
                Ok(match kind { $( EventKind::$kind => Self::$kind($type::read(fields)?), )+ })
            }

            fn write(&self, out: &mut Written) {
                match self { $( Self::$kind(fact) => fact.write(out), )+ }
            }
        }

        $( impl From<$type> for Fact {
            fn from(fact: $type) -> Self {
                Self::$kind(fact)
            }
        } )+
    };
}

facts! {
    Use(Use),
    Engagement(Engagement),
    Outcome(Outcome),
    Stage(StageEntry),
    Training(Training),
    Recommendation(Recommendation),
    Ask(Ask),
    Answer(Answer),
    Feedback(Feedback),
    Search(Search),
    Retraction(Retraction),
}

impl Fact {
    /// The event that this one refers to, if its kind does.
    pub fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Engagement(engagement) => Some(&engagement.used),
            Self::Answer(answer) => Some(&answer.ask),
            Self::Retraction(retraction) => Some(&retraction.event),
            _ => None,
        }
    }

    /// The same fact as an event from `source` says it: a reference names a source only where it
    /// differs, so that equal events are equal and are written the same.
    fn settled(&self, source: &Source) -> Cow<'_, Self> {
        let names_own = |reference: &Reference| reference.source.as_ref() == Some(source);
        if !self.reference().is_some_and(names_own) {
            return Cow::Borrowed(self);
        }
        let mut settled = self.clone();
        if let Some(reference) = settled.reference_mut() {
            reference.source = None;
        }
        Cow::Owned(settled)
    }

    pub(crate) fn reference_mut(&mut self) -> Option<&mut Reference> {
        match self {
            Self::Engagement(engagement) => Some(&mut engagement.used),
            Self::Answer(answer) => Some(&mut answer.ask),
            Self::Retraction(retraction) => Some(&mut retraction.event),
            _ => None,
        }
    }
}

/// Something that happened: a fact with its time and its identity.
///
/// The pair of source and id identifies an event across all kinds. An event without an id gets one
/// when it is recorded. Its JSON form is flat:
///
/// ```
/// use talktrack::model::{Event, Fact};
/// let line = r#"{"type":"use","id":"e1","source":"portal","at":"2026-03-01T09:30:00Z",
///                "rep":"ada","asset":"deck","action":"presented","conversation":"relevant-meeting"}"#;
/// let event: Event = serde_json::from_str(line)?;
/// assert!(matches!(event.fact(), Fact::Use(usage) if usage.rep.as_str() == "ada"));
/// assert_eq!(serde_json::from_str::<Event>(&serde_json::to_string(&event)?)?, event);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Event {
    id: Option<EventId>,
    source: Source,
    at: Timestamp,
    fact: Fact,
    attributes: Attributes,
}

/// Events are equal if they say the same: a reference to the own source may name it or not.
impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.source, self.at) == (&other.id, &other.source, other.at)
            && self.attributes == other.attributes
            && self.fact.settled(&self.source) == other.fact.settled(&other.source)
    }
}

impl Event {
    /// An event of the default source, still without an id.
    pub fn new(at: Timestamp, fact: impl Into<Fact>) -> Self {
        let (source, attributes) = (Source::default(), Attributes::new());
        Self { id: None, source, at, fact: fact.into(), attributes }
    }

    /// The same event with `id`.
    pub fn with_id(mut self, id: EventId) -> Self {
        self.id = Some(id);
        self
    }

    /// The same event from `source`.
    pub fn with_source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The same event with what it carries beside what it says.
    pub fn with_attributes(mut self, attributes: Attributes) -> Self {
        self.attributes = attributes;
        self
    }

    /// What it carries beside what it says.
    pub const fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// Its id, once it has one.
    pub const fn id(&self) -> Option<&EventId> {
        self.id.as_ref()
    }

    /// The system it comes from.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// When it happened.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// What it says.
    pub const fn fact(&self) -> &Fact {
        &self.fact
    }

    fn read(kind: EventKind, fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        let id = fields.optional("id")?;
        let source = fields.optional("source")?.unwrap_or_default();
        let at = fields.required("at")?;
        let fact = Fact::read(kind, fields)?;
        let attributes = fields.optional(Attributes::NAME)?.unwrap_or_default();
        Ok(Self { id, source, at, fact, attributes })
    }

    fn write(&self, out: &mut Written) {
        out.push("type", Value::from(self.fact.kind().as_str()));
        if let Some(id) = &self.id {
            id.write("id", out);
        }
        self.source.write("source", out);
        self.at.write("at", out);
        self.fact.settled(&self.source).write(out);
        self.attributes.write(Attributes::NAME, out);
    }
}

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

/// A field of any record, by name: what files and tables may call their columns.
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
