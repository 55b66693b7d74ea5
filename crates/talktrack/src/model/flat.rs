//! Events as one row each: every kind lays its fields into the same few columns.
//!
//! The columns hold what questions count by; what is only read back goes into `extra`, as JSON.
//! The patterns below name every field, so a new field does not compile until it has a place.

mod to_fact;

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::attributes::Attributes;
use super::conversation::Conversation;
use super::event::{Event, Fact};
use super::facts::{
    Answer, Ask, Audience, Engagement, Feedback, Outcome, Recommendation, Retraction, Search,
    StageEntry, Training, Use,
};
use super::fields::{Field, Fields, Written};
use super::invalid::Invalid;
use super::key::{Reference, Source, Word};
use super::number::{Rating, Seconds};
use super::reading::TimeReading;
use super::time::Timestamp;
use super::vocabulary::EventKind;

/// What an event says, as one row of the columns that all kinds share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat<'a> {
    /// The kind of the event.
    pub kind: EventKind,
    /// The rep it names.
    pub rep: Option<&'a str>,
    /// The asset it names (of a search, the one that was opened).
    pub asset: Option<&'a str>,
    /// The deal it names.
    pub deal: Option<&'a str>,
    /// The conversation it names.
    pub conversation: Option<Conversation>,
    /// A word of the kind's closed vocabulary: action, result, level or asking side; of a
    /// recommendation, 1 for a rep, 2 for a team, 3 for everyone.
    pub code: Option<u8>,
    /// An open word that questions count by: version of a use, stage, kind of ask, team advised.
    pub word: Option<&'a str>,
    /// A number: milliseconds of an engagement, rating, hits of a search; or a time in
    /// microseconds: `until`, `needed_by`.
    pub number: Option<i64>,
    /// The event it refers to.
    pub reference: Option<FlatReference<'a>>,
    /// The remaining fields as a JSON object with sorted keys.
    pub extra: Option<Cow<'a, str>>,
}

/// The event that a row refers to, always with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlatReference<'a> {
    /// Its source.
    pub source: &'a str,
    /// Its id.
    pub id: &'a str,
}

/// The remaining fields of a row, on their way to JSON with sorted keys, so that equal facts have
/// equal text.
#[derive(Default)]
struct Rest(Written);

impl Rest {
    fn with<T: Field>(mut self, name: &'static str, value: Option<&T>) -> Self {
        if let Some(value) = value {
            value.write(name, &mut self.0);
        }
        self
    }

    fn text(self) -> Option<Cow<'static, str>> {
        (!self.0.is_empty()).then(|| Cow::Owned(self.0.sorted_json()))
    }
}

/// The fields of a use that only are read back.
pub(super) fn use_extra(
    account: Option<&Word>,
    contact: Option<&Word>,
    channel: Option<&Word>,
) -> Option<Cow<'static, str>> {
    if account.is_none() && contact.is_none() && channel.is_none() {
        return None;
    }
    let rest = Rest::default();
    rest.with("account", account).with("contact", contact).with("channel", channel).text()
}

impl<'a> Flat<'a> {
    pub(super) fn empty(kind: EventKind) -> Self {
        Self {
            kind,
            rep: None,
            asset: None,
            deal: None,
            conversation: None,
            code: None,
            word: None,
            number: None,
            reference: None,
            extra: None,
        }
    }

    /// Lays out an event.
    pub fn of_event(event: &'a Event) -> Self {
        let mut row = Self::of(event.fact(), event.source());
        if !event.attributes().is_empty() {
            row.extra = with_attributes(row.extra.as_deref(), event.attributes());
        }
        row
    }

