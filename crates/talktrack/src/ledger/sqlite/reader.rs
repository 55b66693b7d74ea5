//! Connections that read: shared with writers where that can be, alone where nothing may be written.
//!
//! To read beside writers SQLite needs its two files beside the ledger, and makes them if they are not
//! there. On a disk or in a folder that may only be read it cannot. Where the ledger itself may only be
//! read it can, but gives them the ledger's permissions, and they stay behind and shut out whoever is
//! to write later. In these cases, if the log is empty, the ledger is read as a file at rest; should it
//! move after all, that is noticed and the answer is refused.

use std::fs::Metadata;
use std::time::SystemTime;

use rusqlite::{Connection, ErrorCode};

use super::open;
use super::place::Place;
use crate::error::{Error, Result};

/// A connection that reads.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) connection: Connection,
    /// How the file at rest looked when it was opened; `None` if the connection is shared.
    at_rest: Option<Looks>,
}

/// What changes when somebody writes.
#[derive(Debug, PartialEq, Eq)]
struct Looks {
    length: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    changed: (i64, i64),
    log: u64,
}

impl Looks {
    fn of(place: &Place, metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            log: std::fs::metadata(place.beside("-wal")).map_or(0, |log| log.len()),
        }
    }

    fn now(place: &Place) -> Option<Self> {
        std::fs::metadata(place.path()).ok().map(|metadata| Self::of(place, &metadata))
    }
}

impl Reader {
    /// Opens what stood at `place`; another file that came there since is refused.
    pub(super) fn open(place: &Place) -> Result<Self> {
        let reader = match shared(place)? {
            Some(connection) => Self { connection, at_rest: None },
            None => Self::at_rest(place)?,
        };
        place.unchanged("read the ledger")?;
        Ok(reader)
    }

    fn at_rest(place: &Place) -> Result<Self> {
        let path = place.path();
        let looks = Looks::now(place).filter(|looks| looks.log == 0).ok_or_else(|| {
            Error::storage(
                format!("open {}", path.display()),
                format!(
                    "its last records are in {}, which cannot be read where nothing may be written: \
                     make the file and its folder writable, or copy both files elsewhere and open the copy",
                    place.beside("-wal").display()
                ),
            )
        })?;
        let connection = open::recognised(open::at_rest(path)?, path)?;
        Ok(Self { connection, at_rest: Some(looks) })
    }

    /// Whether it may still be used: a file at rest must not have moved.
    pub(super) fn is_current(&self, place: &Place) -> bool {
        self.at_rest.is_none() || self.at_rest == Looks::now(place)
    }

    /// That nothing moved while it was read.
    pub(super) fn was_at_rest(&self, place: &Place) -> Result<()> {
        if self.is_current(place) {
            return Ok(());
        }
        Err(Error::storage("read the ledger", "another program wrote meanwhile: ask again"))
    }
}

/// A connection that shares the file with writers, if there can be one.
fn shared(place: &Place) -> Result<Option<Connection>> {
    let path = place.path();
    if !may_share(place) {
        return Ok(None);
    }
    let connection = open::read_only(path)?;
    match connection.pragma_query_value(None, "schema_version", |_| Ok(())) {
        Err(error) if cannot_share(&error) => Ok(None),
        // Any other error comes again, and is told with what it means.
        _ => open::recognised(connection, path).map(Some),
    }
}

/// Whether reading beside writers leaves nothing behind that is in their way.
pub(super) fn may_share(place: &Place) -> bool {
    let there = |suffix| place.beside(suffix).exists();
    !would_shut_out(place) || (there("-wal") && there("-shm"))
}

fn cannot_share(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Whether the files that SQLite makes beside the ledger would be in the way of its owner.
fn would_shut_out(place: &Place) -> bool {
    std::fs::metadata(place.path())
        .is_ok_and(|metadata| metadata.permissions().readonly() || belongs_to_another(&metadata))
}

/// Files made by a user belong to that user; only a privileged one hands them to the ledger's owner.
#[cfg(unix)]
fn belongs_to_another(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    // Where there is no /proc, nobody can tell without the C library, and SQLite does as it does.
    std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() != 0 && me.uid() != metadata.uid())
}

#[cfg(not(unix))]
fn belongs_to_another(_: &Metadata) -> bool {
    false
}
