//! Recording beside plain prepared inserts into the same SQLite, in one run.
//!
//! `cargo run --release -p talktrack-bench --bin recording [ROWS]`
#![allow(clippy::print_stdout)] // what it prints is what it is for

mod plain;
mod threads;
mod uses;

use std::error::Error;
use std::time::{Duration, Instant};

use talktrack::Tracker;

use uses::{Ids, Uses};

/// Rows a commit, the same for both.
const BATCH: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let rows = match std::env::args().nth(1) {
        Some(rows) => rows.parse()?,
        None => 1_000_000,
    };
    println!(
        "{rows} uses in batches of {BATCH}, one commit a batch, synchronous=FULL, pages of 8 KiB"
    );
    for ids in [Ids::Random, Ids::ByTime] {
        let plain = plain_inserts(rows, ids)?;
        let ours = record_all(rows, ids)?;
        println!(
            "{ids}: plain inserts {:.0} rows/s, record_all {:.0} rows/s, ratio {:.2}; {:.0} bytes a use on disk",
            rate(rows, plain),
            rate(rows, ours.0),
            plain.as_secs_f64() / ours.0.as_secs_f64(),
            ours.1 as f64 / rows as f64,
        );
    }
    threads::compare()
}

fn rate(rows: usize, time: Duration) -> f64 {
    rows as f64 / time.as_secs_f64()
}

/// The time that plain inserts take; making the rows is not counted.
fn plain_inserts(rows: usize, ids: Ids) -> Result<Duration, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut table = plain::Table::create(&folder.path().join("plain.db"))?;
    let mut uses = Uses::new(ids);
    let mut spent = Duration::ZERO;
    for size in batches(rows) {
        let batch: Vec<_> = (0..size).map(|_| uses.next_plain()).collect();
        let start = Instant::now();
        table.insert(&batch)?;
        spent += start.elapsed();
    }
    Ok(spent)
}

/// The time that `record_all` takes, and the size of the ledger.
fn record_all(rows: usize, ids: Ids) -> Result<(Duration, u64), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ledger.db");
    let tracker = Tracker::open(&path)?;
    let mut uses = Uses::new(ids);
    let mut spent = Duration::ZERO;
    for size in batches(rows) {
        let batch: Vec<_> = (0..size).map(|_| uses.next_plain()).collect();
        let batch = uses::columns(&batch)?;
        let start = Instant::now();
        let receipt = tracker.record_uses(&batch)?;
        spent += start.elapsed();
        if receipt.recorded != size as u64 {
            return Err("not every use was recorded".into());
        }
    }
    drop(tracker);
    Ok((spent, std::fs::metadata(&path)?.len()))
}

fn batches(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by(BATCH).map(move |start| BATCH.min(rows - start))
}
