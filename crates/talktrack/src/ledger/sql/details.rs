//! What single events say beyond their columns, looked up by their write.

use serde_json::Value;

use super::by_write::by_write;
use super::connection::{self as sql, Connection, storage};
use super::read::broken_row;
use crate::error::Result;
use crate::ledger::Seq;
use crate::model::{FeedbackReason, Tags};

/// The writes of the events that these refer to.
pub(super) fn references(
    connection: &dyn Connection,
    writes: &[Seq],
) -> sql::Result<Vec<Option<Seq>>> {
    let select = "SELECT event.seq, target.seq FROM event \
                  JOIN event AS target ON target.source = event.ref_source AND target.id = event.ref_id";
    by_write(connection, select, "event.seq", writes, |row| {
        Ok(Seq::from(row.get::<i64>(1)?.cast_unsigned()))
    })
}

/// The tags of asks and searches.
pub(super) fn tags(connection: &dyn Connection, writes: &[Seq]) -> Result<Vec<Tags>> {
    let tags = |extra: Option<Value>| {
        let Some(Value::Object(tags)) = extra.as_ref().and_then(|extra| extra.get("tags")) else {
            return Ok(Tags::new());
        };
        let pairs = tags.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
        let mut tags = Tags::new();
        for (key, value) in pairs {
            tags.insert(key, value).map_err(|invalid| broken_row("event", &invalid))?;
        }
        Ok(tags)
    };
    extras(connection, writes)?.into_iter().map(tags).collect()
}

/// The reasons of feedback.
pub(super) fn reasons(
    connection: &dyn Connection,
    writes: &[Seq],
) -> Result<Vec<Option<FeedbackReason>>> {
    let reason = |extra: Option<Value>| {
        let word = extra.as_ref().and_then(|extra| extra.get("reason")?.as_str());
        let word = word.map(|word| word.parse());
        word.transpose().map_err(|invalid| broken_row("event", &invalid))
    };
    extras(connection, writes)?.into_iter().map(reason).collect()
}

/// The fields of events that have no column.
fn extras(connection: &dyn Connection, writes: &[Seq]) -> Result<Vec<Option<Value>>> {
    let select = "SELECT seq, extra FROM event";
    let read = by_write(connection, select, "seq", writes, |row| row.get::<Option<String>>(1));
    let found = read.map_err(|error| storage("read the ledger", &error))?;
    let value = |extra: Option<Option<String>>| serde_json::from_str(&extra.flatten()?).ok();
    Ok(found.into_iter().map(value).collect())
}
