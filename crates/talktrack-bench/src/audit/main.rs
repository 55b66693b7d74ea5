//! The same question of the same uses, put to talktrack: `audit.py` puts it to the others.
#![allow(clippy::print_stdout)] // a bench prints

mod question;
mod uses;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use talktrack::Tracker;

use crate::question::Audit;

/// Makes uses, and audits them
#[derive(Debug, Parser)]
enum Command {
    /// Records uses into a new ledger
    Make {
        /// How many
        #[arg(long, default_value_t = 10_000_000)]
        uses: usize,
        /// The ledger to make
        ledger: PathBuf,
    },
    /// Writes the same uses as plain columns of numbers, for the others
    Columns {
        /// How many
        #[arg(long, default_value_t = 10_000_000)]
        uses: usize,
        /// The folder to write them to
        folder: PathBuf,
    },
    /// Asks in a fresh process, again with the data open, and after more was recorded
    Ask {
        /// How often it is asked with the data open
        #[arg(long, default_value_t = 9)]
        times: usize,
        /// Records this many more uses before the last time
        #[arg(long, default_value_t = 0)]
        more: usize,
        /// Writes the answer as CSV
        #[arg(long)]
        csv: Option<PathBuf>,
        /// The ledger that is asked
        ledger: PathBuf,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Command::parse() {
        Command::Make { uses, ledger } => uses::record(&Tracker::open(ledger)?, 0, uses),
        Command::Columns { uses, folder } => uses::write(&folder, uses),
        Command::Ask { times, more, csv, ledger } => {
            let seconds = |start: Instant| start.elapsed().as_secs_f64();
            let start = Instant::now();
            let tracker = Tracker::open_read_only(&ledger)?;
            let answer = tracker.ask(&Audit)?;
            let fresh = seconds(start);
            let mut open = Vec::new();
            for _ in 0..times {
                let start = Instant::now();
                tracker.ask(&Audit)?;
                open.push(seconds(start));
            }
            let mut refreshed = None;
            if more > 0 {
                let recorded: u64 = answer.rows.iter().map(|row| row.uses).sum();
                uses::record(&Tracker::open(&ledger)?, usize::try_from(recorded)?, more)?;
                let start = Instant::now();
                tracker.refresh()?;
                refreshed = Some(seconds(start));
            }
            if let Some(csv) = csv {
                let mut out = std::io::BufWriter::new(std::fs::File::create(csv)?);
                for row in &answer.rows {
                    let (asset, uses, reps) = (&row.asset, row.uses, row.reps);
                    write!(out, "{asset},{uses},{reps},{},{}", row.first, row.last)?;
                    for uses in row.by_conversation {
                        write!(out, ",{uses}")?;
                    }
                    writeln!(out)?;
                }
            }
            let result = serde_json::json!({
                "fresh": fresh,
                "open": open,
                "refreshed": refreshed,
                "bytes": tracker.bytes_in_memory()?,
            });
            println!("{result}");
            Ok(())
        }
    }
}
