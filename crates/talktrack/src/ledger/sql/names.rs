//! The dictionaries: names in, small numbers out.

use std::collections::HashMap;

use super::connection::{self as sql, Connection, Failure};
use super::value::params;

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
    dictionaries: Names<Dictionary>,
}

#[derive(Debug, Default)]
struct Dictionary {
    known: HashMap<Box<str>, u32>,
    /// How many names could not be found here since the transaction began.
    missed: u32,
    /// All names up to this one are known.
    read_to: u32,
    /// Whether every name is known, as long as the transaction lasts.
    complete: bool,
}

/// Beyond this many remembered names the memory starts afresh, so that it stays bounded.
const REMEMBERED: usize = 1_000_000;
/// Beyond this many names that are looked up in the file, the whole dictionary is read instead.
const LOOKED_UP: u32 = 64;

impl NameCache {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A transaction begins: others may have added names.
    pub(super) fn begin(&mut self) {
        for name in Name::ALL {
            let dictionary = &mut self.dictionaries[name];
            (dictionary.missed, dictionary.complete) = (0, false);
        }
    }

    /// The id of `text`, if it has one.
    pub(super) fn find(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        text: &str,
    ) -> sql::Result<Option<u32>> {
        let dictionary = &mut self.dictionaries[name];
        if let Some(id) = dictionary.known.get(text) {
            return Ok(Some(*id));
        }
        if !dictionary.complete {
            dictionary.missed += 1;
            if dictionary.missed < LOOKED_UP || !dictionary.read(connection, name)? {
                return dictionary.look_up(connection, name, text);
            }
        }
        Ok(dictionary.known.get(text).copied())
    }

    /// The id of `text`, which gets one if it has none.
    pub(super) fn find_or_add(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        text: &str,
    ) -> sql::Result<u32> {
        if let Some(id) = self.find(connection, name, text)? {
            return Ok(id);
        }
        let id = add(connection, name, text)?;
        self.dictionaries[name].remember(text, id);
        Ok(id)
    }

    /// Gives each of `texts` an id: all of them are new, and none stands twice.
    pub(super) fn add_all(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        texts: &mut [&str],
    ) -> sql::Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        // In the order of the index, which is filled page by page.
        texts.sort_unstable();
        let new = serde_json::to_string(&texts).unwrap_or_default();
        let last = last(connection, name)?;
        let (table, texts) = (table(name), connection.dialect().texts_of_json);
        let sql = format!(
            "INSERT INTO {table} (id, name) SELECT CAST(?2 AS INTEGER) + position, value FROM {texts}"
        );
        connection.execute(&sql, params![new, last])?;
        self.dictionaries[name].read_from(connection, name, last)
    }
}

/// The greatest number of a dictionary.
fn last(connection: &dyn Connection, name: Name) -> sql::Result<u32> {
    let sql = format!("SELECT coalesce(max(id), 0) FROM {}", table(name));
    connection.one(&sql, params![], |row| row.get(0))
}

/// Adds a name, and gives its number. Names are never deleted, so numbers have no gaps and columns can
/// use them as positions.
pub(super) fn add(connection: &dyn Connection, name: Name, text: &str) -> sql::Result<u32> {
    let id = last(connection, name)?
        .checked_add(1)
        .ok_or_else(|| Failure::new("there are more names than can be numbered"))?;
    let sql = format!("INSERT INTO {} (id, name) VALUES (?1, ?2)", table(name));
    connection.execute(&sql, params![id, text])?;
    Ok(id)
}

impl Dictionary {
    fn look_up(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        text: &str,
    ) -> sql::Result<Option<u32>> {
        let sql = match name {
            Name::Source => "SELECT id FROM source WHERE name = ?1",
            Name::Word => "SELECT id FROM word WHERE name = ?1",
            Name::Asset => "SELECT id FROM asset WHERE name = ?1",
            Name::Rep => "SELECT id FROM rep WHERE name = ?1",
            Name::Deal => "SELECT id FROM deal WHERE name = ?1",
        };
        let id = connection.find(sql, params![text], |row| row.get(0))?;
        if let Some(id) = id {
            self.remember(text, id);
        }
        Ok(id)
    }

    /// Reads what is not known yet; false if that is too much to remember.
    fn read(&mut self, connection: &dyn Connection, name: Name) -> sql::Result<bool> {
        let last = last(connection, name)?;
        if last as usize >= REMEMBERED {
            return Ok(false);
        }
        self.read_from(connection, name, self.read_to)?;
        (self.read_to, self.complete) = (last, true);
        Ok(true)
    }

    fn read_from(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        after: u32,
    ) -> sql::Result<()> {
        let sql = format!("SELECT id, name FROM {} WHERE id > ?1", table(name));
        connection.run(&sql, params![after], &mut |row| {
            self.remember(row.text(1)?, row.get(0)?);
            Ok(())
        })?;
        Ok(())
    }

    fn remember(&mut self, text: &str, id: u32) {
        if self.known.len() >= REMEMBERED {
            self.known.clear();
            (self.read_to, self.complete) = (0, false);
        }
        self.known.insert(text.into(), id);
    }
}
