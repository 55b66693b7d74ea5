//! What one would write without talktrack: a table with the columns of a use and the same unique index,
//! prepared inserts. Names are numbers already.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::uses::Plain;

#[derive(Debug)]
pub(crate) struct Table(Connection);

impl Table {
    /// The same page size, cache, log and durability as a ledger has.
    pub(crate) fn create(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -16 * 1024)?;
        connection.execute_batch(
            "CREATE TABLE usage (
                 seq INTEGER PRIMARY KEY, source INTEGER NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL,
                 rep INTEGER NOT NULL, asset INTEGER NOT NULL, deal INTEGER, conversation INTEGER, action INTEGER NOT NULL,
                 account TEXT, version TEXT, contact TEXT, channel TEXT
             ) STRICT;
             CREATE UNIQUE INDEX usage_identity ON usage (source, id);",
        )?;
        Ok(Self(connection))
    }

    /// Inserts a batch in one transaction.
    pub(crate) fn insert(&mut self, batch: &[Plain]) -> rusqlite::Result<()> {
        let transaction = self.0.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO usage (source, id, at, rep, asset, deal, conversation, action, account, version, contact, channel) \
                 VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?;
            for row in batch {
                let Plain { id, at, rep, asset, deal, conversation, action } = row;
                let none: Option<&str> = None;
                insert.execute(params![
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
                ])?;
            }
        }
        transaction.commit()
    }
}
