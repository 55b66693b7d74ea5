//! `talktrack import`

use std::fs::File;
use std::io::stdin;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use talktrack::Tracker;
use talktrack::model::TimeReading;
use talktrack_exchange::{
    Error, Format, ImportOptions, Imported, Mapping, Progress, Unpacking, Verbs,
};

use crate::arguments::{Common, Import};
use crate::failure::{Failure, Outcome};
use crate::output::{self, REFUSALS, count, is_watched, name_of, remark};
use crate::render::reconciliation;

pub(crate) fn run(common: &Common, arguments: &Import) -> Result<Outcome, Failure> {
    let mapping = read_as(arguments.mapping.as_deref(), Mapping::from_toml)?;
    let verbs = read_as(arguments.verbs.as_deref(), Verbs::from_toml)?.unwrap_or_default();
    let times = match &arguments.tz {
        Some(zone) => TimeReading::strict().zone(zone.parse()?),
        None => TimeReading::strict(),
    };
    let currency = arguments.currency.as_deref().map(str::parse).transpose()?;
    let unpacking = arguments.unpack_to.map(Unpacking::up_to_gib);
    let options = ImportOptions {
        unpacking: unpacking.unwrap_or_default(),
        strict: arguments.strict,
        times,
        verbs,
        currency,
        ..ImportOptions::default()
    };
    let format = Format::of(common.format.as_deref(), mapping)
        .map_err(|error| Failure::Misuse(format!("--{error}")))?;
    // Before a ledger is created: a slip in a file's name leaves none behind.
    for path in arguments.files.iter().filter(|path| *path != Path::new("-")) {
        File::open(path).map_err(|error| Failure::file("read", path, &error))?;
    }
    let tracker = common.open()?;
    let mut rejected = 0;
    for path in &arguments.files {
        let imported = import(&tracker, path, &format, &options)?;
        rejected += imported.receipt.rejected;
        tell(path, &imported, arguments.json)?;
    }
    if rejected > 0 {
        remark("What was refused is kept: see `talktrack quarantine list`.");
    }
    Ok(Outcome::after(rejected))
}

/// Reads a file of settings, if one is named.
fn read_as<T>(
    path: Option<&Path>,
    read: fn(&str) -> Result<T, Error>,
) -> Result<Option<T>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    let read = read(&text);
    read.map(Some).map_err(|error| Failure::Misuse(format!("{}: {error}", path.display())))
}

fn import(
    tracker: &Tracker,
    path: &Path,
    format: &Format,
    options: &ImportOptions,
) -> Result<Imported, Failure> {
    let is_stream = path == Path::new("-");
    let length = if is_stream { None } else { talktrack_exchange::length(path) };
    let (bar, begun) = (bar(length), Instant::now());
    let mut show = |progress: &Progress| {
        bar.set_position(progress.bytes);
        bar.set_message(pace(progress, length, begun.elapsed()));
        ControlFlow::Continue(())
    };
    let name = name_of(path);
    let imported = if is_stream {
        talktrack_exchange::import(tracker, stdin().lock(), &name, format, options, &mut show)
    } else {
        talktrack_exchange::import_path(tracker, path, &name, format, options, &mut show)
    };
    bar.finish_and_clear();
    Ok(imported?)
}

/// A bar while a person watches, nothing otherwise.
fn bar(length: Option<u64>) -> ProgressBar {
    if !is_watched() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match length {
        Some(length) => (ProgressBar::new(length), "{wide_bar} {bytes}/{total_bytes}  {msg}"),
        None => (ProgressBar::no_length(), "{spinner} {bytes}  {msg}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// How fast it goes and, where it is known how much there is, how long it will still take: as long a byte
/// as so far.
fn pace(progress: &Progress, length: Option<u64>, elapsed: Duration) -> String {
    let rows = count(progress.rows);
    let seconds = elapsed.as_secs_f64();
    if progress.rows == 0 || seconds < 1.0 {
        return format!("{rows} rows");
    }
    // At least a second has passed: no rate is larger than the count.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rate = count((progress.rows as f64 / seconds) as u64);
    let left = length.and_then(|length| {
        let share = length.saturating_sub(progress.bytes) as f64 / progress.bytes as f64;
        let left = Duration::try_from_secs_f64(seconds * share).ok()?;
        Some(format!(", {} left", HumanDuration(left)))
    });
    format!("{rows} rows, {rate} a second{}", left.unwrap_or_default())
}

fn tell(path: &Path, imported: &Imported, as_json: bool) -> Result<(), Failure> {
    let Imported { understood, receipt, reconciliation, notes, .. } = imported;
    let name = name_of(path);
    remark(&format!("{name}: understood as {understood}"));
    for note in notes {
        remark(&format!("{name}: {note}"));
    }
    if as_json {
        let told = serde_json::json!({
            "file": name,
            "understood": understood,
            "notes": notes,
            "reconciliation": reconciliation,
        });
        output::print(&format!("{told}\n"))?;
    } else {
        output::print(&format!("{name}: {}", reconciliation::text(reconciliation, receipt)))?;
    }
    for rejection in receipt.rejections.iter().take(REFUSALS) {
        remark(&format!("  {}: {}", rejection.place, rejection.reason));
    }
    let hidden = receipt.rejected.saturating_sub(REFUSALS as u64);
    if hidden > 0 && receipt.rejections.len() > REFUSALS {
        remark(&format!("  … and {} more", count(hidden)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: u64, rows: u64, length: Option<u64>, seconds: u64) -> String {
        let progress = Progress { bytes, rows, ..Progress::default() };
        pace(&progress, length, Duration::from_secs(seconds))
    }

    #[test]
    fn a_bar_tells_the_rate_and_the_time_that_is_left() {
        const GIB: u64 = 1 << 30;
        assert_eq!(told(0, 0, Some(GIB), 0), "0 rows");
        assert_eq!(told(4096, 40, Some(GIB), 0), "40 rows");
        assert_eq!(
            told(GIB / 4, 3_000_000, Some(GIB), 20),
            "3,000,000 rows, 150,000 a second, 60 seconds left"
        );
        assert_eq!(
            told(GIB / 8, 3_000_000, Some(GIB), 60),
            "3,000,000 rows, 50,000 a second, 7 minutes left"
        );
        assert_eq!(told(GIB, 7, Some(GIB), 2), "7 rows, 3 a second, 0 seconds left");
        // A stream of unknown length, and a file that grew.
        assert_eq!(told(GIB, 90, None, 30), "90 rows, 3 a second");
        assert_eq!(told(2 * GIB, 90, Some(GIB), 30), "90 rows, 3 a second, 0 seconds left");
    }
}
