//! How much memory an import takes, and how large the write-ahead log becomes: of a process of its own,
//! watched from outside.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use clap::ValueEnum;
use talktrack::Tracker;
use talktrack::model::Record;
use talktrack_exchange::{Format, ImportOptions, import};

use crate::figures::{kept, megabytes};
use crate::uses::{self, Ids, Uses};

/// Rows a commit of columns.
const BATCH: usize = 1_000_000;
/// Lines of the file that is imported.
const LINES: usize = 1_000_000;
/// The most memory that an import may hold at any moment.
const PEAK: u64 = 300_000_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Memory {
    /// How many uses come as columns.
    #[arg(default_value_t = 10_000_000)]
    rows: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self { rows: 10_000_000 }
    }
}

/// What is imported.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    Columns,
    Lines,
}

impl Memory {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        println!("Memory: {} uses as columns, {BATCH} a batch; {LINES} JSON lines", self.rows);
        watch("columns", From::Columns, self.rows)?;
        watch("JSON lines", From::Lines, LINES)
    }
}

fn watch(name: &str, from: From, rows: usize) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    if matches!(from, From::Lines) {
        write_lines(&folder.path().join(FILE), rows)?;
    }
    let mut child = Command::new(std::env::current_exe()?)
        .arg("import-worker")
        .arg(folder.path())
        .args([format!("{from:?}").to_lowercase(), rows.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut largest = 0;
    while child.try_wait()?.is_none() {
        largest = largest.max(log_size(folder.path()));
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<u64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [before, peak, log, next] = numbers[..] else {
        return Err(format!("the import failed ({}): {said}", output.status).into());
    };
    println!(
        "  {name}: peak {:.0} MB (budget {:.0} MB: {}), of which {:.0} MB the caller's first batch",
        megabytes(peak),
        megabytes(PEAK),
        kept(peak <= PEAK),
        megabytes(before)
    );
    println!(
        "    write-ahead log: at most {:.0} MB, {:.0} MB after the import, {:.0} MB after the next record",
        megabytes(largest),
        megabytes(log),
        megabytes(next)
    );
    Ok(())
}

const FILE: &str = "uses.jsonl";
const LEDGER: &str = "ledger.db";

fn log_size(folder: &Path) -> u64 {
    std::fs::metadata(folder.join(format!("{LEDGER}-wal"))).map_or(0, |file| file.len())
}

fn write_lines(path: &Path, lines: usize) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    let mut uses = Uses::new(Ids::Random);
    for _ in 0..lines {
        serde_json::to_writer(&mut out, &Record::from(uses.next_plain().event()?))?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Imports, and says as four numbers of bytes: memory before, at its peak, the log after the import and
/// after one more record.
#[derive(Debug, clap::Args)]
pub(crate) struct Worker {
    folder: PathBuf,
    from: From,
    rows: usize,
}

impl Worker {
    pub(crate) fn run(&self) -> Result<(), Box<dyn Error>> {
        let tracker = Tracker::open(self.folder.join(LEDGER))?;
        let before = match self.from {
            From::Columns => self.columns(&tracker)?,
            From::Lines => self.lines(&tracker)?,
        };
        let (peak, log) = (status("VmHWM:")?, log_size(&self.folder));
        let mut uses = Uses::new(Ids::ByTime);
        tracker.record(uses.next_plain().event()?)?;
        println!("{before} {peak} {log} {}", log_size(&self.folder));
        Ok(())
    }

    fn columns(&self, tracker: &Tracker) -> Result<u64, Box<dyn Error>> {
        let mut uses = Uses::new(Ids::Random);
        let mut first = None;
        for start in (0..self.rows).step_by(BATCH) {
            let batch: Vec<_> =
                (0..BATCH.min(self.rows - start)).map(|_| uses.next_plain()).collect();
            let columns = uses::columns(&batch)?;
            drop(batch);
            first = Some(first.map_or_else(|| status("VmRSS:"), Ok)?);
            tracker.record_uses(&columns)?;
        }
        first.ok_or_else(|| "nothing was imported".into())
    }

    fn lines(&self, tracker: &Tracker) -> Result<u64, Box<dyn Error>> {
        let before = status("VmRSS:")?;
        let file = File::open(self.folder.join(FILE))?;
        let imported = import(
            tracker,
            file,
            FILE,
            &Format::JsonLines,
            &ImportOptions::default(),
            &mut |_| ControlFlow::Continue(()),
        )?;
        let all = imported.receipt.recorded == self.rows as u64;
        all.then_some(before).ok_or_else(|| "not every line was recorded".into())
    }
}

/// A figure of this process, in bytes, as Linux tells it.
fn status(name: &str) -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")).ok_or("not told")?;
    Ok(kilobytes.trim().parse::<u64>()? * 1024)
}
