//! A log that stayed behind when another ledger took the place of its own.
//!
//! SQLite takes whatever log it finds beside a file for that file's, and would write the pages of one
//! ledger over those of another. So where there is a log, the ledger is asked for its id with and
//! without it, by connections that cannot write.

use rusqlite::Connection;

use super::place::Place;
use super::{open, reader};
use crate::error::{Error, Result};

pub(super) fn refuse(place: &Place) -> Result<()> {
    let log = place.beside("-wal");
    if !reader::may_share(place)
        || !std::fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 0)
    {
        return Ok(());
    }
    let path = place.path();
    // A ledger that was created a moment ago is all in its log; a damaged one is told later.
    let Some(id) = open::at_rest(path).ok().and_then(|connection| id(&connection).ok()) else {
        return Ok(());
    };
    match id_with_log(place) {
        Some(with_log) if with_log != id => Err(Error::storage(
            format!("open {}", path.display()),
            format!(
                "{} is the log of another ledger, which stood here before: move it away, and open the ledger again",
                log.display()
            ),
        )),
        _ => Ok(()),
    }
}

fn id(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT id FROM ledger", [], |row| row.get(0))
}

/// `None` if it cannot be had: an empty text if that is because of the log.
fn id_with_log(place: &Place) -> Option<String> {
    let connection = open::read_only(place.path()).ok()?;
    match id(&connection) {
        Ok(id) => Some(id),
        Err(error) if is_broken(&error) => Some(String::new()),
        Err(_) => None,
    }
}

fn is_broken(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, Unknown};
    match error.sqlite_error_code() {
        Some(code) => matches!(code, DatabaseCorrupt | NotADatabase | Unknown),
        None => true,
    }
}
