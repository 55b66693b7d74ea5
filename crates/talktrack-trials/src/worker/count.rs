//! Records a fixed number of events.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

use talktrack::Tracker;

use super::Ledger;
use crate::error::{Attempted, Error, Result};
use crate::events::{Batch, Single};
use crate::line::Line;

/// Threads record so many events each, when told to begin, and say how long the longest took.
#[derive(Debug, clap::Args)]
pub struct Count {
    #[command(flatten)]
    ledger: Ledger,
    /// How many threads record.
    #[arg(long, default_value_t = 1)]
    threads: u32,
    /// How many events each records.
    #[arg(long, default_value_t = 1)]
    each: u32,
    /// How many records a batch brings that one more thread imports meanwhile, again and again; 0
    /// for no such thread.
    #[arg(long, default_value_t = 0)]
    import: u32,
}

impl Count {
    pub(super) fn run(&self) -> Result<()> {
        // Opening is part of what is tried: several may open a file that is not there yet.
        super::wait_for_the_word()?;
        super::stop_with_input();
        let tracker = talktrack_postgres::open(&self.ledger.ledger)?;
        let done = AtomicBool::new(false);
        let worst = std::thread::scope(|scope| {
            let importer = (self.import > 0).then(|| scope.spawn(|| self.import(&tracker, &done)));
            let threads: Vec<_> = (0..self.threads)
                .map(|thread| {
                    let tracker = &tracker;
                    scope.spawn(move || self.count(tracker, thread))
                })
                .collect();
            // All are waited for before the importer is told, whatever became of them.
            let waits: Vec<_> = threads.into_iter().map(joined).collect();
            done.store(true, Ordering::Relaxed);
            importer.map_or(Ok(()), joined)?;
            waits
                .into_iter()
                .try_fold(Duration::ZERO, |worst, wait| Ok::<_, Error>(worst.max(wait?)))
        })?;
        let micros = u64::try_from(worst.as_micros()).unwrap_or(u64::MAX);
        Line::Worst(micros).say().attempted("say how long it took")
    }

    fn count(&self, tracker: &Tracker, thread: u32) -> Result<Duration> {
        let mut worst = Duration::ZERO;
        for number in 0..self.each {
            let single = Single { run: self.ledger.run, thread, number };
            let event = single.event()?;
            let begun = Instant::now();
            tracker.record(event)?;
            worst = worst.max(begun.elapsed());
            Line::Single(single).say().attempted("acknowledge")?;
        }
        Ok(worst)
    }

    /// At least one batch, and others while there are threads that record.
    fn import(&self, tracker: &Tracker, done: &AtomicBool) -> Result<()> {
        for number in 0.. {
            let batch = Batch { run: self.ledger.run, importer: 0, number, size: self.import };
            tracker.submit(batch.submissions()?, false)?;
            Line::Batch(batch).say().attempted("acknowledge")?;
            if done.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }
}

fn joined<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().map_err(|_| Error::Worker("it panicked".into()))?
}
