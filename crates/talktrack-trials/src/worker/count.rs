//! Records a fixed number of events.

use std::time::{Duration, Instant};

use talktrack::Tracker;

use super::Ledger;
use crate::error::{Attempted, Error, Result};
use crate::events::Single;
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
}

impl Count {
    pub(super) fn run(&self) -> Result<()> {
        // Opening is part of what is tried: several may open a file that is not there yet.
        super::wait_for_the_word()?;
        super::stop_with_input();
        let tracker = Tracker::open(&self.ledger.ledger)?;
        let worst = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads)
                .map(|thread| {
                    let tracker = &tracker;
                    scope.spawn(move || self.count(tracker, thread))
                })
                .collect();
            let mut worst = Duration::ZERO;
            for thread in threads {
                let waited = thread.join().map_err(|_| Error::Worker("it panicked".into()))??;
                worst = worst.max(waited);
            }
            Ok::<_, Error>(worst)
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
}
