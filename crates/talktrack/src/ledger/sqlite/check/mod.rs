//! What the file verifies by itself, before what all ledgers verify.

mod file;
mod schema;

use crate::error::Result;
use crate::ledger::sql::{self, Check, Row};

/// How many problems of one kind are worth listing.
const LISTED: usize = 20;

pub(super) const CHECKS: [Check; 5] = [
    (&["every page and index of the file (SQLite's integrity check)"], file::integrity),
    (&["the file is as long as it should be, and set up as a ledger"], file::form),
    (&["tables, indexes, triggers and views are those of its schema"], schema::objects),
    (&["codes have their words"], schema::vocabulary),
    (&["every number stands for a name"], file::foreign_keys),
];

/// The rows of a query, each as `read` gives it.
fn list<T>(
    connection: &dyn sql::Connection,
    query: &str,
    read: impl Fn(&Row<'_>) -> sql::Result<T>,
) -> Result<Vec<T>> {
    connection.list(query, &[], read).map_err(|error| sql::storage("check the ledger", &error))
}

/// The texts that a query gives.
fn texts(connection: &dyn sql::Connection, query: &str) -> Result<Vec<String>> {
    list(connection, query, |row| row.get(0))
}
