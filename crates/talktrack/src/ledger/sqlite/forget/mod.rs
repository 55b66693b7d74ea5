//! Forgetting a person in a file: severed from the facts, and the old pages overwritten.
//!
//! It goes in three steps, of which each is whole or not done: nobody may still read the old pages;
//! one transaction severs the person and says that old pages remain; these are overwritten.

mod guards;
mod wipe;

use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::Writer;
use super::failure::storage;
use super::turn::Turns;
use crate::error::{Error, Result};
use crate::ledger::Forgotten;
use crate::ledger::sql::{self, Who};
use crate::model::{RepKey, Timestamp};

const ATTEMPTED: &str = "forget";

fn failed(error: &rusqlite::Error) -> Error {
    storage(ATTEMPTED, error)
}

/// Forgets the rep with `key`; `patience` is how long it waits for those who read.
pub(super) fn forget(
    writer: &mut Writer,
    on_file: bool,
    key: &RepKey,
    now: Timestamp,
    patience: Duration,
) -> Result<Forgotten> {
    let Writer { connection, memory, turns, place, .. } = writer;
    let _turn = turns.as_ref().map(Turns::wait).transpose()?;
    place.as_ref().map_or(Ok(()), |place| place.unchanged(ATTEMPTED))?;
    let who = sql::find(connection, key)?;
    if on_file {
        wipe::wait_for_readers(connection, patience)?;
    }
    let severed = sever(connection, who, key, now, on_file);
    memory.clear();
    let forgotten = severed?;
    if on_file && wipe::is_pending(connection)? {
        wipe::overwrite(connection, patience)?;
    }
    Ok(forgotten)
}

/// Severs the person in one transaction.
fn sever(
    connection: &mut Connection,
    who: Who,
    key: &RepKey,
    now: Timestamp,
    on_file: bool,
) -> Result<Forgotten> {
    // Freed space inside pages is overwritten with zeros from here on.
    wipe::secure_delete(connection)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| failed(&error))?;
    let guards = guards::lift(&transaction)?;
    let forgotten = sql::sever(&*transaction, who, key, now)?;
    guards.restore(&transaction)?;
    if !on_file {
        // There are no pages but those in memory.
        transaction.execute("UPDATE ledger SET wiping = 0", []).map_err(|error| failed(&error))?;
    }
    transaction.commit().map_err(|error| failed(&error))?;
    Ok(forgotten)
}
