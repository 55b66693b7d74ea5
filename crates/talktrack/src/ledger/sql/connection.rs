//! What the ledger asks of a connection to a store that understands SQL.
//!
//! Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?1`, `?2`, … for
//! values. Where the two differ, the connection brings the words.

use std::fmt;
use std::sync::Arc;

use super::events::EventRow;
use super::stored_id::StoredId;
use super::value::{FromValue, Value};
use crate::error::Error;
use crate::ledger::Seq;

/// A shorthand for what statements come to.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// What a store says when a statement fails, with what to do where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    damaged: bool,
}

impl Failure {
    /// The store refused or could not be reached.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), damaged: false }
    }

    /// What is stored is not what was written.
    pub fn damaged(message: impl fmt::Display) -> Self {
        let advice =
            "a row is damaged; run check to see more, and restore the ledger from a backup";
        Self { message: format!("{message}: {advice}"), damaged: true }
    }

    /// The same failure, said of damage.
    pub fn by_damage(self) -> Self {
        Self { damaged: true, ..self }
    }

    /// Whether what is stored is not what was written.
    pub const fn is_damage(&self) -> bool {
        self.damaged
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

/// The failure as an error of what was attempted.
pub(in crate::ledger) fn storage(attempted: impl Into<String>, failure: &Failure) -> Error {
    Error::storage(attempted, failure)
}

/// What stores say in words of their own.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Follows `SELECT … FROM ledger` where a transaction is to write: others wait for it.
    pub to_write: &'static str,
    /// Follows `FROM` where the event of the source `?1` with the id `?2` is looked up.
    pub event_of: &'static str,
    /// Follows `FROM` where the numbers of the facts after `?1`, up to `?2`, are read in order.
    pub facts_between: &'static str,
    /// Selects the hashes of refused rows whose text is withheld.
    pub withheld: &'static str,
    /// Follows `FROM event AS r` where retractions are looked up.
    pub by_retraction: &'static str,
    /// Whether the id of an event is no UUID.
    pub id_is_text: &'static str,
    /// The rows `(position, value)` of the JSON array of texts `?1`; positions begin at 1.
    pub texts_of_json: &'static str,
    /// Selects the whole numbers of the JSON array `?1`.
    pub numbers_of_json: &'static str,
}

/// A row of an answer.
pub trait Columns {
    /// The value of a column, counted from 0.
    fn value(&self, column: usize) -> Result<Value<'_>>;

    /// The id of an event in a column.
    fn id(&self, column: usize) -> Result<Option<StoredId>>;
}

/// A row of an answer, with values as what they are to be.
#[derive(Clone, Copy)]
pub struct Row<'r>(&'r dyn Columns);

impl fmt::Debug for Row<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Row") // rows hold personal data
    }
}

impl<'r> Row<'r> {
    /// A row of a store.
    pub fn of(columns: &'r dyn Columns) -> Self {
        Self(columns)
    }

    /// The value of a column, counted from 0.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self.0.value(column)?)
    }

    /// The text of a column.
    pub fn text(&self, column: usize) -> Result<&'r str> {
        match self.0.value(column)? {
            Value::Text(text) => Ok(text),
            _ => Err(Failure::damaged("a value is not a text")),
        }
    }

    /// The bytes of a column.
    pub fn bytes(&self, column: usize) -> Result<&'r [u8]> {
        match self.0.value(column)? {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(Failure::damaged("a value is not made of bytes")),
        }
    }

    /// The id of an event in a column.
    pub fn id(&self, column: usize) -> Result<Option<StoredId>> {
        self.0.id(column)
    }
}

/// A connection to a store. Whoever has it holds a transaction.
pub trait Connection {
    /// The words of the store.
    fn dialect(&self) -> &'static Dialect;

    /// Runs one statement, visits the rows of its answer, and gives how many rows it changed. The
    /// statement is kept prepared.
    fn run(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<u64>;

    /// Runs statements that take no values and answer nothing.
    fn run_script(&self, sql: &str) -> Result<()>;

    /// Inserts those of `rows` whose identity is not there yet, in their order as the writes after
    /// `last`, and gives how many it inserted. No two of them have the same identity.
    fn insert_events(&self, rows: &Arc<Vec<EventRow>>, last: Seq) -> Result<usize>;

    /// The rows given to the last [`insert_events`](Self::insert_events) that were there by the write
    /// `last`, with what is stored.
    fn existing_events(
        &self,
        rows: &Arc<Vec<EventRow>>,
        last: Seq,
    ) -> Result<Vec<(usize, EventRow)>>;
}

impl dyn Connection + '_ {
    /// Runs a statement without an answer, and gives how many rows it changed.
    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64> {
        self.run(sql, values, &mut |_| Ok(()))
    }

    /// Whether there is any row.
    pub fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool> {
        let mut any = false;
        self.run(sql, values, &mut |_| {
            any = true;
            Ok(())
        })?;
        Ok(any)
    }

    /// The first row, if there is one.
    pub fn find<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut found = None;
        self.run(sql, values, &mut |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The one row that there is.
    pub fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.find(sql, values, read)?.ok_or_else(|| Failure::damaged("a row is missing"))
    }

    /// All rows.
    pub fn list<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.run(sql, values, &mut |row| {
            all.push(read(row)?);
            Ok(())
        })?;
        Ok(all)
    }
}
