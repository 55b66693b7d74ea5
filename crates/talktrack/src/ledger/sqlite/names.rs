//! The dictionaries: names in, small numbers out.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::ledger::{Name, Names};

pub(super) const fn table(name: Name) -> &'static str {
    match name {
        Name::Source => "source",
        Name::Word => "word",
        Name::Asset => "asset",
        Name::Rep => "rep",
        Name::Deal => "deal",
    }
}

/// What the writer remembers of the dictionaries. Ids never change, so a name that was once found
/// stays right whatever other processes write; after a rollback the memory is dropped.
#[derive(Debug, Default)]
pub(super) struct NameCache {
    known: Names<HashMap<Box<str>, u32>>,
}

/// Beyond this many remembered names the memory starts afresh, so that it stays bounded.
const REMEMBERED: usize = 1_000_000;

impl NameCache {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The id of `text`, if it has one.
    pub(super) fn find(
        &mut self,
        connection: &Connection,
        name: Name,
        text: &str,
    ) -> rusqlite::Result<Option<u32>> {
        if let Some(id) = self.known[name].get(text) {
            return Ok(Some(*id));
        }
        let sql = match name {
            Name::Source => "SELECT id FROM source WHERE name = ?1",
            Name::Word => "SELECT id FROM word WHERE name = ?1",
            Name::Asset => "SELECT id FROM asset WHERE name = ?1",
            Name::Rep => "SELECT id FROM rep WHERE name = ?1",
            Name::Deal => "SELECT id FROM deal WHERE name = ?1",
        };
        let id = connection.prepare_cached(sql)?.query_row([text], |row| row.get(0)).optional()?;
        if let Some(id) = id {
            self.remember(name, text, id);
        }
        Ok(id)
    }

    /// The id of `text`, which gets one if it has none.
    pub(super) fn find_or_add(
        &mut self,
        connection: &Connection,
        name: Name,
        text: &str,
    ) -> rusqlite::Result<u32> {
        if let Some(id) = self.find(connection, name, text)? {
            return Ok(id);
        }
        // SQLite gives the greatest id plus one, and names are never deleted: ids have no gaps, so that
        // columns can use them as positions.
        let sql = match name {
            Name::Source => "INSERT INTO source (name) VALUES (?1)",
            Name::Word => "INSERT INTO word (name) VALUES (?1)",
            Name::Asset => "INSERT INTO asset (name) VALUES (?1)",
            Name::Rep => "INSERT INTO rep (name) VALUES (?1)",
            Name::Deal => "INSERT INTO deal (name) VALUES (?1)",
        };
        connection.prepare_cached(sql)?.execute(params![text])?;
        let id = connection.last_insert_rowid();
        let id = u32::try_from(id).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, id))?;
        self.remember(name, text, id);
        Ok(id)
    }

    fn remember(&mut self, name: Name, text: &str, id: u32) {
        let known = &mut self.known[name];
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(text.into(), id);
    }
}
