//! The one row that says what the ledger is and how far it has come.

use rusqlite::{Connection, params};

use super::storage;
use crate::error::{Error, Result};
use crate::ledger::{Seq, State};
use crate::model::Digest;

pub(super) fn load(connection: &Connection) -> Result<State> {
    let (ledger, seq, digest, currency, generation): (String, i64, [u8; 16], Option<String>, i64) =
        connection
            .prepare_cached("SELECT id, seq, digest, currency, generation FROM ledger")
            .and_then(|mut statement| {
                statement.query_row([], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })
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

pub(super) fn save(connection: &Connection, state: &State) -> Result<()> {
    connection
        .prepare_cached("UPDATE ledger SET seq = ?1, digest = ?2, currency = ?3")
        .and_then(|mut statement| {
            statement.execute(params![
                state.seq.get().cast_signed(),
                state.digest.to_bytes(),
                state.currency.map(|currency| currency.to_string()),
            ])
        })
        .map(drop)
        .map_err(|error| storage("record", &error))
}
