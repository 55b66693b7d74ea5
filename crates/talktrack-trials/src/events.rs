//! What workers record. An id says where its event comes from, and everything else in the event
//! follows from the id, so that it can be recorded again word for word.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use talktrack::ledger::{Origin, Raw, Submission};
use talktrack::model::{
    Action, Asset, AssetKey, Conversation, Event, EventId, Invalid, Put, Record, RepKey, Timestamp,
    Use,
};

use crate::error::{Error, Result};

/// An event that a thread records by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Single {
    /// The process, counted over the whole trial.
    pub run: u32,
    /// Its thread.
    pub thread: u32,
    /// The thread's event, from 0.
    pub number: u32,
}

/// A batch: an asset of its own, events that use it, and a row that is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Batch {
    /// The process, counted over the whole trial.
    pub run: u32,
    /// Its importing thread.
    pub importer: u32,
    /// The importer's batch, from 0.
    pub number: u32,
    /// How many records it brings, the asset included and the refused row not.
    pub size: u32,
}

impl Single {
    /// The event.
    pub fn event(self) -> Result<Event> {
        let Self { run, thread, number } = self;
        // Mostly well-known names; now and then one that nobody has seen, which a rollback must
        // take back from memory, too.
        let asset = if number % 16 == 5 { self.to_string() } else { format!("a{}", number % 61) };
        usage(&self.to_string(), &format!("rep {run} {thread}"), &asset, number)
    }
}

impl Batch {
    /// The batch as it is handed over.
    pub fn submissions(self) -> Result<Vec<Submission>> {
        let name = self.to_string();
        let origin = Arc::new(Origin { name: name.clone(), ..Origin::default() });
        let at = |line, content| Submission {
            origin: Arc::clone(&origin),
            line,
            raw: Raw::Whole(name.clone().into_bytes()),
            content,
            replays: None,
        };
        let key = AssetKey::new(name.clone()).map_err(talktrack::Error::from)?;
        let asset = Put::at(Asset::new(key), moment(self.number)?);
        let mut rows = vec![at(0, Ok(vec![Record::from(asset)]))];
        for row in 1..self.size {
            let id = format!("{name}.{row}");
            let event = usage(&id, &format!("rep {row}"), &name, row)?;
            rows.push(at(row.into(), Ok(vec![event.into()])));
        }
        let refused = Invalid::new("row", "is refused in every batch, to see that it is kept");
        rows.insert(rows.len() / 2, at(self.size.into(), Err(refused)));
        Ok(rows)
    }
}

fn usage(id: &str, rep: &str, asset: &str, number: u32) -> Result<Event> {
    let made = || {
        let action = Action::ALL[number as usize % Action::ALL.len()];
        let conversation = Conversation::ALL[number as usize % Conversation::ALL.len()];
        let usage =
            Use::new(RepKey::new(rep.to_owned())?, AssetKey::new(asset.to_owned())?, action)
                .conversation(conversation);
        Ok::<_, Invalid>((usage, EventId::new(id.to_owned())?))
    };
    let (usage, id) = made().map_err(talktrack::Error::from)?;
    Ok(Event::new(moment(number)?, usage).with_id(id))
}

/// Some minute of the year 2026.
fn moment(number: u32) -> Result<Timestamp> {
    const START: i64 = 1_767_225_600_000_000;
    let micros = START + i64::from(number % 100_000) * 60_000_000;
    Ok(Timestamp::from_micros(micros).map_err(talktrack::Error::from)?)
}

impl fmt::Display for Single {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "single.{}.{}.{}", self.run, self.thread, self.number)
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "batch.{}.{}.{}.{}", self.run, self.importer, self.number, self.size)
    }
}

/// What an id in a ledger stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Single(Single),
    /// The batch, and the row in it; the asset of a batch is row 0.
    Row(Batch, u32),
}

impl FromStr for Named {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self> {
        let strange = || Error::Worker(format!("{id:?} is nobody's id"));
        let (kind, numbers) = id.split_once('.').ok_or_else(strange)?;
        let numbers: Vec<u32> = numbers
            .split('.')
            .map(|number| number.parse().map_err(|_| strange()))
            .collect::<Result<_>>()?;
        match (kind, &numbers[..]) {
            ("single", &[run, thread, number]) => Ok(Self::Single(Single { run, thread, number })),
            ("batch", &[run, importer, number, size]) => {
                Ok(Self::Row(Batch { run, importer, number, size }, 0))
            }
            ("batch", &[run, importer, number, size, row]) => {
                Ok(Self::Row(Batch { run, importer, number, size }, row))
            }
            _ => Err(strange()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_what_it_stands_for() {
        let single = Single { run: 7, thread: 3, number: 12 };
        assert_eq!(single.to_string().parse::<Named>().unwrap(), Named::Single(single));
        let batch = Batch { run: 1, importer: 0, number: 4, size: 50 };
        assert_eq!(batch.to_string().parse::<Named>().unwrap(), Named::Row(batch, 0));
        let row = format!("{batch}.17");
        assert_eq!(row.parse::<Named>().unwrap(), Named::Row(batch, 17));
        for strange in ["", "single", "single.1", "single.1.2.x", "other.1.2.3"] {
            assert!(strange.parse::<Named>().is_err(), "{strange}");
        }
    }

    #[test]
    fn a_batch_brings_what_it_says_and_one_row_that_is_refused() {
        let batch = Batch { run: 1, importer: 0, number: 4, size: 50 };
        let tracker = talktrack::Tracker::in_memory().unwrap();
        for (recorded, duplicates) in [(50, 0), (0, 50)] {
            let receipt = tracker.submit(batch.submissions().unwrap(), false).unwrap();
            assert_eq!(
                (receipt.recorded, receipt.duplicates, receipt.rejected),
                (recorded, duplicates, 1)
            );
        }
    }
}
