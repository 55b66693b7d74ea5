//! Opens a ledger once, to look or to record.

use std::path::PathBuf;

use talktrack::Tracker;

use crate::error::{Attempted, Result};
use crate::events::Single;
use crate::line::Line;

/// Opens a ledger to look.
#[derive(Debug, clap::Args)]
pub struct Look {
    /// The ledger file.
    #[arg(long)]
    ledger: PathBuf,
}

impl Look {
    pub(super) fn run(&self) -> Result<()> {
        let tracker = Tracker::open_read_only(&self.ledger)?;
        Line::Seen(super::uses(&tracker)?).say().attempted("say what is seen")
    }
}

/// Opens a ledger and records one event.
#[derive(Debug, clap::Args)]
pub struct Touch {
    /// The ledger file.
    #[arg(long)]
    ledger: PathBuf,
    /// Which event.
    #[arg(long, default_value_t = 0)]
    number: u32,
}

impl Touch {
    pub(super) fn run(&self) -> Result<()> {
        let tracker = Tracker::open(&self.ledger)?;
        let single = Single { run: 0, thread: 0, number: self.number };
        tracker.record(single.event()?)?;
        Line::Single(single).say().attempted("acknowledge")
    }
}
