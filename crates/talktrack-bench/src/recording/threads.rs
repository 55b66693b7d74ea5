//! Single records from many threads beside one commit a record.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use talktrack::Tracker;

use crate::plain;
use crate::uses::{Ids, Uses};

/// How long each number of threads records.
const SPAN: Duration = Duration::from_secs(2);

pub(crate) fn compare() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut table = plain::Table::create(&folder.path().join("plain.db"))?;
    let mut uses = Uses::new(Ids::Random);
    let (start, mut commits) = (Instant::now(), 0_u64);
    while start.elapsed() < SPAN {
        table.insert(&[uses.next_plain()])?;
        commits += 1;
    }
    let alone = commits as f64 / start.elapsed().as_secs_f64();
    println!(
        "one commit a record: {alone:.0} records/s, so a commit takes {:.2} ms here",
        1_000.0 / alone
    );
    for threads in [1, 8, 32] {
        let (rate, worst) = record(threads)?;
        println!(
            "record from {threads} threads: {rate:.0} records/s, ratio {:.1}, worst wait {:.0} ms",
            rate / alone,
            worst.as_secs_f64() * 1_000.0
        );
    }
    Ok(())
}

fn record(threads: u64) -> Result<(f64, Duration), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let tracker = Tracker::open(folder.path().join("ledger.db"))?;
    let (recorded, worst) = (AtomicU64::new(0), AtomicU64::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| -> Result<(), Box<dyn Error>> {
        let mut handles = Vec::new();
        for _ in 0..threads {
            let (tracker, recorded, worst) = (tracker.clone(), &recorded, &worst);
            handles.push(scope.spawn(move || -> Result<(), talktrack::Error> {
                // Without ids of their own the events get fresh ones.
                let mut uses = Uses::new(Ids::Random);
                while start.elapsed() < SPAN {
                    let event = uses.next_event()?;
                    let event = talktrack::model::Event::new(event.at(), event.fact().clone());
                    let asked = Instant::now();
                    tracker.record(event)?;
                    let waited = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
                    worst.fetch_max(waited, Ordering::Relaxed);
                    recorded.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            }));
        }
        for handle in handles {
            match handle.join() {
                Ok(result) => result?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })?;
    let rate = recorded.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64();
    Ok((rate, Duration::from_micros(worst.load(Ordering::Relaxed))))
}
