//! The file as a whole: its pages, its length and how it is set up.

use std::path::Path;

use rusqlite::Connection;

use super::super::{ledger_id, state, storage};
use super::{LISTED, texts};
use crate::error::Result;

pub(super) fn integrity(connection: &Connection) -> Result<Vec<String>> {
    let mut problems = texts(connection, &format!("PRAGMA integrity_check({LISTED})"))?;
    problems.retain(|problem| problem != "ok");
    Ok(problems)
}

pub(super) fn form(connection: &Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (setting, expected) in [("encoding", "UTF-8"), ("auto_vacuum", "0")] {
        let found: String = connection
            .query_row(
                &format!("SELECT CAST({setting} AS TEXT) FROM pragma_{setting}"),
                [],
                |row| row.get(0),
            )
            .map_err(|error| storage("check the ledger", &error))?;
        if found != expected {
            problems.push(format!("{setting} is {found}, and a ledger has {expected}"));
        }
    }
    if !ledger_id::is_whole(&state::load(connection)?.ledger) {
        problems.push("the ledger's id is damaged".into());
    }
    problems.extend(length(connection)?);
    Ok(problems)
}

/// SQLite counts a page that is cut off as a page. While there is something in the log, the file may
/// still be shorter than it will be.
fn length(connection: &Connection) -> Result<Option<String>> {
    let Some(path) = connection.path().filter(|path| !path.is_empty()) else { return Ok(None) };
    let number = |pragma: &str| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .map_err(|error| storage("check the ledger", &error))
    };
    let expected = (number("page_size")? * number("page_count")?).cast_unsigned();
    let log_is_empty =
        || std::fs::metadata(format!("{path}-wal")).map_or(true, |metadata| metadata.len() == 0);
    if !log_is_empty() {
        return Ok(None);
    }
    let Ok(metadata) = std::fs::metadata(Path::new(path)) else { return Ok(None) };
    // Asked again: another program may have begun to write in between.
    Ok((metadata.len() < expected && log_is_empty()).then(|| {
        format!(
            "the file has {} bytes, and its pages take {expected}: it was cut short",
            metadata.len()
        )
    }))
}
