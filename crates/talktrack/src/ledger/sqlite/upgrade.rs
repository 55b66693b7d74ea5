//! The schema, step by step: a new ledger takes every step, an older one those it has not taken, so that
//! both end up with the same schema.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::error::Result;
use crate::ledger::chunk::CHUNK;
use crate::ledger::sql::{self, vocabulary};
use crate::model::Digest;

/// What each schema adds to the one before. A step that was released never changes again.
const STEPS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];
/// Views hold nothing, so they are made anew.
const VIEWS: &str = include_str!("schema/views.sql");

/// The schema that this version writes.
#[allow(clippy::cast_possible_wrap)] // a few steps
pub(super) const SCHEMA: i64 = STEPS.len() as i64;

/// Takes the steps after schema `from` (0 for a new ledger), inside the caller's transaction.
pub(super) fn take_steps(connection: &Connection, from: i64) -> rusqlite::Result<()> {
    let taken = usize::try_from(from).unwrap_or_default();
    for step in STEPS.iter().skip(taken) {
        connection.execute_batch(step)?;
    }
    let views: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'view'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for view in views {
        connection.execute_batch(&format!("DROP VIEW \"{view}\""))?;
    }
    connection.execute_batch(VIEWS)?;
    for (field, code, word) in vocabulary() {
        connection.execute(
            "INSERT INTO vocabulary VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            params![field, code, word],
        )?;
    }
    connection.pragma_update(None, "user_version", SCHEMA)
}

/// Brings an older ledger to this schema, in one transaction: if it fails, nothing has changed.
pub(super) fn upgrade(connection: &mut Connection) -> Result<()> {
    let failed = |error: rusqlite::Error| super::storage("upgrade the ledger", &error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let found: i64 =
        transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if found >= SCHEMA {
        return Ok(()); // another program was faster
    }
    take_steps(&transaction, found).map_err(failed)?;
    if found < 2 {
        seal_all(&transaction)?;
    }
    transaction.commit().map_err(failed)
}

/// Seals what was recorded before there were chunks.
fn seal_all(connection: &Connection) -> Result<()> {
    let last = sql::load_state(connection)?.seq;
    let mut digest = Digest::EMPTY;
    sql::records(connection, &mut |seq, record| {
        digest = digest.plus(Digest::of_record(&record));
        if seq <= last && seq.get().is_multiple_of(CHUNK) {
            sql::seal(connection, seq, digest)
                .map_err(|error| sql::storage("upgrade the ledger", &error))?;
        }
        Ok(())
    })
}
