//! An event: its identity, its time, and what it says.

mod record;

use std::borrow::Cow;

use serde_json::Value;

pub use self::record::Record;
use super::attributes::Attributes;
use super::facts::{
    Answer, Ask, Engagement, Feedback, Outcome, Recommendation, Retraction, Search, StageEntry,
    Training, Use,
};
use super::fields::{Field, Fields, Written};
use super::invalid::Invalid;
use super::key::{EventId, Reference, Source};
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
