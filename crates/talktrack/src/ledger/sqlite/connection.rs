//! A connection to the file, as the ledger in tables asks of one.

use std::sync::Arc;

use rusqlite::types::{ToSql, ToSqlOutput, Type, ValueRef};
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::failure::message;
use super::incoming::Incoming;
use crate::ledger::Seq;
use crate::ledger::sql::{
    self, COLUMNS, Columns, Dialect, EventRow, Failure, Row, StoredId, Value,
};

const DIALECT: Dialect = Dialect {
    to_write: "",
    event_of: "event WHERE source = ?1 AND id = ?2",
    facts_between: "event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    withheld: "SELECT hash FROM quarantine WHERE raw IS NULL AND byte_offset IS NULL",
    by_retraction: "INDEXED BY event_retraction",
    id_is_text: "typeof(id) = 'text'",
    texts_of_json: "(SELECT key + 1 AS position, value FROM json_each(?1))",
    numbers_of_json: "SELECT value FROM json_each(?1)",
};

/// A connection that records: with the table that batches are inserted from.
#[derive(Clone, Copy)]
pub(super) struct Recorder<'c> {
    pub(super) connection: &'c Connection,
    pub(super) incoming: &'c Incoming,
}

/// What SQLite says of a statement.
#[allow(clippy::needless_pass_by_value)] // as `map_err` hands it over
fn failure(error: rusqlite::Error) -> Failure {
    use rusqlite::Error as Sql;
    let failure = Failure::new(message(&error));
    match &error {
        Sql::FromSqlConversionFailure(..)
        | Sql::IntegralValueOutOfRange(..)
        | Sql::InvalidColumnType(..)
        | Sql::Utf8Error(..) => failure.by_damage(),
        error if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            failure.by_damage()
        }
        _ => failure,
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Id(id) => return id.to_sql(),
        }))
    }
}

/// A UUID is stored as its bytes, anything else as text.
impl ToSql for StoredId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Uuid(bytes) => ValueRef::Blob(bytes),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn value(&self, column: usize) -> sql::Result<Value<'_>> {
        let value = self.get_ref(column).map_err(failure)?;
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Number(number),
            ValueRef::Text(_) => Value::Text(value.as_str().map_err(Failure::damaged)?),
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
            ValueRef::Real(_) => return Err(Failure::damaged(wrong_type(Type::Real))),
        })
    }

    fn id(&self, column: usize) -> sql::Result<Option<StoredId>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Bytes(bytes) => match bytes.try_into() {
                Ok(bytes) => Ok(Some(StoredId::Uuid(bytes))),
                Err(_) => Err(Failure::damaged("an id has too few or too many bytes")),
            },
            Value::Text(text) => Ok(Some(StoredId::Text(text.into()))),
            Value::Number(_) | Value::Id(_) => Err(Failure::damaged(wrong_type(Type::Integer))),
        }
    }
}

fn wrong_type(found: Type) -> String {
    format!("a value is of the wrong type ({found})")
}

impl sql::Connection for Connection {
    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }

    fn run(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> sql::Result<()>,
    ) -> sql::Result<u64> {
        let mut statement = self.prepare_cached(sql).map_err(failure)?;
        if statement.column_count() == 0 {
            let changed = statement.execute(params_from_iter(values)).map_err(failure)?;
            return Ok(changed as u64);
        }
        let mut rows = statement.query(params_from_iter(values)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            visit(&Row::of(row))?;
        }
        Ok(0)
    }

    fn run_script(&self, sql: &str) -> sql::Result<()> {
        self.execute_batch(sql).map_err(failure)
    }

    fn insert_events(&self, _: &Arc<Vec<EventRow>>, _: Seq) -> sql::Result<usize> {
        Err(cannot_record())
    }

    fn existing_events(
        &self,
        _: &Arc<Vec<EventRow>>,
        _: Seq,
    ) -> sql::Result<Vec<(usize, EventRow)>> {
        Err(cannot_record())
    }
}

