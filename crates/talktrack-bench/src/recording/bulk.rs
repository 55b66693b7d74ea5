//! Many uses at once beside prepared inserts, batch by batch in turn, so that whatever else the machine
//! does hits both.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use talktrack::Tracker;
use talktrack::model::Event;

use crate::figures::{kept, median, rate};
use crate::plain::{Keys, Table};
use crate::uses::{self, Ids, Plain, Uses};

/// Rows a commit, the same for all.
const BATCH: usize = 1_000_000;
/// How many batches come as events too: a ratio needs no more, and they are slow to make.
const OF_EVENTS: usize = 2;
/// Bytes a use, index and sealed chunks included.
const BYTES: f64 = 120.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Bulk {
    /// How many uses, one measurement after the other.
    #[arg(default_values_t = [2_000_000, 10_000_000])]
    rows: Vec<usize>,
}

impl Default for Bulk {
    fn default() -> Self {
        Self { rows: vec![2_000_000, 10_000_000] }
    }
}

impl Bulk {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        println!("Bulk: batches of {BATCH}, one commit a batch, synchronous=FULL, pages of 8 KiB");
        for rows in &self.rows {
            for ids in [Ids::Random, Ids::ByTime] {
                println!("  {rows} uses, {ids}");
                compare(*rows, ids)?;
            }
        }
        Ok(())
    }
}

/// One way to record a batch.
trait Way {
    fn record(&mut self, batch: &[Plain]) -> Result<Duration, Box<dyn Error>>;
}

impl Way for Table {
    fn record(&mut self, batch: &[Plain]) -> Result<Duration, Box<dyn Error>> {
        let start = Instant::now();
        self.insert(batch)?;
        Ok(start.elapsed())
    }
}

/// Columns into a ledger.
struct Columns(Tracker);

impl Way for Columns {
    fn record(&mut self, batch: &[Plain]) -> Result<Duration, Box<dyn Error>> {
        let uses = uses::columns(batch)?;
        let start = Instant::now();
        let receipt = self.0.record_uses(&uses)?;
        let time = start.elapsed();
        all_recorded(receipt.recorded, batch)?;
        Ok(time)
    }
}

/// Events into a ledger.
struct Events(Tracker);

impl Way for Events {
    fn record(&mut self, batch: &[Plain]) -> Result<Duration, Box<dyn Error>> {
        let events = batch.iter().map(Plain::event).collect::<Result<Vec<Event>, _>>()?;
        let start = Instant::now();
        let receipt = self.0.record_all(events)?;
        let time = start.elapsed();
        all_recorded(receipt.recorded, batch)?;
        Ok(time)
    }
}

fn all_recorded(recorded: u64, batch: &[Plain]) -> Result<(), Box<dyn Error>> {
    let all = recorded == batch.len() as u64;
    all.then_some(()).ok_or_else(|| "not every use was recorded".into())
}

/// Batches recorded in one way.
#[derive(Debug, Default)]
struct Spent(Vec<Duration>);

impl Spent {
    /// How often the time of `plain` is the time of this, over as many batches: in total, and at the
    /// median of the batches.
    fn beside(&self, plain: &Self) -> (f64, f64) {
        let pairs = || plain.0.iter().zip(&self.0);
        let (plain, ours) =
            pairs().fold((Duration::ZERO, Duration::ZERO), |(a, b), (p, o)| (a + *p, b + *o));
        let each = pairs().map(|(plain, ours)| plain.as_secs_f64() / ours.as_secs_f64());
        (plain.as_secs_f64() / ours.as_secs_f64(), median(each.collect()))
    }

    fn total(&self) -> Duration {
        self.0.iter().sum()
    }
}

/// The same batches recorded in every way.
#[derive(Debug, Default)]
struct AllSpent {
    texts: Spent,
    numbers: Spent,
    columns: Spent,
    events: Spent,
}

fn compare(rows: usize, ids: Ids) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    let mut texts = Table::create(&at("texts.db"), Keys::texts())?;
    let mut numbers = Table::create(&at("numbers.db"), Keys::Numbers)?;
    let mut columns = Columns(Tracker::open(at("columns.db"))?);
    let mut events = Events(Tracker::open(at("events.db"))?);
    let mut spent = AllSpent::default();
    let mut uses = Uses::new(ids);
    for (number, start) in (0..rows).step_by(BATCH).enumerate() {
        let batch: Vec<_> = (0..BATCH.min(rows - start)).map(|_| uses.next_plain()).collect();
        let mut ways: [(&mut dyn Way, &mut Spent); 3] = [
            (&mut texts, &mut spent.texts),
            (&mut numbers, &mut spent.numbers),
            (&mut columns, &mut spent.columns),
        ];
        ways.rotate_left(number % 3); // none always writes while another's pages still go to the disk
        for (way, spent) in ways {
            spent.0.push(way.record(&batch)?);
        }
        if number < OF_EVENTS {
            spent.events.0.push(events.record(&batch)?);
        }
    }
    drop(columns);
    report(ids, rows, &spent);
    let bytes = size(&at("columns.db"))? / rows as f64;
    println!("    on disk {bytes:.0} bytes a use (budget {BYTES}: {})", kept(bytes <= BYTES));
    Ok(())
}

fn report(ids: Ids, rows: usize, spent: &AllSpent) {
    let AllSpent { texts, numbers, columns, events } = spent;
    let rows = rows as u64;
    let budget = match ids {
        Ids::Random => 3.0,
        Ids::ByTime => 1.4,
    };
    let (total, median) = columns.beside(texts);
    let (of_numbers, median_of_numbers) = columns.beside(numbers);
    println!("    plain inserts {:.0} rows/s", rate(rows, texts.total()));
    println!(
        "    record_uses   {:.0} rows/s: {total:.2} × plain, median of batches {median:.2} × (budget {budget} ×: {})",
        rate(rows, columns.total()),
        kept(total >= budget)
    );
    println!(
        "                  {of_numbers:.2} × plain inserts of keys that are numbers already, median {median_of_numbers:.2} × (no budget)"
    );
    println!(
        "    record_all    {:.2} × plain over the first {} batches (no budget)",
        events.beside(texts).0,
        events.0.len()
    );
}

fn size(path: &Path) -> Result<f64, Box<dyn Error>> {
    Ok(std::fs::metadata(path)?.len() as f64)
}
