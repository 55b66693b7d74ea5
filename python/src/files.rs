//! Files in and out.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use talktrack::Tracker;
use talktrack::model::Invalid;
use talktrack_exchange::{
    Error, ExportFormat, Format, ImportOptions, Imported, Mapping, Progress, Unpacking, Verbs,
};

use crate::batch::Reading;
use crate::errors::{InvalidInput, NotFound, StorageError, TalktrackError, raise};
use crate::signals::Signals;

/// How often whoever watches is told how far it has come.
const PACE: Duration = Duration::from_millis(50);

/// A file to import, and how it is to be read.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Import {
    path: PathBuf,
    format: Option<String>,
    mapping: Option<PathBuf>,
    verbs: Option<PathBuf>,
    currency: Option<String>,
    tz: Option<String>,
    /// In GiB.
    unpack_to: Option<u64>,
    strict: bool,
    /// Told the bytes and rows that were read.
    watch: Option<Py<PyAny>>,
}

impl Import {
    /// Imports the file.
    pub(crate) fn run(&self, py: Python<'_>, core: &Tracker) -> PyResult<Imported> {
        let reading = Reading::new(None, self.tz.as_deref())?;
        let signals = Signals::default();
        let core = core.interruptible(signals.interrupt());
        let currency = self.currency.as_deref().map(str::parse).transpose();
        let options = ImportOptions {
            strict: self.strict,
            times: reading.times,
            currency: currency.map_err(raise::<Invalid>)?,
            unpacking: self.unpack_to.map(Unpacking::up_to_gib).unwrap_or_default(),
            ..ImportOptions::default()
        };
        let mut told = Instant::now();
        let mut progress = |progress: &Progress| {
            if told.elapsed() < PACE {
                return ControlFlow::Continue(());
            }
            told = Instant::now();
            let tell = |watch: &Py<PyAny>| {
                Python::attach(|py| watch.call1(py, (progress.bytes, progress.rows)).map(drop))
            };
            if signals.came() || self.watch.as_ref().is_some_and(|watch| signals.keep(tell(watch)))
            {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let imported = py.detach(|| {
            let format = self.format()?;
            let verbs = read_as(self.verbs.as_deref(), Verbs::from_toml)?.unwrap_or_default();
            let options = ImportOptions { verbs, ..options };
            let name = self.path.to_string_lossy();
            talktrack_exchange::import_path(
                &core,
                &self.path,
                &name,
                &format,
                &options,
                &mut progress,
            )
        });
        imported.map_err(|error| signals.raised().unwrap_or_else(|| exception(error)))
    }

    fn format(&self) -> Result<Format, Error> {
        let mapping = read_as(self.mapping.as_deref(), Mapping::from_toml)?;
        Format::of(self.format.as_deref(), mapping)
    }
}

/// Reads a file of settings, if one is named.
fn read_as<T>(path: Option<&Path>, read: fn(&str) -> Result<T, Error>) -> Result<Option<T>, Error> {
    let Some(path) = path else { return Ok(None) };
    let text = io::read_to_string(open(path)?).map_err(|error| unread(path, error))?;
    read(&text).map(Some)
}

/// Writes everything that the ledger holds into a new file or folder, and says how many records that are.
pub(crate) fn export(py: Python<'_>, core: &Tracker, path: &Path, format: &str) -> PyResult<u64> {
    let signals = Signals::default();
    let format: ExportFormat = format.parse().map_err(exception)?;
    let core = core.interruptible(signals.interrupt());
    let exported = py.detach(|| talktrack_exchange::export_to(&core, path, format));
    exported.map_err(|error| signals.raised().unwrap_or_else(|| exception(error)))
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|error| unread(path, error))
}

fn unread(path: &Path, source: io::Error) -> Error {
    Error::Io { attempted: format!("read {}", path.display()), source }
}

pub(crate) fn exception(error: Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Core(error) => raise(error),
        Error::Io { source, .. } if source.kind() == ErrorKind::NotFound => {
            NotFound::new_err(message)
        }
        Error::Io { .. } | Error::Exists(_) => StorageError::new_err(message),
        Error::Mapping { .. }
        | Error::Verbs { .. }
        | Error::Unrecognised { .. }
        | Error::Header { .. }
        | Error::NotText { .. }
        | Error::Damaged { .. }
        | Error::TooLarge { .. } => InvalidInput::new_err(message),
        _ => TalktrackError::new_err(message),
    }
}
