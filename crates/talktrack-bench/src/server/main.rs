//! Recording on a PostgreSQL server beside a plain `COPY` and plain inserts into a table with the same
//! unique columns, batch by batch in turn, on a server that is started for it.
#![allow(clippy::print_stdout)] // this is a program

mod plain;
#[path = "../recording/uses.rs"]
mod uses;

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use talktrack::Tracker;
use talktrack_conformance::server::{Durability, Server};
use talktrack_postgres::PostgresLedger;

use self::plain::Table;
use self::uses::{Ids, Plain, Uses};

/// Rows a commit, the same for all.
const BATCH: usize = 100_000;
/// How many of a batch are inserted one by one: a ratio needs no more.
const ONE_BY_ONE: usize = 5_000;
/// How many threads record at the same time.
const THREADS: usize = 16;

/// Measures recording on a PostgreSQL server.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many uses are loaded in bulk
    #[arg(long, default_value_t = 1_000_000)]
    uses: usize,
    /// How many events are recorded by themselves
    #[arg(long, default_value_t = 4_000)]
    records: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let server = Server::start(Durability::Full)?;
    for ids in [Ids::Random, Ids::ByTime] {
        bulk(&server, ids, arguments.uses)?;
    }
    single(&server, arguments.records)
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn bulk(server: &Server, ids: Ids, rows: usize) -> Result<(), Box<dyn Error>> {
    let (own, other) = (server.database()?, server.database()?);
    let tracker = Tracker::over(PostgresLedger::open(&own.url())?);
    let (mut by_copy, mut by_insert) =
        (Table::create(&other.url(), "copied")?, Table::create(&other.url(), "inserted")?);
    let mut uses = Uses::new(ids);
    let (mut ours, mut copies, mut inserts) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let mut again = Duration::ZERO;
    for start in (0..rows).step_by(BATCH) {
        let batch: Vec<Plain> = (0..BATCH.min(rows - start)).map(|_| uses.next_plain()).collect();
        let columns = uses::columns(&batch)?;
        let begin = Instant::now();
        let recorded = tracker.record_uses(&columns)?.recorded;
        ours += begin.elapsed();
        if recorded != batch.len() as u64 {
            return Err("not every use was recorded".into());
        }
        copies += by_copy.copy(&batch)?;
        inserts += by_insert.insert(&batch[..ONE_BY_ONE.min(batch.len())])?;
        if start == 0 {
            let begin = Instant::now();
            let duplicates = tracker.record_uses(&columns)?.duplicates;
            again = begin.elapsed();
            if duplicates != batch.len() as u64 {
                return Err("not every use was found again".into());
            }
        }
    }
    let batches = rows.div_ceil(BATCH);
    let rate = |rows: usize, time: Duration| rows as f64 / seconds(time);
    let ours_rate = rate(rows, ours);
    let (copy_rate, insert_rate) =
        (rate(rows, copies), rate(batches * ONE_BY_ONE.min(BATCH.min(rows)), inserts));
    println!("{rows} uses, {ids}, a commit per {BATCH}");
    println!("    plain COPY    {copy_rate:.0} rows/s");
    println!("    plain inserts {insert_rate:.0} rows/s, in one transaction per {ONE_BY_ONE}");
    println!(
        "    record_uses   {ours_rate:.0} rows/s: {:.2} × plain COPY, {:.1} × plain inserts",
        ours_rate / copy_rate,
        ours_rate / insert_rate
    );
    println!("    recorded again: {:.0} rows/s", rate(BATCH.min(rows), again));
    let bytes =
        own.sql("SELECT pg_total_relation_size('event') + pg_total_relation_size('chunk_column')")?;
    println!("    on disk {:.0} bytes a use", bytes.parse::<f64>()? / rows as f64);
    Ok(())
}

fn single(server: &Server, records: usize) -> Result<(), Box<dyn Error>> {
    let (own, other) = (server.database()?, server.database()?);
    let tracker = Tracker::over(PostgresLedger::open(&own.url())?);
    let mut table = Table::create(&other.url(), "inserted")?;
    let mut uses = Uses::new(Ids::ByTime);
    let mut next = |count: usize| (0..count).map(|_| uses.next_plain()).collect::<Vec<_>>();
    let alone = next(records / 8);
    let begin = Instant::now();
    for row in &alone {
        tracker.record(row.event()?)?;
    }
    let one = seconds(begin.elapsed()) / alone.len() as f64;
    let plain = seconds(table.insert_each(&alone)?) / alone.len() as f64;
    let many = next(records);
    let position = AtomicUsize::new(0);
    let begin = Instant::now();
    let recorded: Result<Vec<usize>, String> = std::thread::scope(|scope| {
        let record = || {
            let mut recorded = 0;
            while let Some(row) = many.get(position.fetch_add(1, Ordering::Relaxed)) {
                let event = row.event().map_err(|error| error.to_string())?;
                tracker.record(event).map_err(|error| error.to_string())?;
                recorded += 1;
            }
            Ok(recorded)
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(record)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".into())))
            .collect()
    });
    let shared = seconds(begin.elapsed()) / recorded?.iter().sum::<usize>() as f64;
    println!("one record a call, each durable when the call returns");
    println!("    plain insert and commit {:.0} a second, one client", 1.0 / plain);
    println!("    record, one thread      {:.0} a second: {:.2} × plain", 1.0 / one, plain / one);
    println!(
        "    record, {THREADS} threads     {:.0} a second: {:.1} × plain from one client",
        1.0 / shared,
        plain / shared
    );
    Ok(())
}
