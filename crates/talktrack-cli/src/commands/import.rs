//! `talktrack import`

use std::fs::File;
use std::io::{Read, stdin};
use std::ops::ControlFlow;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use talktrack::Tracker;
use talktrack::ledger::Receipt;
use talktrack::model::TimeReading;
use talktrack_exchange::{Format, ImportOptions, Mapping, Progress};

use crate::arguments::{Common, Import};
use crate::failure::{Failure, Outcome};
use crate::output::{self, REFUSALS, count, is_watched, name_of, remark};

pub(crate) fn run(common: &Common, arguments: &Import) -> Result<Outcome, Failure> {
    let mapping = arguments.mapping.as_deref().map(mapping).transpose()?;
    let times = match &arguments.tz {
        Some(zone) => TimeReading::strict().zone(zone.parse()?),
        None => TimeReading::strict(),
    };
    let options = ImportOptions { strict: arguments.strict, times, ..ImportOptions::default() };
    // Before a ledger is created: a slip in a file's name leaves none behind.
    for path in arguments.files.iter().filter(|path| *path != Path::new("-")) {
        File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    }
    let tracker = common.open()?;
    let mut rejected = 0;
    for path in &arguments.files {
        let format = Format::of(common.format.as_deref(), mapping.clone(), path)
            .map_err(|error| Failure::Misuse(format!("--{error}")))?;
        let imported = import(&tracker, path, &format, &options)?;
        rejected += imported.receipt.rejected;
        for note in &imported.notes {
            remark(&format!("{}: {note}", name_of(path)));
        }
        tell(path, imported.rows, &imported.receipt)?;
    }
    if rejected > 0 {
        remark("What was refused is kept: see `talktrack quarantine list`.");
    }
    Ok(Outcome::after(rejected))
}

fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    Mapping::from_toml(&text)
        .map_err(|error| Failure::Misuse(format!("{}: {error}", path.display())))
}

fn import(
    tracker: &Tracker,
    path: &Path,
    format: &Format,
    options: &ImportOptions,
) -> Result<talktrack_exchange::Imported, Failure> {
    let (input, length): (Box<dyn Read>, Option<u64>) = if path == Path::new("-") {
        (Box::new(stdin().lock()), None)
    } else {
        let file = File::open(path).map_err(|error| Failure::file("read", path, &error))?;
        let length = file.metadata().ok().map(|metadata| metadata.len());
        (Box::new(file), length)
    };
    let bar = bar(length);
    let mut show = |progress: &Progress| {
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} rows", count(progress.rows)));
        ControlFlow::Continue(())
    };
    let imported =
        talktrack_exchange::import(tracker, input, &name_of(path), format, options, &mut show);
    bar.finish_and_clear();
    Ok(imported?)
}

/// A bar while a person watches, nothing otherwise.
fn bar(length: Option<u64>) -> ProgressBar {
    if !is_watched() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{wide_bar} {bytes}/{total_bytes}  {msg}  {bytes_per_sec}  {eta} left",
        ),
        None => (ProgressBar::no_length(), "{spinner} {bytes}  {msg}  {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn tell(path: &Path, rows: u64, receipt: &Receipt) -> Result<(), Failure> {
    output::print(&format!(
        "{}: {} rows; {} recorded, {} there already, {} refused\n",
        name_of(path),
        count(rows),
        count(receipt.recorded),
        count(receipt.duplicates),
        count(receipt.rejected)
    ))?;
    for rejection in receipt.rejections.iter().take(REFUSALS) {
        remark(&format!("  {}: {}", rejection.place, rejection.reason));
    }
    let hidden = receipt.rejected.saturating_sub(REFUSALS as u64);
    if hidden > 0 && receipt.rejections.len() > REFUSALS {
        remark(&format!("  … and {} more", count(hidden)));
    }
    Ok(())
}
