//! A ledger into a folder: one table for each type of record, in files by month.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use talktrack::Tracker;
use talktrack::ledger::Seq;
use talktrack::model::Record;

use super::answer::Stored;
use super::field::tags;
use super::partition::Partitions;
use crate::error::Error;

/// Writes everything in the ledger into the folder, and returns how many records that are.
pub(crate) fn export(tracker: &Tracker, folder: &Path, stored: Stored) -> Result<u64, Error> {
    // The columns of a table are the same in all of its files, so the tags are looked up first. What is
    // recorded after that is left for the next export.
    let (tags, last) = all_tags(tracker)?;
    let currency = tracker.state()?.currency;
    let mut partitions = Partitions::new(folder, stored, &tags, currency);
    let mut failed = None;
    let visited = tracker.records(|seq, record| {
        if Some(seq) > last {
            return Ok(());
        }
        partitions.add(&record).map_err(|error| {
            failed = Some(error);
            // Any error ends the visit; this one is not shown.
            talktrack::Error::NotFound(String::new())
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    visited?;
    partitions.finish()
}

/// The names of the tags by type of record.
pub(super) type TagsByType = BTreeMap<String, BTreeSet<String>>;

fn all_tags(tracker: &Tracker) -> Result<(TagsByType, Option<Seq>), Error> {
    let mut by_type = TagsByType::new();
    let mut last = None;
    tracker.records(|seq, record| {
        last = Some(seq);
        let fields = record.to_fields();
        for tag in tags(&fields) {
            let known = by_type.entry(kind(&record).to_owned()).or_default();
            if !known.contains(tag) {
                known.insert(tag.clone());
            }
        }
        Ok(())
    })?;
    Ok((by_type, last))
}

/// The type of a record.
pub(super) fn kind(record: &Record) -> &'static str {
    match record {
        Record::Event(event) => event.fact().kind().as_str(),
        Record::Put(put) => put.entry.kind().as_str(),
    }
}
