//! What an import came to, in numbers that can be held against the report of the system it came from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use talktrack::Tracker;
use talktrack::ledger::Receipt;
use talktrack::model::{EventKind, Fact, Record, Timestamp, Uses};

use crate::about::Row;
use crate::error::Error;

/// How many reasons, words and stages are counted apart, so that no file fills the memory.
const MOST: usize = 1_000;
/// What the others are called.
const OTHERS: &str = "others";

/// What an import came to.
///
/// Every row read is in it: each was left out for a reason, refused for a reason, or made records, which
/// were recorded or were there already.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reconciliation {
    /// Rows read; blank lines and the header are none.
    pub rows: u64,
    /// Records that are now in the ledger and were not before.
    pub recorded: u64,
    /// Records that were there already.
    pub duplicates: u64,
    /// Of the refused rows, those that contradict an event that was recorded before under the same source
    /// and id.
    pub conflicting: u64,
    /// Rows that were refused, by reason, the most frequent first. They are in quarantine.
    pub refused: Vec<Counted>,
    /// Rows with which nothing is wrong and of which no record is made, by reason, the most frequent first.
    pub left_out: Vec<Counted>,
    /// When the events of the file happened: the first and the last.
    pub happened: Option<Range>,
    /// When the system it comes from took note of its rows, if the file says that.
    pub logged: Option<Range>,
    /// How many rows there were of what, by source, in alphabetical order; rows that could not be read
    /// that far are not among them.
    pub totals: Vec<Total>,
    /// Uses among the records.
    pub uses: u64,
    /// Of the uses, those that name neither a conversation nor a deal, so that no stage can place them.
    pub unplaced_uses: u64,
    /// Assets that facts name and the catalogue of the ledger does not describe, after the import.
    pub uncatalogued_assets: u64,
    /// Stages that deals of the file entered and no stage map covers, after the import.
    pub unmapped_stages: Vec<String>,
}

/// Something that rows were counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The reason.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
}

/// From the first to the last of some moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The first.
    pub first: Timestamp,
    /// The last.
    pub last: Timestamp,
}

/// How many rows a source has of what it calls by one word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// The source of its events; of our own catalogue entries, `catalogue`.
    pub source: String,
    /// What the source calls them; the type of the record where it has no word of its own.
    pub word: String,
    /// How many rows; of our own words, how many records, of which a row can make several.
    pub rows: u64,
}

impl Range {
    fn with(range: Option<Self>, at: Timestamp) -> Self {
        let Self { first, last } = range.unwrap_or(Self { first: at, last: at });
        Self { first: first.min(at), last: last.max(at) }
    }
}

/// Counts rows while they go by.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    so_far: Reconciliation,
    left_out: BTreeMap<String, u64>,
    /// By source, then by word.
    totals: BTreeMap<String, BTreeMap<String, u64>>,
    stages: BTreeSet<String>,
}

impl Tally {
    pub(crate) fn count(&mut self, row: &Row) {
        self.so_far.rows += 1;
        let about = &row.about;
        if let Some(logged) = about.logged {
            self.so_far.logged = Some(Range::with(self.so_far.logged, logged));
        }
        let records = row.submission.content.as_deref().unwrap_or_default();
        if row.submission.content.is_ok()
            && let Some(reason) = &about.left_out
        {
            add(&mut self.left_out, reason);
        }
        match &about.word {
            Some(said) => self.add_total(about.source.as_deref().unwrap_or_default(), said, 1),
            None => {
                records.iter().for_each(|record| self.add_total(source(record), word(record), 1));
            }
        }
        for record in records {
            self.count_record(record);
        }
    }

    fn add_total(&mut self, source: &str, word: &str, rows: u64) {
        // Most rows are of a kind that was there before: no text is copied for them.
        if let Some(total) = self.totals.get_mut(source).and_then(|words| words.get_mut(word)) {
            *total += rows;
            return;
        }
        let known = self.totals.values().map(BTreeMap::len).sum::<usize>();
        let (source, word) = if known < MOST { (source, word) } else { ("", OTHERS) };
        let words = self.totals.entry(source.to_owned()).or_default();
        *words.entry(word.to_owned()).or_default() += rows;
    }

    /// Counts uses that are a row each.
    pub(crate) fn count_uses(&mut self, uses: &Uses) {
        let rows = uses.len() as u64;
        self.so_far.rows += rows;
        self.so_far.uses += rows;
        self.so_far.unplaced_uses += uses.unplaced() as u64;
        let (first, last) = (uses.times().iter().min(), uses.times().iter().max());
        for at in first.into_iter().chain(last) {
            self.so_far.happened = Some(Range::with(self.so_far.happened, *at));
        }
        self.add_total(uses.source_of_all().as_str(), EventKind::Use.as_str(), rows);
    }

    fn count_record(&mut self, record: &Record) {
        let Record::Event(event) = record else { return };
        self.so_far.happened = Some(Range::with(self.so_far.happened, event.at()));
        match event.fact() {
            Fact::Use(used) => {
                self.so_far.uses += 1;
                let unplaced = used.conversation.is_none() && used.deal.is_none();
                self.so_far.unplaced_uses += u64::from(unplaced);
            }
            Fact::Stage(entered)
                if self.stages.len() < MOST && !self.stages.contains(entered.stage.as_str()) =>
            {
                self.stages.insert(entered.stage.to_string());
            }
            _ => {}
        }
    }

    /// What all of it came to.
    pub(crate) fn finish(
        self,
        tracker: &Tracker,
        receipt: &Receipt,
    ) -> Result<Reconciliation, Error> {
        let stages: Vec<_> = self.stages.into_iter().collect();
        let totals = self.totals.into_iter().flat_map(|(source, words)| {
            words.into_iter().map(move |(word, rows)| Total { source: source.clone(), word, rows })
        });
        Ok(Reconciliation {
            recorded: receipt.recorded,
            duplicates: receipt.duplicates,
            conflicting: receipt.conflicts(),
            refused: counted(receipt.reasons.clone()),
            left_out: counted(self.left_out),
            totals: totals.collect(),
            uncatalogued_assets: tracker.uncatalogued_assets()?,
            unmapped_stages: tracker.unmapped_stages(&stages)?,
            ..self.so_far
        })
    }
}

/// The source of a record's event.
fn source(record: &Record) -> &str {
    match record {
        Record::Event(event) => event.source().as_str(),
        Record::Put(_) => "catalogue",
    }
}

/// The type of a record.
fn word(record: &Record) -> &'static str {
    match record {
        Record::Event(event) => event.fact().kind().as_str(),
        Record::Put(put) => put.entry.kind().as_str(),
    }
}

/// Counts one more row for `reason`, or for the others if too many are counted apart already.
fn add(counts: &mut BTreeMap<String, u64>, reason: &str) {
    if let Some(rows) = counts.get_mut(reason) {
        *rows += 1;
        return;
    }
    let reason = if counts.len() < MOST { reason } else { OTHERS };
    *counts.entry(reason.to_owned()).or_default() += 1;
}

/// The most frequent first.
fn counted(counts: BTreeMap<String, u64>) -> Vec<Counted> {
    let mut counted: Vec<_> =
        counts.into_iter().map(|(reason, rows)| Counted { reason, rows }).collect();
    counted.sort_by_key(|one| std::cmp::Reverse(one.rows));
    counted
}
