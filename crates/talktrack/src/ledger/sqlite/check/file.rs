//! The file as a whole: its pages, its length and how it is set up.

use std::path::Path;

use super::{LISTED, list, texts};
use crate::error::Result;
use crate::ledger::sql::{self, Connection};

pub(super) fn integrity(connection: &dyn Connection) -> Result<Vec<String>> {
    let mut problems = texts(connection, &format!("PRAGMA integrity_check({LISTED})"))?;
    problems.retain(|problem| problem != "ok");
    // A truth value is read from any number.
    problems.extend(texts(
        connection,
        "SELECT 'table asset_history, write ' || seq || ': tailorable is neither 0 nor 1' \
         FROM asset_history WHERE tailorable NOT IN (0, 1)",
    )?);
    Ok(problems)
}

pub(super) fn foreign_keys(connection: &dyn Connection) -> Result<Vec<String>> {
    texts(
        connection,
        "SELECT 'table ' || \"table\" || ', row ' || rowid || ': names a ' || parent || ' that is not there' \
         FROM pragma_foreign_key_check",
    )
}

pub(super) fn form(connection: &dyn Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (setting, expected) in [("encoding", "UTF-8"), ("auto_vacuum", "0")] {
        let query = format!("SELECT CAST({setting} AS TEXT) FROM pragma_{setting}");
        for found in texts(connection, &query)? {
            if found != expected {
                problems.push(format!("{setting} is {found}, and a ledger has {expected}"));
            }
        }
    }
    if !sql::is_ledger_id(&sql::load_state(connection)?.ledger) {
        problems.push("the ledger's id is damaged".into());
    }
    problems.extend(length(connection)?);
    Ok(problems)
}

/// SQLite counts a page that is cut off as a page. While there is something in the log, the file may
/// still be shorter than it will be.
fn length(connection: &dyn Connection) -> Result<Option<String>> {
    let path = texts(connection, "SELECT file FROM pragma_database_list WHERE name = 'main'")?;
    let Some(path) = path.first().filter(|path| !path.is_empty()) else { return Ok(None) };
    let pages = "SELECT page_size * page_count FROM pragma_page_size, pragma_page_count";
    let pages: Vec<i64> = list(connection, pages, |row| row.get(0))?;
    let expected = pages.into_iter().sum::<i64>().cast_unsigned();
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
