//! What was refused. Where it stood, why and when it was refused is guarded by nothing but the file.

use super::super::connection::{self as sql, Connection, Row};
use super::list;
use crate::error::Result;
use crate::ledger::Raw;
use crate::model::Timestamp;

pub(super) fn quarantine(connection: &dyn Connection) -> Result<Vec<String>> {
    let sql = "SELECT number, raw, length, hash, byte_offset, refused_at, recorded_at, reason FROM quarantine";
    let problems = list(connection, sql, problem)?.into_iter().flatten().collect();
    // Reading them is what is verified.
    list(connection, "SELECT name, format, context FROM origin", |row| {
        Ok([row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?])
    })?;
    Ok(problems)
}

fn problem(row: &Row<'_>) -> sql::Result<Option<String>> {
    let number: i64 = row.get(0)?;
    let raw: Option<Vec<u8>> = row.get(1)?;
    let (length, hash): (i64, Vec<u8>) = (row.get(2)?, row.get(3)?);
    let offset: Option<i64> = row.get(4)?;
    let length = usize::try_from(length).ok();
    let whole = if let Some(raw) = &raw {
        length == Some(raw.len()) && *hash == *blake3::hash(raw).as_bytes() && offset.is_none()
    } else {
        // Too long to keep, or withheld because it named somebody who was forgotten.
        let too_long = length.is_some_and(|length| length > Raw::LONGEST);
        hash.len() == 32 && (too_long || offset.is_none())
    };
    let moment = |at: i64| Timestamp::from_micros(at).is_ok();
    let refused_at: i64 = row.get(5)?;
    let recorded_at: Option<i64> = row.get(6)?;
    row.get::<String>(7)?;
    let problem = if !whole {
        "raw is not what its length and hash say"
    } else if !moment(refused_at) || !recorded_at.is_none_or(moment) {
        "a time is damaged"
    } else {
        return Ok(None);
    };
    Ok(Some(format!("table quarantine, row {number}: {problem}")))
}
