//! What one would write without talktrack: a table with the columns of a use and the same unique index,
//! prepared inserts.

use std::path::Path;

use rusqlite::{CachedStatement, Connection, params};

use crate::uses::{self, Plain};

/// How reps, assets and deals stand in the table.
#[derive(Debug)]
pub(crate) enum Keys {
    /// As they come: as texts.
    Texts(Texts),
    /// As numbers that somebody gave them beforehand; the texts are nowhere.
    Numbers,
}

/// The text of every key, by its number.
#[derive(Debug)]
pub(crate) struct Texts {
    reps: Vec<String>,
    assets: Vec<String>,
    deals: Vec<String>,
}

impl Keys {
    pub(crate) fn texts() -> Self {
        let [reps, assets, deals] = uses::keys();
        Self::Texts(Texts { reps, assets, deals })
    }

    const fn column(&self) -> &'static str {
        match self {
            Self::Texts(_) => "TEXT",
            Self::Numbers => "INTEGER",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Table {
    connection: Connection,
    keys: Keys,
}

impl Table {
    /// The same page size, cache, log and durability as a ledger has.
    pub(crate) fn create(path: &Path, keys: Keys) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -16 * 1024)?;
        let key = keys.column();
        connection.execute_batch(&format!(
            "CREATE TABLE usage (
                 seq INTEGER PRIMARY KEY, source INTEGER NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL,
                 rep {key} NOT NULL, asset {key} NOT NULL, deal {key}, conversation INTEGER, action INTEGER NOT NULL,
                 account TEXT, version TEXT, contact TEXT, channel TEXT
             ) STRICT;
             CREATE UNIQUE INDEX usage_identity ON usage (source, id);",
        ))?;
        Ok(Self { connection, keys })
    }

    /// Inserts a batch in one transaction.
    pub(crate) fn insert(&mut self, batch: &[Plain]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO usage (source, id, at, rep, asset, deal, conversation, action, account, version, contact, channel) \
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?;
            for row in batch {
                insert_row(&mut insert, &self.keys, row)?;
            }
        }
        transaction.commit()
    }
}

fn insert_row(
    insert: &mut CachedStatement<'_>,
    keys: &Keys,
    row: &Plain,
) -> rusqlite::Result<usize> {
    let Plain { id, at, rep, asset, deal, conversation, action } = row;
    let none: Option<&str> = None;
    match keys {
        Keys::Numbers => insert.execute(params![
            id,
            at,
            rep,
            asset,
            deal,
            conversation,
            action,
            none,
            none,
            none,
            none
        ]),
        Keys::Texts(Texts { reps, assets, deals }) => insert.execute(params![
            id,
            at,
            reps[*rep as usize],
            assets[*asset as usize],
            deals[*deal as usize],
            conversation,
            action,
            none,
            none,
            none,
            none
        ]),
    }
}
