//! Asks while others record.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Attempted, Result};
use crate::line::Line;

/// Asks again and again how many uses there are, until its input ends.
#[derive(Debug, clap::Args)]
pub struct Ask {
    /// The ledger file.
    #[arg(long)]
    ledger: PathBuf,
}

/// Between two questions, so that asking does not take a whole core from those who record.
const BREATH: Duration = Duration::from_millis(5);

impl Ask {
    pub(super) fn run(&self) -> Result<()> {
        super::wait_for_the_word()?;
        super::stop_with_input();
        let tracker = talktrack_postgres::open_read_only(&self.ledger)?;
        loop {
            Line::Seen(super::uses(&tracker)?).say().attempted("say what is seen")?;
            std::thread::sleep(BREATH);
        }
    }
}
