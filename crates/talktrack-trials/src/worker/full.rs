//! Fills a disk with a ledger, and makes room again.

use std::path::{Path, PathBuf};

use talktrack::Tracker;

use crate::error::{Attempted, Result};
use crate::events::{Batch, Single};
use crate::examine::{Promised, examine};
use crate::line::Line;

/// Records into a folder until its disk is full, reads on, makes room and records on.
#[derive(Debug, clap::Args)]
pub struct Full {
    /// The folder, on a small disk.
    folder: PathBuf,
    /// How many KiB to take away beforehand and to give back afterwards.
    #[arg(long, default_value_t = 1024)]
    ballast: usize,
    /// How many records a batch brings.
    #[arg(long, default_value_t = 50)]
    batch: u32,
}

impl Full {
    pub(super) fn run(&self) -> Result<()> {
        let ballast = self.folder.join("ballast");
        std::fs::write(&ballast, vec![1; self.ballast << 10]).attempted_on("write", &ballast)?;
        let ledger = self.folder.join("full.db");
        let mut filling =
            Filling { tracker: Tracker::open(&ledger)?, promised: Promised::default() };
        // Once batches do not fit any more, perhaps single events still do.
        filling.until_full(|number| filling_batch(number, self.batch))?;
        filling.until_full(filling_single)?;
        filling.look(&ledger)?;
        filling = filling.reopened(&ledger)?;
        filling.until_full(|number| filling_single(number + 1_000_000))?;

        std::fs::remove_file(&ballast).attempted_on("remove", &ballast)?;
        for number in 0..10 {
            let single = Single { run: 1, thread: 0, number };
            filling.tracker.record(single.event()?)?;
            filling.say(Line::Single(single))?;
        }
        filling.look(&ledger)
    }
}

/// What one attempt records.
enum Write {
    Single(Single),
    Batch(Batch),
}

fn filling_single(number: u32) -> Write {
    Write::Single(Single { run: 0, thread: 0, number })
}

fn filling_batch(number: u32, size: u32) -> Write {
    Write::Batch(Batch { run: 0, importer: 0, number, size })
}

struct Filling {
    tracker: Tracker,
    promised: Promised,
}

impl Filling {
    fn say(&mut self, line: Line) -> Result<()> {
        line.say().attempted("acknowledge")?;
        self.promised.note(&[line]);
        Ok(())
    }

    /// Records until it fails three times: the disk does not become full and then less full.
    fn until_full(&mut self, next: impl Fn(u32) -> Write) -> Result<()> {
        let mut failures = 0;
        for number in 0.. {
            let write = next(number);
            let recorded = match &write {
                Write::Single(single) => self.tracker.record(single.event()?),
                Write::Batch(batch) => self.tracker.submit(batch.submissions()?, false),
            };
            match (recorded, write) {
                (Ok(_), Write::Single(single)) => self.say(Line::Single(single))?,
                (Ok(_), Write::Batch(batch)) => self.say(Line::Batch(batch))?,
                (Err(error), _) => {
                    failures += 1;
                    self.say(Line::Failed(error.to_string()))?;
                }
            }
            if failures == 3 {
                break;
            }
        }
        Ok(())
    }

    /// Reading goes on: in this process, and in one that opens the file afresh.
    fn look(&mut self, ledger: &Path) -> Result<()> {
        Line::Seen(super::uses(&self.tracker)?).say().attempted("say what is seen")?;
        let verdict = examine(&self.tracker, &self.promised)?;
        self.say(Line::Found(verdict.found))?;
        for problem in verdict.problems {
            self.say(Line::Problem(problem))?;
        }
        let afresh = Tracker::open_read_only(ledger)?;
        Line::Seen(super::uses(&afresh)?).say().attempted("say what is seen")
    }

    /// Closes the ledger and opens it again while the disk is full.
    fn reopened(self, ledger: &Path) -> Result<Self> {
        drop(self.tracker);
        Ok(Self { tracker: Tracker::open(ledger)?, promised: self.promised })
    }
}
