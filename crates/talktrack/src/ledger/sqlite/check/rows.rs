//! Whether rows are what recording their facts would write. Two rows can mean the same fact, and then
//! the digest sees no difference; but other programs do, and so does the search for duplicates.

use std::collections::HashMap;

use rusqlite::Connection;

use super::super::events::{COLUMNS, EventRow};
use super::super::stored_id::StoredId;
use super::super::{catalogue, read, state, storage};
use super::{LISTED, texts};
use crate::error::Result;
use crate::ledger::{Name, Names};
use crate::model::{Digest, Flat};

pub(super) fn rows(connection: &Connection) -> Result<Vec<String>> {
    let mut problems = events(connection)?;
    for table in catalogue::TABLES {
        problems.extend(versions(connection, table)?);
    }
    // A truth value is read from any number.
    problems.extend(texts(
        connection,
        "SELECT 'table asset_history, write ' || seq || ': tailorable is neither 0 nor 1' \
         FROM asset_history WHERE tailorable NOT IN (0, 1)",
    )?);
    Ok(problems)
}

fn events(connection: &Connection) -> Result<Vec<String>> {
    let failed = |error: rusqlite::Error| storage("check the ledger", &error);
    let dictionaries = read::dictionaries(connection)?;
    let mut numbers = Names::<HashMap<&str, u32>>::default();
    for name in Name::ALL {
        numbers[name] = dictionaries[name].iter().map(|text| &**text).zip(1..).collect();
    }
    let mut statement = connection
        .prepare(&format!("SELECT seq, {COLUMNS} FROM event ORDER BY seq"))
        .map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let seq: i64 = row.get(0).map_err(failed)?;
        let stored = EventRow::from_row(row, 1).map_err(failed)?;
        let event = read::event(&stored, &dictionaries)?;
        let Some(id) = event.id() else { continue };
        let flat = Flat::of_event(&event);
        let written = EventRow::of(
            event.source(),
            event.at(),
            flat,
            StoredId::of(id.as_str()),
            |name, text| Ok(numbers[name].get(text).copied()),
        )
        .map_err(failed)?;
        if written.as_ref() != Some(&stored) && problems.len() < LISTED {
            problems.push(format!("table event, write {seq}: says its fact in another form"));
        }
    }
    Ok(problems)
}

fn versions(connection: &Connection, table: &'static str) -> Result<Vec<String>> {
    let failed = |error: rusqlite::Error| storage("check the ledger", &error);
    let currency = state::load(connection)?.currency;
    let mut statement = connection.prepare(catalogue::select(table)).map_err(failed)?;
    let mut raw =
        connection.prepare(&format!("SELECT * FROM {table} WHERE seq = ?1")).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let version = catalogue::version(table, row, currency)
            .map_err(failed)?
            .map_err(|invalid| read::broken_row(table, &invalid))?;
        let same_form = raw
            .query_row([version.seq.get().cast_signed()], |row| {
                catalogue::is_as_written(&version.entry, row)
            })
            .map_err(failed)?;
        let seq = version.seq;
        if version.content != Digest::of_entry(&version.entry) {
            problems.push(format!("table {table}, write {seq}: content is not that of the entry"));
        }
        if !same_form {
            problems.push(format!("table {table}, write {seq}: says its entry in another form"));
        }
        if problems.len() >= LISTED {
            break;
        }
    }
    Ok(problems)
}