    /// Lays out a fact of an event from `source`.
    #[allow(clippy::too_many_lines)] // one arm a kind, each read against the one in `to_fact`
    pub fn of(fact: &'a Fact, source: &'a Source) -> Self {
        let row = Self::empty(fact.kind());
        let point = |reference: &'a Reference| {
            let source = reference.source.as_ref().unwrap_or(source).as_str();
            Some(FlatReference { source, id: reference.id.as_str() })
        };
        match fact {
            Fact::Use(Use {
                rep,
                asset,
                action,
                conversation,
                deal,
                account,
                version,
                contact,
                channel,
            }) => Self {
                rep: Some(rep.as_str()),
                asset: Some(asset.as_str()),
                deal: deal.as_ref().map(|deal| deal.as_str()),
                conversation: *conversation,
                code: Some(action.code()),
                word: version.as_ref().map(|version| version.as_str()),
                extra: use_extra(account.as_ref(), contact.as_ref(), channel.as_ref()),
                ..row
            },
            Fact::Engagement(Engagement { used, seconds, pages, contact }) => Self {
                number: seconds.map(Seconds::millis),
                reference: point(used),
                extra: Rest::default()
                    .with("pages", pages.as_ref())
                    .with("contact", contact.as_ref())
                    .text(),
                ..row
            },
            Fact::Outcome(Outcome { deal, conversation, result, rep }) => Self {
                rep: rep.as_ref().map(|rep| rep.as_str()),
                deal: Some(deal.as_str()),
                conversation: Some(*conversation),
                code: Some(result.code()),
                ..row
            },
            Fact::Stage(StageEntry { deal, stage }) => {
                Self { deal: Some(deal.as_str()), word: Some(stage.as_str()), ..row }
            }
            Fact::Training(Training { rep, asset, level }) => Self {
                rep: Some(rep.as_str()),
                asset: Some(asset.as_str()),
                code: Some(level.code()),
                ..row
            },
            Fact::Recommendation(Recommendation { asset, audience, conversation, deal, until }) => {
                let (code, rep, word) = match audience {
                    Audience::Rep(rep) => (Audience::REP, Some(rep.as_str()), None),
                    Audience::Team(team) => (Audience::TEAM, None, Some(team.as_str())),
                    Audience::Everyone => (Audience::EVERYONE, None, None),
                };
                Self {
                    rep,
                    asset: Some(asset.as_str()),
                    deal: deal.as_ref().map(|deal| deal.as_str()),
                    conversation: *conversation,
                    code: Some(code),
                    word,
                    number: until.map(Timestamp::micros),
                    ..row
                }
            }
            Fact::Ask(Ask {
                kind,
                asked_by,
                tags,
                rep,
                asset,
                conversation,
                deal,
                needed_by,
                note,
            }) => Self {
                rep: rep.as_ref().map(|rep| rep.as_str()),
                asset: asset.as_ref().map(|asset| asset.as_str()),
                deal: deal.as_ref().map(|deal| deal.as_str()),
                conversation: *conversation,
                code: Some(asked_by.code()),
                word: Some(kind.as_str()),
                number: needed_by.map(Timestamp::micros),
                extra: Rest::default().with("tags", Some(tags)).with("note", note.as_ref()).text(),
                ..row
            },
            Fact::Answer(Answer { ask, result, asset, note }) => Self {
                asset: asset.as_ref().map(|asset| asset.as_str()),
                code: Some(result.code()),
                reference: point(ask),
                extra: Rest::default().with("note", note.as_ref()).text(),
                ..row
            },
            Fact::Feedback(Feedback { rep, asset, rating, reason, conversation, deal, note }) => {
                Self {
                    rep: Some(rep.as_str()),
                    asset: Some(asset.as_str()),
                    deal: deal.as_ref().map(|deal| deal.as_str()),
                    conversation: *conversation,
                    number: rating.map(Rating::stored),
                    extra: Rest::default()
                        .with("reason", reason.as_ref())
                        .with("note", note.as_ref())
                        .text(),
                    ..row
                }
            }
            Fact::Search(Search { rep, query, hits, tags, opened, conversation }) => Self {
                rep: Some(rep.as_str()),
                asset: opened.as_ref().map(|asset| asset.as_str()),
                conversation: *conversation,
                number: Some((*hits).into()),
                extra: Rest::default().with("query", Some(query)).with("tags", Some(tags)).text(),
                ..row
            },
            Fact::Retraction(Retraction { event, reason }) => Self {
                reference: point(event),
                extra: Rest::default().with("reason", reason.as_ref()).text(),
                ..row
            },
        }
    }

    /// Reads back what the event carries beside its fact.
    pub fn attributes(&self) -> Result<Attributes, Invalid> {
        // Few events carry any, and every event is read back this way.
        let Some(text) = self.extra.as_deref().filter(|text| text.contains(Attributes::NAME))
        else {
            return Ok(Attributes::new());
        };
        let map = object(text)?;
        let times = TimeReading::strict();
        let mut rest = Fields::new(&map, &times);
        Ok(rest.optional(Attributes::NAME)?.unwrap_or_default())
    }
}

fn object(text: &str) -> Result<Map<String, Value>, Invalid> {
    serde_json::from_str(text).map_err(|_| Invalid::new("extra", "is not a JSON object"))
}

/// The remaining fields with what the event carries among them, in the order of names.
fn with_attributes(extra: Option<&str>, attributes: &Attributes) -> Option<Cow<'static, str>> {
    // What was laid out is an object, and an object of texts and numbers has a JSON form.
    let mut all = extra.and_then(|text| object(text).ok()).unwrap_or_default();
    let values = attributes.iter().map(|(name, value)| (name.to_owned(), value.clone()));
    all.insert(Attributes::NAME.to_owned(), Value::Object(values.collect()));
    serde_json::to_string(&all).ok().map(Cow::Owned)
}
