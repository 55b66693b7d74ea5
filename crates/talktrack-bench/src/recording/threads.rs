//! Single records from threads and processes beside one commit a record.

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use talktrack::Tracker;
use talktrack::model::Event;

use crate::figures::{kept, median, millis, rate};
use crate::plain::{Keys, Table};
use crate::processes;
use crate::slow_sync;
use crate::uses::{Ids, Uses};

/// Budgets: 32 threads beside one commit a record, records a commit, and the worst wait with 8 processes.
const RATIO: f64 = 10.0;
const A_COMMIT: f64 = 20.0;
const WORST: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
pub(crate) struct Threads {
    /// How often everything is measured; medians are printed.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many milliseconds each measurement takes.
    #[arg(long, default_value_t = 1_000)]
    millis: u64,
    /// How many microseconds a sync takes at least.
    #[arg(long, default_value_t = 200)]
    sync: u64,
}

impl Default for Threads {
    fn default() -> Self {
        Self { rounds: 5, millis: 1_000, sync: 200 }
    }
}

/// What was measured in a while.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) records: u64,
    pub(crate) syncs: u64,
    pub(crate) syncing: Duration,
    pub(crate) worst: Duration,
    pub(crate) time: Duration,
}

impl Measured {
    fn rate(&self) -> f64 {
        rate(self.records, self.time)
    }
}

impl Threads {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        let sync = Duration::from_micros(self.sync);
        let span = Duration::from_millis(self.millis);
        slow_sync::at_least(sync);
        println!(
            "Single records: medians of {} rounds, a sync takes at least {} µs",
            self.rounds, self.sync
        );
        let mut rounds = Vec::new();
        for _ in 0..self.rounds {
            let mut round = vec![alone(span)?];
            for threads in THREADS {
                round.push(in_threads(threads, span)?);
            }
            round.push(processes::measure(sync, span)?);
            rounds.push(round);
        }
        report(&rounds)
    }
}

const THREADS: [u64; 3] = [1, 8, 32];

fn report(rounds: &[Vec<Measured>]) -> Result<(), Box<dyn Error>> {
    let names =
        ["one commit a record", "1 thread", "8 threads", "32 threads", "8 processes of 4 threads"];
    for (part, name) in names.into_iter().enumerate() {
        let each = |figure: &dyn Fn(&Measured) -> f64| {
            rounds.iter().map(|round| figure(&round[part])).collect::<Vec<_>>()
        };
        let a_sync = median(each(&|one| one.records as f64 / one.syncs as f64));
        let took = median(each(&|one| millis(one.syncing) / one.syncs as f64));
        if rounds.iter().any(|round| round[part].syncs == 0) {
            return Err("SQLite's syncs do not go through this program: nothing is known".into());
        }
        let ratio =
            median(rounds.iter().map(|round| round[part].rate() / round[0].rate()).collect());
        let worst = rounds.iter().map(|round| round[part].worst).max().unwrap_or_default();
        print!(
            "  {name}: {:.0} records/s, {ratio:.1} ×, {a_sync:.1} records a sync of {took:.2} ms, worst wait {:.0} ms",
            median(each(&Measured::rate)),
            millis(worst)
        );
        println!(
            "{}",
            match part {
                3 => format!(
                    " (budgets {RATIO} × and {A_COMMIT} a commit: {} and {})",
                    kept(ratio >= RATIO),
                    kept(a_sync >= A_COMMIT)
                ),
                4 => format!(" (budget {} ms: {})", millis(WORST), kept(worst < WORST)),
                _ => String::new(),
            }
        );
    }
    Ok(())
}

/// Without talktrack: every record is a transaction of its own.
fn alone(span: Duration) -> Result<Measured, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut table = Table::create(&folder.path().join("plain.db"), Keys::Numbers)?;
    let mut uses = Uses::new(Ids::Random);
    slow_sync::take();
    let (start, mut records, mut worst) = (Instant::now(), 0, Duration::ZERO);
    while start.elapsed() < span {
        let asked = Instant::now();
        table.insert(&[uses.next_plain()])?;
        worst = worst.max(asked.elapsed());
        records += 1;
    }
    let (time, (syncs, syncing)) = (start.elapsed(), slow_sync::take());
    Ok(Measured { records, syncs, syncing, worst, time })
}

fn in_threads(threads: u64, span: Duration) -> Result<Measured, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    record(&folder.path().join("ledger.db"), threads, span)
}

/// Records from `threads` threads for a while.
pub(crate) fn record(
    ledger: &Path,
    threads: u64,
    span: Duration,
) -> Result<Measured, Box<dyn Error>> {
    let tracker = Tracker::open(ledger)?;
    let (recorded, worst) = (AtomicU64::new(0), AtomicU64::new(0));
    slow_sync::take();
    let start = Instant::now();
    let each = || -> Result<(), talktrack::Error> {
        let mut uses = Uses::new(Ids::Random);
        while start.elapsed() < span {
            // Without ids of their own the events get fresh ones.
            let plain = uses.next_plain();
            let event = Event::new(plain.at()?, plain.usage()?);
            let asked = Instant::now();
            tracker.record(event)?;
            let waited = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
            worst.fetch_max(waited, Ordering::Relaxed);
            recorded.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    std::thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(each)).collect();
        for thread in threads {
            match thread.join() {
                Ok(result) => result?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })?;
    let (time, (syncs, syncing)) = (start.elapsed(), slow_sync::take());
    let worst = Duration::from_micros(worst.into_inner());
    Ok(Measured { records: recorded.into_inner(), syncs, syncing, worst, time })
}
