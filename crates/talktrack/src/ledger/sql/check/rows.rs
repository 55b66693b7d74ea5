//! Whether rows are what recording their facts would write. Two rows can mean the same fact, and then
//! the digest sees no difference; but other programs do, and so does the search for duplicates.

use std::collections::HashMap;

use super::super::connection::{Connection, Failure, storage};
use super::super::events::{COLUMNS, EventRow};
use super::super::stored_id::StoredId;
use super::super::value::params;
use super::super::{catalogue, read, state};
use super::LISTED;
use crate::error::Result;
use crate::ledger::chunk::CHUNK;
use crate::ledger::{Name, Names};
use crate::model::{Digest, Flat};

pub(super) fn rows(connection: &dyn Connection) -> Result<Vec<String>> {
    let mut problems = events(connection)?;
    for table in catalogue::TABLES {
        problems.extend(versions(connection, table)?);
    }
    Ok(problems)
}

fn events(connection: &dyn Connection) -> Result<Vec<String>> {
    let failed = |error: Failure| storage("check the ledger", &error);
    let dictionaries = read::dictionaries(connection)?;
    let mut numbers = Names::<HashMap<&str, u32>>::default();
    for name in Name::ALL {
        numbers[name] = dictionaries[name].iter().map(|text| &**text).zip(1..).collect();
    }
    let sql = format!("SELECT seq, {COLUMNS} FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2");
    let (mut after, mut problems) = (0, Vec::new());
    loop {
        let rows: Vec<(i64, EventRow)> = connection
            .list(&sql, params![after, CHUNK.cast_signed()], |row| {
                Ok((row.get(0)?, EventRow::from_row(row, 1)?))
            })
            .map_err(failed)?;
        let Some((last, _)) = rows.last() else { return Ok(problems) };
        after = *last;
        for (seq, stored) in rows {
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
    }
}

fn versions(connection: &dyn Connection, table: &'static str) -> Result<Vec<String>> {
    let failed = |error: Failure| storage("check the ledger", &error);
    let currency = state::load(connection)?.currency;
    let versions: Vec<_> = connection
        .list(catalogue::select(table), params![], |row| catalogue::version(table, row, currency))
        .map_err(failed)?;
    let formed = format!("SELECT {} FROM {table} WHERE seq = ?1", catalogue::formed(table));
    let mut problems = Vec::new();
    for version in versions {
        let version = version.map_err(|invalid| read::broken_row(table, &invalid))?;
        let seq = version.seq;
        let same_form = connection
            .one(&formed, params![seq.get().cast_signed()], |row| {
                catalogue::is_as_written(&version.entry, row)
            })
            .map_err(failed)?;
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
