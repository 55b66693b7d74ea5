//! Overwrites what the file held before.
//!
//! Deleted bytes stay in free pages, inside pages and in the write-ahead log until something is
//! written there. So the file is written anew, and the log is emptied; a reader of the old pages
//! stands in the way of both.

use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::super::open::PATIENCE;
use super::failed;
use crate::error::{Error, Result};

/// Zeros take the place of what is deleted inside pages.
pub(super) fn secure_delete(connection: &Connection) -> Result<()> {
    connection
        .pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))
        .map_err(|error| failed(&error))
}

/// Waits until nobody reads what was written before now, and empties the log.
pub(super) fn wait_for_readers(connection: &Connection, patience: Duration) -> Result<()> {
    // A reader of pages that are all in the file already shows only when new ones are to go there:
    // so the page that counts the writes is written as it is.
    let touch = "UPDATE ledger SET wiping = 1 - wiping; UPDATE ledger SET wiping = 1 - wiping";
    let emptied = with_patience(connection, patience, || {
        let touched = connection.execute_batch(&format!("BEGIN IMMEDIATE; {touch}; COMMIT"));
        if touched.is_err() && !connection.is_autocommit() {
            connection.execute_batch("ROLLBACK")?;
        }
        touched?;
        empty_log(connection)
    });
    match emptied {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Readers { waited: patience }),
        Err(error) if is_busy(&error) => Err(Error::Readers { waited: patience }),
        Err(error) => Err(failed(&error)),
    }
}

/// Whether somebody was severed and old pages remain.
pub(super) fn is_pending(connection: &Connection) -> Result<bool> {
    connection
        .query_row("SELECT wiping FROM ledger", [], |row| row.get(0))
        .map_err(|error| failed(&error))
}

/// Writes the file anew and empties the log.
pub(super) fn overwrite(connection: &Connection, patience: Duration) -> Result<()> {
    secure_delete(connection)?;
    let overwritten = with_patience(connection, patience, || {
        // The copy that is made meanwhile may be larger than the memory.
        connection.pragma_update(None, "temp_store", "FILE")?;
        let written = connection.execute_batch("VACUUM");
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        written?;
        if !empty_log(connection)? {
            return Ok(false);
        }
        connection.execute_batch("UPDATE ledger SET wiping = 0")?;
        Ok(true)
    });
    match overwritten {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Unwiped { reason: "others are reading the ledger".into() }),
        Err(error) => Err(Error::Unwiped { reason: error.to_string() }),
    }
}

/// Moves the log into the file and cuts it to nothing; false if a reader is in the way.
fn empty_log(connection: &Connection) -> rusqlite::Result<bool> {
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy = connection.query_row(checkpoint, [], |row| row.get::<_, i64>(0));
    match busy {
        Ok(busy) => Ok(busy == 0),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn with_patience<T>(
    connection: &Connection,
    patience: Duration,
    work: impl FnOnce() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.busy_timeout(patience)?;
    let done = work();
    connection.busy_timeout(PATIENCE)?;
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::sqlite::open;

    #[test]
    fn a_reader_that_came_meanwhile_leaves_the_overwriting_to_be_done() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("usage.db");
        open::create_private(&path).unwrap();
        let connection = open::writer(&path).unwrap();
        let short = Duration::from_millis(20);
        wait_for_readers(&connection, short).unwrap();
        connection.execute_batch("UPDATE ledger SET wiping = 1").unwrap();
        let reader = open::read_only(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT count(*) FROM rep").unwrap();
        let error = overwrite(&connection, short).unwrap_err();
        assert!(matches!(error, Error::Unwiped { .. }), "{error}");
        assert!(is_pending(&connection).unwrap());
        reader.execute_batch("COMMIT").unwrap();
        overwrite(&connection, short).unwrap();
        assert!(!is_pending(&connection).unwrap());
    }
}
