//! Processes that record into one ledger at the same time.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use talktrack::Tracker;

use crate::slow_sync;
use crate::threads::{self, Measured};

const PROCESSES: u64 = 8;
const THREADS: u64 = 4;

/// Records for a while, and says what came of it as five numbers.
#[derive(Debug, clap::Args)]
pub(crate) struct Worker {
    ledger: PathBuf,
    sync_micros: u64,
    span_micros: u64,
}

impl Worker {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        slow_sync::at_least(Duration::from_micros(self.sync_micros));
        let span = Duration::from_micros(self.span_micros);
        let Measured { records, syncs, syncing, worst, time } =
            threads::record(&self.ledger, THREADS, span)?;
        let [syncing, worst, time] = [syncing, worst, time].map(|time| time.as_micros());
        println!("{records} {syncs} {syncing} {worst} {time}");
        Ok(())
    }
}

/// Lets all processes record at the same time, and adds up what came of it.
pub(crate) fn measure(sync: Duration, span: Duration) -> Result<Measured, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let ledger = folder.path().join("ledger.db");
    drop(Tracker::open(&ledger)?); // the workers are to record, not to wait for who creates it
    let program = std::env::current_exe()?;
    let start = || {
        Command::new(&program)
            .arg("record-worker")
            .arg(&ledger)
            .args([sync, span].map(|time| time.as_micros().to_string()))
            .stdout(Stdio::piped())
            .spawn()
    };
    let workers = (0..PROCESSES).map(|_| start()).collect::<Result<Vec<_>, _>>()?;
    let mut all = Measured {
        records: 0,
        syncs: 0,
        syncing: Duration::ZERO,
        worst: Duration::ZERO,
        time: span,
    };
    for worker in workers {
        let output = worker.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let numbers: Vec<u64> =
            said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [records, syncs, syncing, worst, time] = numbers[..] else {
            return Err(format!("a worker failed ({}): {said}", output.status).into());
        };
        all.records += records;
        all.syncs += syncs;
        all.syncing += Duration::from_micros(syncing);
        all.worst = all.worst.max(Duration::from_micros(worst));
        all.time = all.time.max(Duration::from_micros(time));
    }
    Ok(all)
}
