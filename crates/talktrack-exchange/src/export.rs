//! A ledger into a file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;
use std::str::FromStr;

use talktrack::Tracker;
use talktrack::model::Invalid;

use crate::cloudevents;
use crate::columnar::{self, Stored};
use crate::error::Error;
use crate::format::Format;

/// Writes everything in the ledger as JSON lines, one record a line, in the order in which it was
/// recorded, and returns how many lines that are.
///
/// An import of the file into an empty ledger gives an equal ledger: the same digest, the same
/// answers, the same lines, if in another order. (What is in quarantine is not in the ledger, and not in the
/// file.)
///
/// ```
/// use talktrack::Tracker;
/// use talktrack::model::{Rep, RepKey};
///
/// let tracker = Tracker::in_memory()?;
/// tracker.put(Rep::new(RepKey::new("ada").map_err(talktrack::Error::from)?))?;
/// let mut file = Vec::new();
/// assert_eq!(talktrack_exchange::export(&tracker, &mut file)?, 1);
/// assert!(String::from_utf8_lossy(&file).contains(r#""key":"ada""#));
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
pub fn export(tracker: &Tracker, output: impl Write) -> Result<u64, Error> {
    export_as(tracker, output, ExportFormat::JsonLines)
}

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ExportFormat {
    /// Our own records, one a line.
    #[default]
    JsonLines,
    /// Structured `CloudEvents` 1.0 in JSON, one a line.
    CloudEvents,
    /// A folder of Parquet files.
    Parquet,
    /// A folder of files of Arrow IPC.
    Arrow,
    /// A folder of CSV files, for spreadsheets: text that these would run as a formula gets an apostrophe, and is
    /// not the same any more when it is read again.
    Csv,
}

impl ExportFormat {
    /// What each may be called.
    pub const NAMES: [&'static str; 5] =
        [Format::JSON_LINES, Format::CLOUD_EVENTS, Format::PARQUET, Format::ARROW, Format::CSV];
}

impl FromStr for ExportFormat {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            Format::JSON_LINES => Ok(Self::JsonLines),
            Format::CLOUD_EVENTS => Ok(Self::CloudEvents),
            Format::PARQUET => Ok(Self::Parquet),
            Format::ARROW => Ok(Self::Arrow),
            Format::CSV => Ok(Self::Csv),
            _ => {
                Err(talktrack::Error::from(Invalid::unknown_word("format", name, Self::NAMES))
                    .into())
            }
        }
    }
}

/// Writes everything in the ledger, as [`export`] does, in a format of one's choice.
///
/// ```
/// use talktrack::Tracker;
/// use talktrack::model::{Rep, RepKey};
/// use talktrack_exchange::{ExportFormat, export_as};
///
/// let tracker = Tracker::in_memory()?;
/// tracker.put(Rep::new(RepKey::new("ada").map_err(talktrack::Error::from)?))?;
/// let mut file = Vec::new();
/// assert_eq!(export_as(&tracker, &mut file, ExportFormat::CloudEvents)?, 1);
/// assert!(String::from_utf8_lossy(&file).contains(r#""type":"talktrack.rep""#));
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
pub fn export_as(
    tracker: &Tracker,
    output: impl Write,
    format: ExportFormat,
) -> Result<u64, Error> {
    if matches!(format, ExportFormat::Parquet | ExportFormat::Arrow | ExportFormat::Csv) {
        return Err(Error::NeedsFolder);
    }
    let mut output = BufWriter::with_capacity(64 * 1024, output);
    let mut lines = 0;
    let mut failed = None;
    let visited = tracker.records(|_, record| {
        let written = match format {
            ExportFormat::CloudEvents => {
                serde_json::to_writer(&mut output, &cloudevents::cloud_event(&record))
            }
            _ => serde_json::to_writer(&mut output, &record),
        };
        match written.map_err(io::Error::from).and_then(|()| output.write_all(b"\n")) {
            Ok(()) => {
                lines += 1;
                Ok(())
            }
            Err(error) => {
                failed = Some(error);
                // Any error ends the visit; this one is not shown.
                Err(talktrack::Error::NotFound(String::new()))
            }
        }
    });
    if failed.is_none() {
        visited?;
        failed = output.flush().err();
    }
    match failed {
        None => Ok(lines),
        Some(source) => {
            Err(Error::Io { attempted: format!("write the export after {lines} lines"), source })
        }
    }
}

/// Writes everything in the ledger into a new file, or with [`ExportFormat::Parquet`], [`ExportFormat::Arrow`] and
/// [`ExportFormat::Csv`] into a new folder, which only their owner can read; and returns how many records that
/// are.
///
/// The folder holds a folder for each type of record, and in it one for each month in which records of it
/// happened: `use/month=2026-03/part-0.parquet`. An import of the folder into an empty ledger gives an
/// equal ledger.
///
/// ```
/// use talktrack::Tracker;
/// use talktrack::model::{Rep, RepKey};
/// use talktrack_exchange::{ExportFormat, export_to};
///
/// # let place = tempfile::tempdir()?;
/// # let path = place.path().join("export");
/// let tracker = Tracker::in_memory()?;
/// tracker.put(Rep::new(RepKey::new("ada")?))?;
/// assert_eq!(export_to(&tracker, &path, ExportFormat::Parquet)?, 1);
/// assert!(path.join("rep").is_dir());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If the path is there already, or writing fails; then nothing is left there.
pub fn export_to(tracker: &Tracker, path: &Path, format: ExportFormat) -> Result<u64, Error> {
    let stored = match format {
        ExportFormat::Parquet => Stored::Parquet,
        ExportFormat::Arrow => Stored::Arrow,
        ExportFormat::Csv => Stored::Csv,
        ExportFormat::JsonLines | ExportFormat::CloudEvents => {
            let file = create(path)?;
            return whole(export_as(tracker, file, format), || std::fs::remove_file(path));
        }
    };
    create_folder(path)?;
    whole(columnar::export(tracker, path, stored), || std::fs::remove_dir_all(path))
}

/// Half an export must not be taken for a whole one. What went wrong is told, whether it can be removed or not.
fn whole(exported: Result<u64, Error>, remove: impl Fn() -> io::Result<()>) -> Result<u64, Error> {
    exported.inspect_err(|_| drop(remove()))
}

/// Creates a folder for an export that only its owner can look into.
fn create_folder(path: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|source| uncreated(path, source))
}

fn uncreated(path: &Path, source: io::Error) -> Error {
    match source.kind() {
        ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::Io { attempted: format!("write {}", path.display()), source },
    }
}

/// Creates a file for an export that only its owner can read, as a ledger is: it holds the same personal
/// data.
pub(crate) fn create(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map_err(|source| uncreated(path, source))
}
