//! The table of what was refused.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::connection::{self as sql, Connection, Row, storage};
use super::value::params;
use crate::error::{Error, Result};
use crate::ledger::{Origin, QuarantineFilter, Quarantined, Raw, Submission};
use crate::model::Timestamp;

/// Keeps a refused row and returns its number. A row that is refused again in the same place keeps
/// its number; a new attempt at it updates the reason.
pub(super) fn keep(
    connection: &dyn Connection,
    submission: &Submission,
    reason: &str,
    now: Timestamp,
) -> Result<u64> {
    try_keep(connection, submission, reason, now)
        .map_err(|error| storage("keep a refused row in quarantine", &error))
}

fn try_keep(
    connection: &dyn Connection,
    submission: &Submission,
    reason: &str,
    now: Timestamp,
) -> sql::Result<u64> {
    if let Some(number) = submission.replays {
        connection.execute(
            "UPDATE quarantine SET reason = ?2 WHERE number = ?1",
            params![number.cast_signed(), reason],
        )?;
        return Ok(number);
    }
    let Kept { bytes, length, hash, offset } = kept(submission);
    let origin = origin_id(connection, &submission.origin)?;
    let line = submission.line.cast_signed();
    let kept = connection.find(
        "SELECT number FROM quarantine WHERE origin = ?1 AND line = ?2 AND hash = ?3",
        params![origin, line, hash],
        |row| row.get::<i64>(0),
    )?;
    if let Some(number) = kept {
        return Ok(number.cast_unsigned());
    }
    // Numbers have no gaps: nobody else writes meanwhile.
    let number = 1 + connection.one(
        "SELECT coalesce(max(number), 0) FROM quarantine",
        params![],
        |row| row.get::<i64>(0),
    )?;
    connection.execute(
        "INSERT INTO quarantine (number, origin, line, reason, raw, length, hash, byte_offset, refused_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            number,
            origin,
            line,
            reason,
            bytes,
            length.cast_signed(),
            hash,
            offset.map(u64::cast_signed),
            now.micros()
        ],
    )?;
    Ok(number.cast_unsigned())
}

/// What is kept of a row.
pub(super) struct Kept<'a> {
    pub(super) bytes: Option<Cow<'a, [u8]>>,
    pub(super) length: u64,
    pub(super) hash: [u8; 32],
    offset: Option<u64>,
}

pub(super) fn kept(submission: &Submission) -> Kept<'_> {
    match &submission.raw {
        Raw::TooLong { length, hash, offset } => {
            Kept { bytes: None, length: *length, hash: *hash, offset: Some(*offset) }
        }
        Raw::Withheld { length, hash } => {
            Kept { bytes: None, length: *length, hash: *hash, offset: None }
        }
        Raw::Whole(bytes) => whole(Cow::Borrowed(bytes)),
        Raw::Values => whole(Cow::Owned(as_json(submission))),
    }
}

fn whole(bytes: Cow<'_, [u8]>) -> Kept<'_> {
    let (length, hash) = (bytes.len() as u64, *blake3::hash(&bytes).as_bytes());
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= Raw::LONGEST);
    let offset = bytes.is_none().then_some(0);
    Kept { bytes, length, hash, offset }
}

/// Rows that came as values are kept as JSON, one record a line.
fn as_json(submission: &Submission) -> Vec<u8> {
    let records = submission.content.as_deref().unwrap_or_default();
    let lines: Vec<_> =
        records.iter().map(|record| serde_json::to_string(record).unwrap_or_default()).collect();
    lines.join("\n").into_bytes()
}

fn origin_id(connection: &dyn Connection, origin: &Origin) -> sql::Result<i64> {
    let known = connection.find(
        "SELECT id FROM origin WHERE name = ?1 AND format = ?2 AND context = ?3",
        params![origin.name, origin.format, origin.context],
        |row| row.get(0),
    )?;
    if let Some(id) = known {
        return Ok(id);
    }
    let sql = "SELECT coalesce(max(id), 0) FROM origin";
    let id = 1 + connection.one(sql, params![], |row| row.get::<i64>(0))?;
    connection.execute(
        "INSERT INTO origin (id, name, format, context) VALUES (?1, ?2, ?3, ?4)",
        params![id, origin.name, origin.format, origin.context],
    )?;
    Ok(id)
}

/// Marks the row as recorded by a later attempt.
pub(super) fn settle(connection: &dyn Connection, number: u64, now: Timestamp) -> Result<()> {
    let changed = connection
        .execute(
            "UPDATE quarantine SET recorded_at = ?2 WHERE number = ?1",
            params![number.cast_signed(), now.micros()],
        )
        .map_err(|error| storage("settle a quarantined row", &error))?;
    if changed == 0 {
        return Err(Error::NotFound(format!(
            "there is no number {number} in quarantine: list it to see the numbers"
        )));
    }
    Ok(())
}

pub(super) fn list(
    connection: &dyn Connection,
    filter: QuarantineFilter,
    after: u64,
    most: usize,
) -> Result<Vec<Quarantined>> {
    let (condition, number) = match filter {
        QuarantineFilter::Open => ("recorded_at IS NULL AND CAST(?1 AS BIGINT) IS NULL", None),
        QuarantineFilter::All => ("CAST(?1 AS BIGINT) IS NULL", None),
        QuarantineFilter::Number(number) => ("number = ?1", Some(number.cast_signed())),
    };
    let sql = format!(
        "SELECT number, line, reason, raw, length, hash, byte_offset, refused_at, recorded_at, origin \
         FROM quarantine WHERE {condition} AND number > ?2 ORDER BY number LIMIT ?3"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut origins = HashMap::new();
    let mut found = Vec::new();
    connection
        .run(&sql, params![number, after.cast_signed(), most], &mut |row| {
            let id: i64 = row.get(9)?;
            let origin = match origins.entry(id) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(unknown) => {
                    Arc::clone(unknown.insert(Arc::new(origin(connection, id)?)))
                }
            };
            found.push(quarantined(row, origin)?);
            Ok(())
        })
        .map_err(|error| storage("list the quarantine", &error))?;
    match filter {
        QuarantineFilter::Number(number) if found.is_empty() && after < number => {
            Err(Error::NotFound(format!(
                "there is no number {number} in quarantine: list it to see the numbers"
            )))
        }
        _ => Ok(found),
    }
}

fn origin(connection: &dyn Connection, id: i64) -> sql::Result<Origin> {
    connection.one("SELECT name, format, context FROM origin WHERE id = ?1", params![id], |row| {
        Ok(Origin { name: row.get(0)?, format: row.get(1)?, context: row.get(2)? })
    })
}

fn quarantined(row: &Row<'_>, origin: Arc<Origin>) -> sql::Result<Quarantined> {
    let moment = |column: usize| -> sql::Result<Option<Timestamp>> {
        Ok(row.get::<Option<i64>>(column)?.and_then(|at| Timestamp::from_micros(at).ok()))
    };
    Ok(Quarantined {
        number: row.get::<i64>(0)?.cast_unsigned(),
        origin,
        line: row.get::<i64>(1)?.cast_unsigned(),
        reason: row.get(2)?,
        raw: row.get(3)?,
        length: row.get::<i64>(4)?.cast_unsigned(),
        hash: row.get(5)?,
        offset: row.get::<Option<i64>>(6)?.map(i64::cast_unsigned),
        refused_at: moment(7)?.unwrap_or(Timestamp::EARLIEST),
        recorded_at: moment(8)?,
    })
}
