//! Whose turn it is to write, between processes.
//!
//! SQLite lets one writer in at a time and makes the others try again after ever longer naps, so that
//! the unlucky wait for seconds and give up as "busy". Here they queue on an advisory lock of a file
//! beside the ledger instead, and the kernel wakes them in turn.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The file beside a ledger that writers queue on.
#[derive(Debug)]
pub(super) struct Turns {
    file: File,
}

/// A turn, which ends when it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a>(&'a File);

impl Turns {
    pub(super) fn beside(ledger: &Path) -> Result<Self> {
        let mut name = ledger.as_os_str().to_owned();
        name.push("-lock");
        let path = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path).map_err(|error| {
            Error::storage(
                format!("open {}", path.display()),
                format!("{error}: make the folder writable, or open the ledger read-only"),
            )
        })?;
        Ok(Self { file })
    }

    /// Waits for the turn.
    pub(super) fn wait(&self) -> Result<Turn<'_>> {
        self.file.lock().map_err(|error| Error::storage("wait for the turn to record", error))?;
        Ok(Turn(&self.file))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // If this fails the file is gone or closed, and with it the lock.
        let _ = self.0.unlock();
    }
}