impl sql::Connection for Recorder<'_> {
    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }

    fn run(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> sql::Result<()>,
    ) -> sql::Result<u64> {
        sql::Connection::run(self.connection, sql, values, visit)
    }

    fn run_script(&self, sql: &str) -> sql::Result<()> {
        sql::Connection::run_script(self.connection, sql)
    }

    fn insert_events(&self, rows: &Arc<Vec<EventRow>>, last: Seq) -> sql::Result<usize> {
        insert(self.connection, self.incoming, rows, last)
    }

    fn existing_events(
        &self,
        rows: &Arc<Vec<EventRow>>,
        last: Seq,
    ) -> sql::Result<Vec<(usize, EventRow)>> {
        self.incoming.show(rows, 0);
        let columns: Vec<_> = COLUMNS.split(", ").map(|column| format!("e.{column}")).collect();
        let sql = format!(
            "SELECT i.position, {} FROM incoming AS i \
             CROSS JOIN event AS e ON e.source = i.source AND e.id = i.id WHERE e.seq <= ?1",
            columns.join(", ")
        );
        let mut existing = Vec::new();
        let read = self.run(&sql, &[Value::Number(last.get().cast_signed())], &mut |row| {
            existing.push(EventRow::with_position(row)?);
            Ok(())
        });
        self.incoming.hide();
        read.map(|_| existing)
    }
}

fn cannot_record() -> Failure {
    Failure::new("the connection is not one that records")
}

/// Inserts what is not there yet and gives its number. SQLite numbers on from the greatest number
/// in the table; where the last write was no event, the first row has to be given its number.
fn insert(
    connection: &Connection,
    incoming: &Incoming,
    rows: &Arc<Vec<EventRow>>,
    last: Seq,
) -> sql::Result<usize> {
    let greatest: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM event")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .map_err(failure)?;
    let mut start = 0;
    let mut inserted = 0;
    if greatest.unwrap_or_default() != last.get().cast_signed() {
        while let Some(row) = rows.get(start).filter(|_| inserted == 0) {
            start += 1;
            inserted += usize::from(row.insert(connection, last.next())?);
        }
    }
    incoming.show(rows, start);
    // Every other constraint holds by construction, and `check` verifies it.
    let (columns, values) = columns_and_values(rows);
    let insert = format!("INSERT OR IGNORE INTO event ({columns}) SELECT {values} FROM incoming");
    let more = connection
        .prepare_cached(&insert)
        .and_then(|mut statement| statement.execute([]))
        .map_err(failure);
    incoming.hide();
    Ok(inserted + more?)
}

/// The columns that some row fills, and what each is filled with. SQLite calls for every value that it
/// takes from a row, so what all rows share stands in the statement.
fn columns_and_values(rows: &[EventRow]) -> (String, String) {
    let Some(first) = rows.first() else { return (COLUMNS.into(), COLUMNS.into()) };
    let (mut one_kind, mut one_source, mut filled) = (true, true, [false; 8]);
    for row in rows {
        one_kind &= row.kind == first.kind;
        one_source &= row.source == first.source;
        filled[0] |= row.rep != 0;
        filled[1] |= row.asset != 0;
        filled[2] |= row.deal != 0;
        filled[3] |= row.conversation != 0;
        filled[4] |= row.code != 0;
        filled[5] |= row.word != 0;
        filled[6] |= row.rare.is_some();
        filled[7] |= row.extra.is_some();
    }
    let is_filled = |column: &&str| match *column {
        "rep" => filled[0],
        "asset" => filled[1],
        "deal" => filled[2],
        "conversation" => filled[3],
        "code" => filled[4],
        "word" => filled[5],
        "number" | "ref_source" | "ref_id" => filled[6],
        "extra" => filled[7],
        _ => true,
    };
    let value = |column: &&str| match *column {
        "kind" if one_kind => first.kind.to_string(),
        "source" if one_source => first.source.to_string(),
        other => other.to_owned(),
    };
    let columns: Vec<&str> = COLUMNS.split(", ").filter(is_filled).collect();
    let values: Vec<String> = columns.iter().map(value).collect();
    (columns.join(", "), values.join(", "))
}
