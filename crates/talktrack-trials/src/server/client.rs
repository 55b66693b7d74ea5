//! A host that records on a server.

use std::collections::BTreeMap;

use talktrack::Tracker;
use talktrack::ledger::Receipt;

use crate::error::Result;
use crate::events::{Batch, Single};
use crate::examine::Promised;

/// After so many failures in a row a client gives up.
const MOST_FAILURES: u32 = 20;

/// A client with an opening of its own, as on a host of its own.
pub(super) struct Client {
    tracker: Tracker,
    number: u32,
    batch: u32,
    next: u32,
    pub(super) promised: Promised,
    pub(super) problems: Vec<String>,
    pub(super) failures: BTreeMap<String, u32>,
}

impl Client {
    /// Opens the ledger at `url`.
    pub(super) fn open(url: &str, number: u32, batch: u32) -> Result<Self> {
        Ok(Self {
            tracker: talktrack_postgres::open(url.as_ref())?,
            number,
            batch,
            next: 0,
            promised: Promised::default(),
            problems: Vec::new(),
            failures: BTreeMap::new(),
        })
    }

    /// Records the next thing: mostly an event, now and then a batch.
    pub(super) fn record(&mut self) -> Result<()> {
        let number = self.next;
        self.next += 1;
        if number % 4 == 3 {
            let batch = Batch { run: self.number, importer: 0, number, size: self.batch };
            let rows = batch.submissions()?;
            let whole = (u64::from(self.batch), 1);
            if self.until_acknowledged(&batch.to_string(), whole, |tracker| {
                tracker.submit(rows.clone(), false)
            }) {
                self.promised.batches.insert(batch);
            }
        } else {
            let single = Single { run: self.number, thread: 0, number };
            let event = single.event()?;
            if self.until_acknowledged(&single.to_string(), (1, 0), |tracker| {
                tracker.record(event.clone())
            }) {
                self.promised.singles.insert(single);
            }
        }
        Ok(())
    }

    /// What failed is handed over again, as a host does that does not know what became of it. Then, and only
    /// then, it may be there already.
    fn until_acknowledged(
        &mut self,
        name: &str,
        (records, refused): (u64, u64),
        attempt: impl Fn(&Tracker) -> talktrack::Result<Receipt>,
    ) -> bool {
        for failures in 0..MOST_FAILURES {
            match attempt(&self.tracker) {
                Ok(receipt) => {
                    let recorded = (receipt.recorded, receipt.duplicates);
                    let expected =
                        recorded == (records, 0) || (failures > 0 && recorded == (0, records));
                    if !expected || receipt.rejected != refused {
                        self.problems.push(format!("{name} was acknowledged as {receipt:?}"));
                    }
                    return true;
                }
                Err(error) => *self.failures.entry(error.to_string()).or_default() += 1,
            }
        }
        self.problems.push(format!("{name} could not be recorded"));
        false
    }
}
