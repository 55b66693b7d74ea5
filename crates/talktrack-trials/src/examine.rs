//! Reads a whole ledger and compares it with what was promised.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use talktrack::Tracker;
use talktrack::ledger::{QuarantineFilter, Seq};
use talktrack::model::{Entry, Record};

use crate::error::Result;
use crate::events::{Batch, Named, Single};
use crate::line::Line;

/// What workers were told is recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promised {
    /// Events that were acknowledged one by one.
    pub singles: BTreeSet<Single>,
    /// Batches that were acknowledged.
    pub batches: BTreeSet<Batch>,
}

impl Promised {
    /// Takes note of what a worker said; returns what it said that should not be.
    pub fn note(&mut self, lines: &[Line]) -> Vec<String> {
        let mut problems = Vec::new();
        for line in lines {
            match line {
                Line::Single(single) => drop(self.singles.insert(*single)),
                Line::Batch(batch) => drop(self.batches.insert(*batch)),
                Line::Problem(problem) => problems.push(problem.clone()),
                Line::Ready | Line::Seen(_) | Line::Found(_) | Line::Worst(_) | Line::Failed(_) => {
                }
            }
        }
        problems
    }

    /// How many records were acknowledged.
    pub fn records(&self) -> u64 {
        let in_batches: u64 = self.batches.iter().map(|batch| u64::from(batch.size)).sum();
        self.singles.len() as u64 + in_batches
    }
}

/// What a ledger holds of what was promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many records were acknowledged.
    pub acknowledged: u64,
    /// How many were found. There may be more, because a process can die between a commit and its
    /// acknowledgement.
    pub found: u64,
    /// What is wrong; empty if every promise was kept.
    pub problems: Vec<String>,
}

/// What was found on the way through the ledger.
#[derive(Default)]
struct Found {
    records: u64,
    last: u64,
    singles: HashSet<Single>,
    batches: HashMap<Batch, HashSet<u32>>,
    problems: Vec<String>,
}

/// Compares the ledger with what was promised: everything is there, nothing twice, no half batch, no
/// gap, and `check` finds nothing.
pub fn examine(tracker: &Tracker, promised: &Promised) -> Result<Verdict> {
    let mut found = Found::default();
    tracker.records(|seq, record| {
        found.record(seq, &record);
        Ok(())
    })?;
    found.lost(promised);
    found.halves(promised);
    found.refused(tracker)?;
    let findings = tracker.check()?;
    found.problems.extend(findings.problems.into_iter().map(|problem| format!("check: {problem}")));
    let state = tracker.state()?;
    if state.seq.get() != found.last {
        found
            .problems
            .push(format!("the ledger says {} and its last write is {}", state.seq, found.last));
    }
    Ok(Verdict { acknowledged: promised.records(), found: found.records, problems: found.problems })
}

impl Found {
    fn record(&mut self, seq: Seq, record: &Record) {
        self.records += 1;
        if seq.get() != self.last + 1 {
            self.problems.push(format!("write {seq} follows write {}", self.last));
        }
        self.last = seq.get();
        let id = match record {
            Record::Event(event) => event.id().map(|id| id.as_str()),
            Record::Put(put) => match &put.entry {
                Entry::Asset(asset) => Some(asset.key.as_str()),
                _ => None,
            },
        };
        let new = match id.unwrap_or_default().parse() {
            Ok(Named::Single(single)) => self.singles.insert(single),
            Ok(Named::Row(batch, row)) => self.batches.entry(batch).or_default().insert(row),
            Err(error) => {
                self.problems.push(format!("write {seq}: {error}"));
                true
            }
        };
        if !new {
            self.problems.push(format!("write {seq} is there twice: {}", id.unwrap_or_default()));
        }
    }

    fn lost(&mut self, promised: &Promised) {
        let singles = promised.singles.iter().filter(|single| !self.singles.contains(single));
        self.problems
            .extend(singles.map(|single| format!("{single} was acknowledged and is lost")));
        let batches = promised.batches.iter().filter(|batch| !self.batches.contains_key(batch));
        self.problems.extend(batches.map(|batch| format!("{batch} was acknowledged and is lost")));
    }

    fn halves(&mut self, promised: &Promised) {
        let halves = self.batches.iter().filter(|(batch, rows)| rows.len() != batch.size as usize);
        self.problems.extend(halves.map(|(batch, rows)| {
            let known =
                if promised.batches.contains(batch) { "acknowledged" } else { "not acknowledged" };
            format!("{batch} ({known}) is there with {} of its records", rows.len())
        }));
    }

    /// Each batch brings one row that is refused: it is in quarantine if the batch is there.
    fn refused(&mut self, tracker: &Tracker) -> Result<()> {
        let mut refused = BTreeMap::<String, u32>::new();
        for kept in tracker.quarantine(QuarantineFilter::All)? {
            *refused.entry(kept.origin.name.clone()).or_default() += 1;
        }
        for batch in self.batches.keys() {
            match refused.remove(&batch.to_string()) {
                Some(1) => {}
                rows => self.problems.push(format!("{batch} is there with {rows:?} refused rows")),
            }
        }
        let strays = refused.into_keys().map(|origin| format!("{origin} is refused and not there"));
        self.problems.extend(strays);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> Batch {
        Batch { run: 1, importer: 0, number: 0, size: 5 }
    }

    fn verdict(tracker: &Tracker, promised: &Promised) -> Vec<String> {
        examine(tracker, promised).unwrap().problems
    }

    #[test]
    fn what_was_promised_and_is_not_there_is_a_problem() {
        let tracker = Tracker::in_memory().unwrap();
        let single = Single { run: 1, thread: 0, number: 0 };
        let mut promised = Promised::default();
        assert!(promised.note(&[Line::Single(single), Line::Batch(batch())]).is_empty());
        assert_eq!(promised.records(), 6);
        let problems = verdict(&tracker, &promised);
        assert_eq!(
            problems,
            [
                "single.1.0.0 was acknowledged and is lost",
                "batch.1.0.0.5 was acknowledged and is lost"
            ]
        );
        tracker.record(single.event().unwrap()).unwrap();
        tracker.submit(batch().submissions().unwrap(), false).unwrap();
        let whole = Verdict { acknowledged: 6, found: 6, problems: Vec::new() };
        assert_eq!(examine(&tracker, &promised).unwrap(), whole);
    }

    #[test]
    fn half_a_batch_and_a_stray_are_problems() {
        let tracker = Tracker::in_memory().unwrap();
        let half = batch().submissions().unwrap().into_iter().filter(|row| row.line < 3);
        tracker.submit(half, false).unwrap();
        assert_eq!(
            verdict(&tracker, &Promised::default()),
            [
                "batch.1.0.0.5 (not acknowledged) is there with 3 of its records",
                "batch.1.0.0.5 is there with None refused rows"
            ]
        );
        let stray = Batch { number: 1, ..batch() };
        let refused = stray.submissions().unwrap().into_iter().filter(|row| row.content.is_err());
        tracker.submit(refused, false).unwrap();
        assert!(
            verdict(&tracker, &Promised::default())
                .contains(&"batch.1.0.1.5 is refused and not there".to_owned())
        );
    }
}
