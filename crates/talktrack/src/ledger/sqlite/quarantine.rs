//! The table of what was refused.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::storage;
use crate::error::{Error, Result};
use crate::ledger::{Origin, QuarantineFilter, Quarantined, Raw, Submission};
use crate::model::Timestamp;

/// Keeps a refused row and returns its number. A row that is refused again in the same place keeps
/// its number; a new attempt at it updates the reason.
pub(super) fn keep(
    connection: &Connection,
    submission: &Submission,
    reason: &str,
    now: Timestamp,
) -> Result<u64> {
    try_keep(connection, submission, reason, now)
        .map_err(|error| storage("keep a refused row in quarantine", &error))
}

fn try_keep(
    connection: &Connection,
    submission: &Submission,
    reason: &str,
    now: Timestamp,
) -> rusqlite::Result<u64> {
    if let Some(number) = submission.replays {
        connection
            .prepare_cached("UPDATE quarantine SET reason = ?2 WHERE number = ?1")?
            .execute(params![number.cast_signed(), reason])?;
        return Ok(number);
    }
    let Kept { bytes, length, hash, offset } = kept(submission);
    let origin = origin_id(connection, &submission.origin)?;
    let line = submission.line.cast_signed();
    connection
        .prepare_cached(
            "INSERT INTO quarantine (origin, line, reason, raw, length, hash, byte_offset, refused_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (origin, line, hash) DO NOTHING",
        )?
        .execute(params![
            origin,
            line,
            reason,
            bytes,
            length.cast_signed(),
            hash,
            offset.map(u64::cast_signed),
            now.micros()
        ])?;
    connection
        .prepare_cached(
            "SELECT number FROM quarantine WHERE origin = ?1 AND line = ?2 AND hash = ?3",
        )?
        .query_row(params![origin, line, hash], |row| row.get::<_, i64>(0))
        .map(i64::cast_unsigned)
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

fn origin_id(connection: &Connection, origin: &Origin) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT id FROM origin WHERE name = ?1 AND format = ?2 AND context = ?3")?
        .query_row(params![origin.name, origin.format, origin.context], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO origin (name, format, context) VALUES (?1, ?2, ?3)")?
        .execute(params![origin.name, origin.format, origin.context])?;
    Ok(connection.last_insert_rowid())
}

/// Marks the row as recorded by a later attempt.
pub(super) fn settle(connection: &Connection, number: u64, now: Timestamp) -> Result<()> {
    let changed = connection
        .prepare_cached("UPDATE quarantine SET recorded_at = ?2 WHERE number = ?1")
        .and_then(|mut statement| statement.execute(params![number.cast_signed(), now.micros()]))
        .map_err(|error| storage("settle a quarantined row", &error))?;
    if changed == 0 {
        return Err(Error::NotFound(format!(
            "there is no number {number} in quarantine: list it to see the numbers"
        )));
    }
    Ok(())
}

pub(super) fn list(
    connection: &Connection,
    filter: QuarantineFilter,
    after: u64,
    most: usize,
) -> Result<Vec<Quarantined>> {
    let (condition, number) = match filter {
        QuarantineFilter::Open => ("recorded_at IS NULL AND ?1 IS NULL", None),
        QuarantineFilter::All => ("?1 IS NULL", None),
        QuarantineFilter::Number(number) => ("number = ?1", Some(number.cast_signed())),
    };
    let sql = format!(
        "SELECT number, line, reason, raw, length, hash, byte_offset, refused_at, recorded_at, origin \
         FROM quarantine WHERE {condition} AND number > ?2 ORDER BY number LIMIT ?3"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut origins = HashMap::new();
    let found: Vec<_> = connection
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            let mut rows = statement.query(params![number, after.cast_signed(), most])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(9)?;
                let origin = match origins.entry(id) {
                    Entry::Occupied(known) => Arc::clone(known.get()),
                    Entry::Vacant(unknown) => {
                        Arc::clone(unknown.insert(Arc::new(origin(connection, id)?)))
                    }
                };
                found.push(quarantined(row, origin)?);
            }
            Ok(found)
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

fn origin(connection: &Connection, id: i64) -> rusqlite::Result<Origin> {
    connection
        .prepare_cached("SELECT name, format, context FROM origin WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Origin { name: row.get(0)?, format: row.get(1)?, context: row.get(2)? })
        })
}

fn quarantined(row: &Row<'_>, origin: Arc<Origin>) -> rusqlite::Result<Quarantined> {
    let moment = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.and_then(|at| Timestamp::from_micros(at).ok()))
    };
    Ok(Quarantined {
        number: row.get::<_, i64>(0)?.cast_unsigned(),
        origin,
        line: row.get::<_, i64>(1)?.cast_unsigned(),
        reason: row.get(2)?,
        raw: row.get(3)?,
        length: row.get::<_, i64>(4)?.cast_unsigned(),
        hash: row.get(5)?,
        offset: row.get::<_, Option<i64>>(6)?.map(i64::cast_unsigned),
        refused_at: moment(7)?.unwrap_or(Timestamp::EARLIEST),
        recorded_at: moment(8)?,
    })
}
