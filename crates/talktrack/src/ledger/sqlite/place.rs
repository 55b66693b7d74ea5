//! Whether a path still leads to the file that was opened.
//!
//! An open file lives on when it is deleted, moved or replaced, and so does its log. What is recorded
//! into it then is found by nobody, and a connection opened later reads another file.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::failed;
use crate::error::{Error, Result};

/// A ledger's path, and what stood there when it was opened.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    /// Where the path leads to: SQLite keeps its own files beside that one.
    target: PathBuf,
    file: Identity,
    /// The log, once a writer has opened it.
    log: Option<Identity>,
}

impl Place {
    /// What stands at `path` now.
    pub(super) fn of(path: &Path) -> Result<Self> {
        match std::fs::metadata(path) {
            Ok(metadata) => Ok(Self {
                path: path.to_owned(),
                target: std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
                file: Identity::of(&metadata),
                log: None,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Error::Missing(path.to_owned()))
            }
            Err(error) => Err(failed(
                format!("open {}", path.display()),
                &error,
                "check that the file and its folder exist and can be read",
            )),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// SQLite's file beside the ledger whose name ends in `suffix`.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.target.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// Remembers the log that a writer has just opened.
    pub(super) fn with_log(mut self) -> Self {
        self.log = self.log_now();
        self
    }

    fn log_now(&self) -> Option<Identity> {
        std::fs::metadata(self.beside("-wal")).ok().as_ref().map(Identity::of)
    }

    /// That the ledger and its log are those that were opened.
    pub(super) fn unchanged(&self, attempted: &str) -> Result<()> {
        let what = match std::fs::metadata(&self.path) {
            Err(_) => "was moved or deleted",
            Ok(metadata) if Identity::of(&metadata) != self.file => "was replaced by another file",
            Ok(_) if self.log.is_some() && self.log != self.log_now() => {
                "was tidied up by a program that took it for closed"
            }
            Ok(_) => return Ok(()),
        };
        Err(Error::storage(
            attempted,
            format!(
                "{} {what} since it was opened: put it back if need be, and open the ledger again",
                self.path.display()
            ),
        ))
    }

    /// Whoever closes last writes the log into the file and deletes it, by its name. If another log
    /// has that name by now, it belongs to others who work with it.
    pub(super) fn spare_the_log_of_others(&self, connection: &Connection) {
        if self.log.is_some() && self.log_now().is_some_and(|now| Some(now) != self.log) {
            // Nothing can be done if this fails, and nothing is reported while closing.
            let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    }
}

/// Which file it is, whatever its name. Where files have no such number, an open one can be neither
/// deleted nor replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { device: metadata.dev(), inode: metadata.ino() }
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self {}
    }
}
