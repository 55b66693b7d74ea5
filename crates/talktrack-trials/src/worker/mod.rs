//! What workers do: the part of the command that is not for people.

mod ask;
mod count;
mod full;
mod import;
mod record;
mod visit;

use std::io::BufRead;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::{Attempted, Error, Result};
use crate::line::Line;

/// What a worker is told to do.
#[derive(Debug, clap::Subcommand)]
pub enum Task {
    /// Threads record single events, and importers batches, until the process is killed.
    Record(record::Record),
    /// Threads record so many events each, when told to begin.
    Count(count::Count),
    /// Asks how many uses there are, again and again.
    Ask(ask::Ask),
    /// Imports a file.
    Import(import::Import),
    /// Opens a ledger to look, and says how many uses it has.
    Look(visit::Look),
    /// Opens a ledger and records one event.
    Touch(visit::Touch),
    /// Fills the disk of a folder with a ledger.
    Full(full::Full),
}

impl Task {
    /// Does it.
    pub fn run(&self) -> ExitCode {
        let done = match self {
            Self::Record(task) => task.run(),
            Self::Count(task) => task.run(),
            Self::Ask(task) => task.run(),
            Self::Import(task) => task.run(),
            Self::Look(task) => task.run(),
            Self::Touch(task) => task.run(),
            Self::Full(task) => task.run(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                // Nobody may be listening any more, and then there is nobody to tell.
                let _ = Line::Failed(error.to_string()).say();
                ExitCode::FAILURE
            }
        }
    }
}

/// The ledger that a worker works on.
#[derive(Debug, clap::Args)]
struct Ledger {
    /// The ledger file.
    #[arg(long)]
    ledger: PathBuf,
    /// Which process this is, counted over the whole trial.
    #[arg(long, default_value_t = 0)]
    run: u32,
}

/// Ends this process when its input ends: whoever started it is gone, or has had enough.
fn stop_with_input() {
    std::thread::spawn(|| {
        let mut line = String::new();
        let mut input = std::io::stdin().lock();
        while input.read_line(&mut line).is_ok_and(|read| read > 0) {
            line.clear();
        }
        std::process::exit(0);
    });
}

/// Says that it is ready, and waits for the word.
fn wait_for_the_word() -> Result<()> {
    Line::Ready.say().attempted("say that it is ready")?;
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line).attempted("wait for the word")? {
        0 => Err(Error::Worker("nobody gave it the word".into())),
        _ => Ok(()),
    }
}

/// The uses that an answer counts.
fn uses(tracker: &talktrack::Tracker) -> Result<u64> {
    let answer = tracker.ask(&talktrack::analysis::Unused::new())?;
    Ok(answer.rows.iter().map(|row| row.uses).sum())
}
