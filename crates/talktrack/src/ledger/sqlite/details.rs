//! What single events say beyond their columns, looked up by their write.

use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use serde_json::Value;

use super::failure::storage;
use super::read::broken_row;
use crate::error::Result;
use crate::ledger::Seq;
use crate::model::{FeedbackReason, Tags};

/// The writes of the events that these refer to.
pub(super) fn references(
    connection: &Connection,
    writes: &[Seq],
) -> rusqlite::Result<Vec<Option<Seq>>> {
    let sql = "SELECT target.seq FROM event \
               JOIN event AS target ON target.source = event.ref_source AND target.id = event.ref_id \
               WHERE event.seq = ?1";
    each(connection, sql, writes, |row| Ok(Seq::from(row.get::<_, i64>(0)?.cast_unsigned())))
}

/// The tags of asks and searches.
pub(super) fn tags(connection: &Connection, writes: &[Seq]) -> Result<Vec<Tags>> {
    let sql = "SELECT extra FROM event WHERE seq = ?1";
    let found = each(connection, sql, writes, |row| row.get::<_, Option<String>>(0))
        .map_err(|error| storage("read the ledger", &error))?;
    let tags = |extra: Option<Option<String>>| {
        let value = extra.flatten().and_then(|text| serde_json::from_str::<Value>(&text).ok());
        let Some(Value::Object(tags)) = value.as_ref().and_then(|extra| extra.get("tags")) else {
            return Ok(Tags::new());
        };
        let pairs = tags.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
        let mut tags = Tags::new();
        for (key, value) in pairs {
            tags.insert(key, value).map_err(|invalid| broken_row("event", &invalid))?;
        }
        Ok(tags)
    };
    found.into_iter().map(tags).collect()
}

/// The reasons of feedback.
pub(super) fn reasons(
    connection: &Connection,
    writes: &[Seq],
) -> Result<Vec<Option<FeedbackReason>>> {
    let sql = "SELECT extra ->> 'reason' FROM event WHERE seq = ?1";
    let found = each(connection, sql, writes, |row| row.get::<_, Option<String>>(0))
        .map_err(|error| storage("read the ledger", &error))?;
    let reason = |word: Option<Option<String>>| {
        let word = word.flatten().map(|word| word.parse());
        word.transpose().map_err(|invalid| broken_row("event", &invalid))
    };
    found.into_iter().map(reason).collect()
}

fn each<T>(
    connection: &Connection,
    sql: &str,
    writes: &[Seq],
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<Option<T>>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut one = |seq: &Seq| {
        let seq = seq.get().cast_signed();
        statement.query_row([&seq as &dyn ToSql], &read).optional()
    };
    writes.iter().map(&mut one).collect()
}
