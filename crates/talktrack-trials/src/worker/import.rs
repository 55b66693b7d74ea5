//! Imports a file, as the command of the same name does.

use std::fs::File;
use std::ops::ControlFlow;
use std::path::PathBuf;

use talktrack::Tracker;
use talktrack_exchange::{Format, ImportOptions, import};

use crate::error::{Attempted, Error, Result};
use crate::line::Line;

/// Imports a file of JSON lines in batches.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The ledger file.
    #[arg(long)]
    ledger: PathBuf,
    /// The file to import.
    #[arg(long)]
    file: PathBuf,
    /// How many rows a commit holds.
    #[arg(long)]
    batch: usize,
}

impl Import {
    pub(super) fn run(&self) -> Result<()> {
        super::stop_with_input();
        let tracker = Tracker::open(&self.ledger)?;
        let file = File::open(&self.file).attempted_on("open", &self.file)?;
        let options = ImportOptions { batch: self.batch, ..ImportOptions::default() };
        let mut said = 0;
        import(&tracker, file, "rows.jsonl", &Format::JsonLines, &options, &mut |progress| {
            let counts = progress.receipt_so_far;
            let committed = counts.recorded + counts.duplicates;
            // The import says what is committed: that much is acknowledged.
            if committed > said {
                said = committed;
                if Line::Seen(committed).say().is_err() {
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })
        .map(drop)
        .map_err(|error| Error::Worker(error.to_string()))
    }
}
