//! Refused rows that mention a person: their text goes, their hash stays, so that the same row
//! refused again finds its place.

use std::collections::HashSet;

use serde_json::Value;

use super::failed;
use super::finder::{Finder, StandIn};
use crate::error::Result;
use crate::ledger::sql::connection::{self as sql, Connection};
use crate::ledger::sql::value::params;

/// The forms in which a refused row may hold a name: as it stands, and without the escapes of JSON
/// and of CSV.
pub(in super::super) fn texts_in(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let mut texts = Vec::new();
    if text.contains('\\') {
        for line in text.lines() {
            if let Ok(value) = serde_json::from_str(line) {
                strings(&value, &mut |string| texts.push(string.to_owned()));
            }
        }
    }
    if text.contains("\"\"") {
        texts.push(text.replace("\"\"", "\""));
    }
    texts.push(text);
    texts
}

fn strings(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(list) => list.iter().for_each(|value| strings(value, visit)),
        Value::Object(map) => map.iter().for_each(|(name, value)| {
            visit(name);
            strings(value, visit);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The context of an origin without mentions; `None` if there is none. It is JSON where talktrack
/// wrote it.
pub(in super::super) fn scrub_context(
    context: &str,
    finder: &mut dyn Finder,
) -> Result<Option<String>> {
    let Ok(mut value) = serde_json::from_str::<Value>(context) else {
        return finder.without(context, 1, StandIn::Gap);
    };
    Ok(scrub_value(&mut value, finder)?.then(|| value.to_string()))
}

fn scrub_value(value: &mut Value, finder: &mut dyn Finder) -> Result<bool> {
    match value {
        Value::String(text) => match finder.without(text, 1, StandIn::Gap)? {
            Some(other) => {
                *text = other;
                Ok(true)
            }
            None => Ok(false),
        },
        Value::Array(list) => {
            list.iter_mut().try_fold(false, |any, value| Ok(scrub_value(value, finder)? | any))
        }
        Value::Object(map) => {
            map.values_mut().try_fold(false, |any, value| Ok(scrub_value(value, finder)? | any))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(false),
    }
}

fn raw_mentions(raw: &[u8], finder: &mut dyn Finder) -> Result<bool> {
    for text in texts_in(raw) {
        if !finder.find(&text, 1)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether any refused row, or where it comes from, mentions somebody.
pub(super) fn mentions(connection: &dyn Connection, finder: &mut dyn Finder) -> Result<bool> {
    if !origins(connection, finder)?.is_empty() {
        return Ok(true);
    }
    let mut any = false;
    each(connection, &mut |row| {
        any = any || row.mentions(finder)?;
        Ok(())
    })?;
    Ok(any)
}

/// Takes the person out of the quarantine; gives how many rows lost their text.
pub(super) fn scrub(connection: &dyn Connection, finder: &mut dyn Finder) -> Result<u64> {
    let origins = origins(connection, finder)?;
    let named: HashSet<i64> = origins.iter().map(|(id, ..)| *id).collect();
    let mut scrubbed = Vec::new();
    each(connection, &mut |row| {
        if named.contains(&row.origin) || row.mentions(finder)? {
            let reason = finder.without(&row.reason, 1, StandIn::Gap)?.unwrap_or(row.reason);
            scrubbed.push((row.number, reason));
        }
        Ok(())
    })?;
    let write = || -> sql::Result<()> {
        for (number, reason) in &scrubbed {
            connection.execute(
                "UPDATE quarantine SET raw = NULL, reason = ?2 WHERE number = ?1",
                params![number, reason],
            )?;
        }
        for (id, name, context) in origins {
            rename_origin(connection, id, &name, &context)?;
        }
        Ok(())
    };
    write().map_err(|error| failed(&error))?;
    Ok(scrubbed.len() as u64)
}

/// Names that differed by the person alone are told apart by a number.
fn rename_origin(
    connection: &dyn Connection,
    id: i64,
    name: &str,
    context: &str,
) -> sql::Result<()> {
    let mut free = name.to_owned();
    let taken = "SELECT 1 FROM origin AS other JOIN origin AS own ON own.id = ?1 \
        WHERE other.id <> ?1 AND other.name = ?2 AND other.format = own.format AND other.context = ?3";
    let mut next = 2;
    while connection.exists(taken, params![id, free, context])? {
        free = format!("{name} {next}");
        next += 1;
    }
    let sql = "UPDATE origin SET name = ?2, context = ?3 WHERE id = ?1";
    connection.execute(sql, params![id, free, context]).map(drop)
}

/// The origins that mention somebody, with name and context as they are without.
fn origins(
    connection: &dyn Connection,
    finder: &mut dyn Finder,
) -> Result<Vec<(i64, String, String)>> {
    let all: Vec<(i64, String, String)> = connection
        .list("SELECT id, name, context FROM origin", params![], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .map_err(|error| failed(&error))?;
    let mut found = Vec::new();
    for (id, name, context) in all {
        let new_name = finder.without(&name, 1, StandIn::Gap)?;
        let new_context = scrub_context(&context, finder)?;
        if new_name.is_some() || new_context.is_some() {
            found.push((id, new_name.unwrap_or(name), new_context.unwrap_or(context)));
        }
    }
    Ok(found)
}

struct Row {
    number: i64,
    origin: i64,
    reason: String,
    raw: Option<Vec<u8>>,
}

impl Row {
    fn mentions(&self, finder: &mut dyn Finder) -> Result<bool> {
        let reason = !finder.find(&self.reason, 1)?.is_empty();
        Ok(reason || self.raw.as_deref().map_or(Ok(false), |raw| raw_mentions(raw, finder))?)
    }
}

/// Visits all refused rows, some at a time: a store may hand over all rows of an answer at once.
fn each(connection: &dyn Connection, visit: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
    const TOGETHER: i64 = 1_024;
    let sql = "SELECT number, origin, reason, raw FROM quarantine WHERE number > ?1 ORDER BY number LIMIT ?2";
    let mut after = 0;
    loop {
        let rows: Vec<Row> = connection
            .list(sql, params![after, TOGETHER], |row| {
                let (number, origin) = (row.get(0)?, row.get(1)?);
                Ok(Row { number, origin, reason: row.get(2)?, raw: row.get(3)? })
            })
            .map_err(|error| failed(&error))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.number;
        rows.into_iter().try_for_each(&mut *visit)?;
    }
}
