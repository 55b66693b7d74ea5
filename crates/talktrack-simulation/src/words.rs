//! The words, sources and ids that records are made of.

use talktrack::model::{Event, EventId, Fact, Invalid, Source, Timestamp, Word};
use uuid::Builder;

use crate::catalogue::STAGES;
use crate::dice::Dice;
use crate::names::{CHANNELS, CONTACTS};

/// Words that come up again and again, checked once.
#[derive(Debug)]
pub(crate) struct Words {
    /// Where reps find assets and share them.
    pub(crate) showroom: Source,
    /// Where deals are kept.
    pub(crate) crm: Source,
    /// Where reps are trained.
    pub(crate) academy: Source,
    pub(crate) stages: Vec<Word>,
    pub(crate) channels: Vec<Word>,
    pub(crate) contacts: Vec<Word>,
}

impl Words {
    pub(crate) fn new() -> Result<Self, Invalid> {
        let all = |words: &[&str]| -> Result<Vec<_>, Invalid> {
            words.iter().map(|word| Word::new(*word)).collect()
        };
        Ok(Self {
            showroom: Source::new("showroom")?,
            crm: Source::new("crm")?,
            academy: Source::new("academy")?,
            stages: all(&STAGES.map(|(stage, _)| stage))?,
            channels: all(&CHANNELS)?,
            contacts: all(&CONTACTS)?,
        })
    }
}

/// An event with all that identifies it.
pub(crate) fn event(source: &Source, id: EventId, at: Timestamp, fact: impl Into<Fact>) -> Event {
    Event::new(at, fact).with_source(source.clone()).with_id(id)
}

/// An id that sorts by time, as systems give out while things happen (UUID version 7).
pub(crate) fn timed_id(at: Timestamp, dice: &mut Dice) -> Result<EventId, Invalid> {
    let millis = u64::try_from(at.micros() / 1_000).unwrap_or_default();
    let uuid = Builder::from_unix_timestamp_millis(millis, &dice.bytes()).into_uuid();
    EventId::new(uuid.to_string())
}

/// An id without any order (UUID version 4).
pub(crate) fn random_id(dice: &mut Dice) -> Result<EventId, Invalid> {
    EventId::new(Builder::from_random_bytes(dice.bytes()).into_uuid().to_string())
}
