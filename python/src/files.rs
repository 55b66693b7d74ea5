//! Files in and out.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use talktrack::Tracker;
use talktrack_exchange::{Error, Format, ImportOptions, Imported, Mapping, Progress};

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
    tz: Option<String>,
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
        let options =
            ImportOptions { strict: self.strict, times: reading.times, ..ImportOptions::default() };
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
            let (file, format) = (open(&self.path)?, self.format()?);
            let name = self.path.to_string_lossy();
            talktrack_exchange::import(&core, file, &name, &format, &options, &mut progress)
        });
        imported.map_err(|error| signals.raised().unwrap_or_else(|| exception(error)))
    }

    fn format(&self) -> Result<Format, Error> {
        let mapping = match &self.mapping {
            None => None,
            Some(path) => {
                let text = io::read_to_string(open(path)?).map_err(|error| unread(path, error))?;
                Some(Mapping::from_toml(&text)?)
            }
        };
        Format::of(self.format.as_deref(), mapping, &self.path)
    }
}

/// Writes everything that the ledger holds into a new file, and says how many records that are.
pub(crate) fn export(py: Python<'_>, core: &Tracker, path: &Path) -> PyResult<u64> {
    let signals = Signals::default();
    let exported = py.detach(|| {
        let file = talktrack_exchange::create(path)?;
        let exported = talktrack_exchange::export(core, Watched { file, signals: &signals });
        if exported.is_err() {
            // Half an export must not be taken for a whole one. What went wrong is told anyway.
            let _ = std::fs::remove_file(path);
        }
        exported
    });
    exported.map_err(|error| signals.raised().unwrap_or_else(|| exception(error)))
}

/// A file that is no longer written once a signal came.
struct Watched<'a> {
    file: File,
    signals: &'a Signals,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.signals.came() {
            return Err(io::Error::other("a signal came"));
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|error| unread(path, error))
}

fn unread(path: &Path, source: io::Error) -> Error {
    Error::Io { attempted: format!("read {}", path.display()), source }
}

fn exception(error: Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::Core(error) => raise(error),
        Error::Io { source, .. } if source.kind() == ErrorKind::NotFound => {
            NotFound::new_err(message)
        }
        Error::Io { .. } | Error::Exists(_) => StorageError::new_err(message),
        Error::Mapping { .. } | Error::Header { .. } | Error::NotText { .. } => {
            InvalidInput::new_err(message)
        }
        _ => TalktrackError::new_err(message),
    }
}
