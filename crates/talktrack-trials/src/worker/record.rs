//! Records until it is killed.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use talktrack::Tracker;

use super::Ledger;
use crate::error::{Attempted, Result};
use crate::events::{Batch, Single};
use crate::line::Line;

/// Threads record single events, and importers batches, until the process is killed or the ledger
/// refuses.
#[derive(Debug, clap::Args)]
pub struct Record {
    #[command(flatten)]
    ledger: Ledger,
    /// How many threads record single events.
    #[arg(long, default_value_t = 1)]
    threads: u32,
    /// How many threads record batches.
    #[arg(long, default_value_t = 0)]
    importers: u32,
    /// How many records a batch brings.
    #[arg(long, default_value_t = 100)]
    batch: u32,
    /// After how many records each thread closes the ledger and it is opened again.
    #[arg(long)]
    per_opening: Option<u32>,
}

impl Record {
    pub(super) fn run(&self) -> Result<()> {
        super::stop_with_input();
        let refused = AtomicBool::new(false);
        let mut numbers = 0..self.per_opening.unwrap_or(u32::MAX);
        loop {
            let tracker = talktrack_postgres::open(&self.ledger.ledger)?;
            std::thread::scope(|scope| {
                let work = Work { worker: self, tracker: &tracker, refused: &refused };
                for thread in 0..self.threads {
                    let numbers = numbers.clone();
                    scope.spawn(move || {
                        work.until_refused(numbers, |number| work.single(thread, number));
                    });
                }
                for importer in 0..self.importers {
                    let numbers = numbers.clone();
                    scope.spawn(move || {
                        work.until_refused(numbers, |number| work.batch(importer, number));
                    });
                }
            });
            if refused.load(Ordering::Relaxed) || self.per_opening.is_none() {
                // Reading goes on where recording does not.
                let seen = super::uses(&tracker)?;
                return Line::Seen(seen).say().attempted("say what is seen");
            }
            numbers =
                numbers.end..numbers.end.saturating_add(numbers.len().try_into().unwrap_or(1));
        }
    }
}

/// What a thread works with.
#[derive(Clone, Copy)]
struct Work<'a> {
    worker: &'a Record,
    tracker: &'a Tracker,
    refused: &'a AtomicBool,
}

impl Work<'_> {
    fn until_refused(self, numbers: Range<u32>, mut write: impl FnMut(u32) -> Result<Line>) {
        for number in numbers {
            match write(number) {
                // Whoever cannot be told need not be told more.
                Ok(line) if line.say().is_err() => return,
                Ok(_) => {}
                Err(error) => {
                    self.refused.store(true, Ordering::Relaxed);
                    let _ = Line::Failed(error.to_string()).say();
                    return;
                }
            }
        }
    }

    fn single(self, thread: u32, number: u32) -> Result<Line> {
        let single = Single { run: self.worker.ledger.run, thread, number };
        let receipt = self.tracker.record(single.event()?)?;
        Ok(match (receipt.recorded, receipt.duplicates) {
            (1, 0) => Line::Single(single),
            _ => Line::Problem(format!("{single} was recorded before: {receipt:?}")),
        })
    }

    fn batch(self, importer: u32, number: u32) -> Result<Line> {
        let Record { ledger, batch: size, .. } = self.worker;
        let batch = Batch { run: ledger.run, importer, number, size: *size };
        let receipt = self.tracker.submit(batch.submissions()?, false)?;
        let whole = (receipt.recorded, receipt.rejected) == (u64::from(*size), 1);
        Ok(if whole {
            Line::Batch(batch)
        } else {
            Line::Problem(format!("{batch} was not recorded whole: {receipt:?}"))
        })
    }
}
