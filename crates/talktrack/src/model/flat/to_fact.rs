//! Reads a row back.

use serde_json::{Map, Value};

use super::super::event::Fact;
use super::super::facts::{
    Answer, Ask, Audience, Engagement, Feedback, Outcome, Recommendation, Retraction, Search,
    StageEntry, Training, Use,
};
use super::super::fields::Fields;
use super::super::invalid::Invalid;
use super::super::key::{EventId, Reference, Source};
use super::super::number::{Rating, Seconds};
use super::super::reading::TimeReading;
use super::super::time::Timestamp;
use super::super::vocabulary::{
    Action, AnswerResult, EventKind, OutcomeResult, Side, TrainingLevel,
};
use super::{Flat, FlatReference, object};

impl Flat<'_> {
    /// Reads a row back, through the same checks that let the fact in.
    pub fn to_fact(&self) -> Result<Fact, Invalid> {
        let map: Map<String, Value> = match &self.extra {
            None => Map::new(),
            Some(text) => object(text)?,
        };
        let times = TimeReading::strict();
        let mut rest = Fields::new(&map, &times);
        Ok(match self.kind {
            EventKind::Use => Fact::Use(Use {
                rep: required("rep", self.rep)?,
                asset: required("asset", self.asset)?,
                action: self.word_of("action", Action::try_from)?,
                conversation: self.conversation,
                deal: optional(self.deal)?,
                account: rest.optional("account")?,
                version: optional(self.word)?,
                contact: rest.optional("contact")?,
                channel: rest.optional("channel")?,
            }),
            EventKind::Engagement => Fact::Engagement(Engagement {
                used: self.point("use")?,
                seconds: self.number.map(Seconds::from_millis).transpose()?,
                pages: rest.optional("pages")?,
                contact: rest.optional("contact")?,
            }),
            EventKind::Outcome => Fact::Outcome(Outcome {
                deal: required("deal", self.deal)?,
                conversation: self.conversation.ok_or_else(|| missing("conversation"))?,
                result: self.word_of("result", OutcomeResult::try_from)?,
                rep: optional(self.rep)?,
            }),
            EventKind::Stage => Fact::Stage(StageEntry {
                deal: required("deal", self.deal)?,
                stage: required("stage", self.word)?,
            }),
            EventKind::Training => Fact::Training(Training {
                rep: required("rep", self.rep)?,
                asset: required("asset", self.asset)?,
                level: self.word_of("level", TrainingLevel::try_from)?,
            }),
            EventKind::Recommendation => Fact::Recommendation(Recommendation {
                asset: required("asset", self.asset)?,
                audience: match self.code {
                    Some(Audience::REP) => Audience::Rep(required("rep", self.rep)?),
                    Some(Audience::TEAM) => Audience::Team(required("team", self.word)?),
                    Some(Audience::EVERYONE) => Audience::Everyone,
                    _ => return Err(missing("rep")),
                },
                conversation: self.conversation,
                deal: optional(self.deal)?,
                until: self.number.map(Timestamp::from_micros).transpose()?,
            }),
            EventKind::Ask => Fact::Ask(Ask {
                kind: required("kind", self.word)?,
                asked_by: self.word_of("asked_by", Side::try_from)?,
                tags: rest.optional("tags")?.unwrap_or_default(),
                rep: optional(self.rep)?,
                asset: optional(self.asset)?,
                conversation: self.conversation,
                deal: optional(self.deal)?,
                needed_by: self.number.map(Timestamp::from_micros).transpose()?,
                note: rest.optional("note")?,
            }),
            EventKind::Answer => Fact::Answer(Answer {
                ask: self.point("ask")?,
                result: self.word_of("result", AnswerResult::try_from)?,
                asset: optional(self.asset)?,
                note: rest.optional("note")?,
            }),
            EventKind::Feedback => Fact::Feedback(Feedback {
                rep: required("rep", self.rep)?,
                asset: required("asset", self.asset)?,
                rating: self.number.map(Rating::from_stored).transpose()?,
                reason: rest.optional("reason")?,
                conversation: self.conversation,
                deal: optional(self.deal)?,
                note: rest.optional("note")?,
            }),
            EventKind::Search => Fact::Search(Search {
                rep: required("rep", self.rep)?,
                query: rest.required("query")?,
                hits: self
                    .number
                    .and_then(|hits| u32::try_from(hits).ok())
                    .ok_or_else(|| missing("hits"))?,
                tags: rest.optional("tags")?.unwrap_or_default(),
                opened: optional(self.asset)?,
                conversation: self.conversation,
            }),
            EventKind::Retraction => Fact::Retraction(Retraction {
                event: self.point("event")?,
                reason: rest.optional("reason")?,
            }),
        })
    }

    fn word_of<T>(
        &self,
        name: &'static str,
        read: fn(u8) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        self.code.ok_or_else(|| missing(name)).and_then(read)
    }

    fn point(&self, name: &'static str) -> Result<Reference, Invalid> {
        let FlatReference { source, id } = self.reference.ok_or_else(|| missing(name))?;
        Ok(Reference { id: EventId::new(id)?, source: Some(Source::new(source)?) })
    }
}

fn missing(name: &'static str) -> Invalid {
    Invalid::new(name, "is missing")
}

fn required<T: for<'t> TryFrom<&'t str, Error = Invalid>>(
    name: &'static str,
    text: Option<&str>,
) -> Result<T, Invalid> {
    text.ok_or_else(|| missing(name)).and_then(T::try_from)
}

fn optional<T: for<'t> TryFrom<&'t str, Error = Invalid>>(
    text: Option<&str>,
) -> Result<Option<T>, Invalid> {
    text.map(T::try_from).transpose()
}
