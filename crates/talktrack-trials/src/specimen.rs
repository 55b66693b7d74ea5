//! A ledger with rows of every kind, to be damaged.

use std::path::Path;

use talktrack::Tracker;
use talktrack::model::{Event, Reference};
use talktrack::model::{EventId, Record, Retraction, Timestamp};
use talktrack_simulation::{Company, Settings};

use crate::error::{Error, Result};
use crate::events::{Batch, Single};

/// How many events a specimen records one by one at its end.
const SINGLES: u32 = 12;

/// Records a small company into a new ledger at `path`, with texts as ids, a retraction and refused
/// rows; returns the tracker, so that the caller chooses when it is closed.
pub fn specimen(path: &Path) -> Result<Tracker> {
    let settings = Settings::default().reps(6).assets(24).deals(7);
    let company = Company::new(&settings).map_err(|error| Error::Worker(error.to_string()))?;
    let tracker = Tracker::open(path)?;
    tracker.record_all(company.records())?;
    tracker.submit(Batch { run: 0, importer: 0, number: 0, size: 20 }.submissions()?, false)?;
    tracker.record_all([retraction(Single { run: 0, thread: 0, number: 1 })?])?;
    Ok(tracker)
}

/// Goes on recording, commit by commit. Returns the last write before, and after each commit.
pub(crate) fn go_on(tracker: &Tracker) -> Result<Vec<u64>> {
    let mut writes = vec![tracker.state()?.seq.get()];
    for number in 0..SINGLES {
        let receipt = tracker.record(Single { run: 0, thread: 0, number }.event()?)?;
        writes.push(receipt.seq.get());
    }
    let batch = Batch { run: 0, importer: 0, number: 1, size: 30 };
    writes.push(tracker.submit(batch.submissions()?, false)?.seq.get());
    Ok(writes)
}

fn retraction(single: Single) -> Result<Record> {
    let id = |text: String| EventId::new(text).map_err(talktrack::Error::from);
    let at: Timestamp = "2026-06-01T12:00:00Z".parse().map_err(talktrack::Error::from)?;
    let reference = Reference { source: None, id: id(single.to_string())? };
    let event = Event::new(at, Retraction::new(reference)).with_id(id("retraction".into())?);
    Ok(event.into())
}
