//! Pure types: the five conversations, keys, times, money, the catalogue and the eleven events.
//!
//! Every value is checked where it is made, and serde, files and Python come in through the same
//! constructors, so a value that exists is a value that makes sense. Nothing here does I/O.

mod attributes;
mod canonical;
mod catalogue;
mod conversation;
mod event;
mod facts;
mod fields;
mod flat;
mod history;
mod identity;
mod invalid;
mod key;
mod key_list;
mod keyed;
mod money;
mod number;
mod reading;
mod record;
mod tags;
mod text_numbers;
mod time;
mod use_texts;
mod uses;
mod uses_builder;
mod uses_by_source;
mod uses_form;
mod vocabulary;

pub(crate) use vocabulary::vocabulary;

pub use attributes::Attributes;
pub use catalogue::{
    Agreement, Asset, Deal, Entry, EntryKind, Put, Rep, Stage, StageMeaning, Target, TargetFor,
};
pub use conversation::{Conversation, Conversations};
pub use event::{Event, Fact, Record};
pub use facts::{
    Answer, Ask, Audience, Engagement, Feedback, Outcome, Recommendation, Retraction, Search,
    StageEntry, Training, Use,
};
pub use flat::{Flat, FlatReference};
pub use history::History;
pub use identity::{Digest, content_id};
pub(crate) use identity::{DigestSum, content_uuid};
pub use invalid::{Invalid, suggest};
pub use key::{AssetKey, DealKey, EventId, Reference, RepKey, Source, Text, Word};
pub use keyed::Keyed;
pub(crate) use keyed::Listed;
pub use money::{Currency, Money};
pub use number::{Quantity, Rating, Seconds};
pub use reading::{Ambiguous, TimeFormat, TimeReading};
pub use record::{FieldDoc, FieldKind};
pub use tags::Tags;
pub(crate) use text_numbers::TextNumbers;
pub use time::{Timestamp, Zone};
pub use use_texts::{UseMember, UseTexts};
pub use uses::{Ids, Uses};
pub(crate) use uses_builder::canonical_uuid;
pub use uses_by_source::UsesBySource;
pub(crate) use uses_form::UsesForm;
pub use vocabulary::{
    Action, AnswerResult, EventKind, FeedbackReason, Measure, OutcomeResult, Period, Side,
    TrainingLevel,
};
