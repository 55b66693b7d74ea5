//! Whose turn it is to write, between processes.
//!
//! SQLite lets one writer in at a time and makes the others try again after ever longer naps, so that
//! the unlucky wait for seconds and give up as "busy". Here they queue on an advisory lock of a file
//! beside the ledger instead, and the kernel wakes them in turn. That file also remembers that there is
//! a ledger beside it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::failed;
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
        options.create(true).truncate(false).read(true).write(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path).map_err(|error| {
            let advice = "make the folder writable, or open the ledger read-only";
            failed(format!("open {}", path.display()), &error, advice)
        })?;
        Ok(Self { file })
    }

    /// Waits for the turn.
    pub(super) fn wait(&self) -> Result<Turn<'_>> {
        self.file.lock().map_err(|error| Error::storage("wait for the turn to record", error))?;
        Ok(Turn(&self.file))
    }

    /// Remembers that a ledger was here; whoever calls has the turn.
    pub(super) fn remember(&self, ledger: &str) {
        let mut file = &self.file;
        if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            // A disk that is too full for this only makes the check below miss.
            let _ = file.write_all(ledger.as_bytes());
        }
    }

    /// A new file is to become a ledger; whoever calls has the turn.
    pub(super) fn forget(&self) -> Result<()> {
        let advice = "make the file beside the ledger writable, or delete it";
        self.file.set_len(0).map_err(|error| failed("create a ledger", &error, advice))
    }

    /// An empty file becomes a ledger, but not one that lost all it had: the next ones to record would
    /// begin a new one, and nobody would notice.
    pub(super) fn refuse_what_was_emptied(&self, ledger: &Path) -> Result<()> {
        let empty = std::fs::metadata(ledger).is_ok_and(|metadata| metadata.len() == 0);
        let remembered = self.file.metadata().is_ok_and(|metadata| metadata.len() > 0);
        if empty && remembered {
            return Err(Error::storage(
                format!("open {}", ledger.display()),
                "there was a ledger, and the file is empty now: restore it from a backup, or delete the file to begin anew",
            ));
        }
        Ok(())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // If this fails the file is gone or closed, and with it the lock.
        let _ = self.0.unlock();
    }
}
