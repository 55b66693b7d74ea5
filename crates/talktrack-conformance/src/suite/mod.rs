//! The promises, by what they are about.
#![allow(missing_docs)] // the name of a promise says it; what it does not say stands above it

pub mod answers;
pub mod batches;
pub mod catalogue;
pub mod chunks;
pub mod columns;
pub mod cursors;
pub mod forgetting;
pub mod identity;
pub mod laws;
pub mod many;
pub mod order;
pub mod quarantine;
pub mod reopening;
pub mod writes;

use talktrack::Tracker;
use talktrack::model::{
    Action, AssetKey, Event, EventId, Record, RepKey, TimeReading, Timestamp, Use,
};

fn read(line: &str) -> Record {
    Record::from_json(line.trim(), &TimeReading::strict()).unwrap()
}

fn all(lines: &str) -> Vec<Record> {
    lines.lines().map(read).collect()
}

fn usage(id: &str, asset: &str) -> Event {
    let at: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
    let usage =
        Use::new(RepKey::new("ada").unwrap(), AssetKey::new(asset).unwrap(), Action::Shared);
    Event::new(at, usage).with_id(EventId::new(id).unwrap())
}

/// Every record, in order, as JSON.
fn export(tracker: &Tracker) -> Vec<String> {
    let mut lines = Vec::new();
    tracker
        .records(|_, record| {
            lines.push(serde_json::to_string(&record).unwrap());
            Ok(())
        })
        .unwrap();
    lines
}

fn assert_sound(tracker: &Tracker) {
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}

/// The assets that have rows in the answer about what is unused, in its order.
fn assets(tracker: &Tracker) -> Vec<String> {
    let answer = tracker.ask(&talktrack::analysis::Unused::new()).unwrap();
    answer.rows.iter().map(|row| row.asset.to_string()).collect()
}
