//! Ids as a ledger stores them.

use std::cell::RefCell;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use talktrack::Tracker;
use talktrack::model::{Fact, Record, TimeReading};

use crate::bytes::Bytes;
use crate::scratch::Scratch;

thread_local! {
    static LEDGER: RefCell<Scratch> = RefCell::new(Scratch::new(record));
}

fn record(tracker: &Tracker) {
    let lines = [
        r#"{"type":"use","id":"u1","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}"#,
        r#"{"type":"retraction","id":"r1","at":"2026-03-02T09:30:00Z","event":"u1"}"#,
    ];
    let read = |line| Record::from_json(line, &TimeReading::strict()).expect("a record");
    assert_eq!(tracker.record_all(lines.map(read)).expect("a receipt").rejected, 0);
}

/// Where the cell of an id holds these bytes, reading gives an error, or the id that they are.
///
/// The first byte says which id it is, and whether the cell holds the rest as text, as bytes or as a number.
pub fn holds(input: &[u8]) {
    let mut bytes = Bytes(input);
    let choice = bytes.byte();
    let (cell, expected) = match choice / 2 % 4 {
        0 => (ToSqlOutput::Borrowed(ValueRef::Text(bytes.0)), as_text(bytes.0)),
        1 => (ToSqlOutput::Borrowed(ValueRef::Blob(bytes.0)), as_uuid(bytes.0)),
        2 => (ToSqlOutput::Owned(Value::Integer(bytes.number())), None),
        _ => {
            (ToSqlOutput::Owned(Value::Real(f64::from_bits(bytes.number().cast_unsigned()))), None)
        }
    };
    let column = if choice.is_multiple_of(2) { "id" } else { "ref_id" };
    LEDGER.with_borrow(|scratch| {
        let sql = format!("UPDATE event SET {column} = ?1 WHERE seq = 2");
        // What the schema itself refuses cannot be there.
        if scratch
            .outside
            .prepare_cached(&sql)
            .and_then(|mut update| update.execute([cell]))
            .is_ok()
        {
            if let Some(read) = read(&scratch.tracker, column) {
                assert_eq!(Some(read), expected, "another id than the one that was stored");
            }
            scratch.tracker.check().expect("a check says what it finds");
        }
    });
}

/// The id of the retraction, or of what it retracts, if it can be read.
fn read(tracker: &Tracker, column: &str) -> Option<String> {
    let mut found = None;
    let visited = tracker.records(|_, record| {
        if let Record::Event(event) = record
            && let Fact::Retraction(retraction) = event.fact()
        {
            found = Some(match column {
                "id" => event.id().map(ToString::to_string),
                _ => Some(retraction.event.id.to_string()),
            });
        }
        Ok(())
    });
    visited.ok().and_then(|()| found.flatten())
}

fn as_text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// The canonical text of sixteen bytes.
fn as_uuid(bytes: &[u8]) -> Option<String> {
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |range: std::ops::Range<usize>| hex[range].concat();
    (bytes.len() == 16)
        .then(|| [part(0..4), part(4..6), part(6..8), part(8..10), part(10..16)].join("-"))
}
