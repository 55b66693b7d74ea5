//! The one row that says what the ledger is and how far it has come.

use super::connection::{Connection, storage};
use super::value::params;
use crate::error::{Error, Result};
use crate::ledger::{Seq, State};
use crate::model::Digest;

pub(in crate::ledger) fn load(connection: &dyn Connection) -> Result<State> {
    read(connection, "SELECT id, seq, digest, currency, generation FROM ledger")
}

/// The same by whoever is to write: nobody else writes from here to the end of the transaction.
pub(super) fn load_to_write(connection: &dyn Connection) -> Result<State> {
    let last = connection.dialect().to_write;
    let sql = format!("SELECT id, seq, digest, currency, generation FROM ledger {last}");
    read(connection, &sql)
}

/// Holds the ledger, so that nobody else writes to the end of the transaction.
pub fn hold(connection: &dyn Connection) -> Result<()> {
    load_to_write(connection).map(drop)
}

fn read(connection: &dyn Connection, sql: &str) -> Result<State> {
    let (ledger, seq, digest, currency, generation): (String, i64, [u8; 16], Option<String>, i64) =
        connection
            .one(sql, params![], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .map_err(|error| storage("read the ledger's state", &error))?;
    let currency = currency.map(|code| code.parse()).transpose().map_err(Error::Invalid)?;
    Ok(State {
        ledger,
        seq: Seq::from(seq.cast_unsigned()),
        digest: Digest::from_bytes(digest),
        currency,
        generation: generation.cast_unsigned(),
    })
}

pub(super) fn save(connection: &dyn Connection, state: &State) -> Result<()> {
    connection
        .execute(
            "UPDATE ledger SET seq = ?1, digest = ?2, currency = ?3",
            params![
                state.seq.get().cast_signed(),
                state.digest.to_bytes(),
                state.currency.map(|currency| currency.to_string()),
            ],
        )
        .map(drop)
        .map_err(|error| storage("record", &error))
}
