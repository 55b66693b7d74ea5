//! The dictionaries: names in, small numbers out.

use std::collections::HashSet;

use super::connection::{self as sql, Connection, Failure};
use super::value::params;

use crate::ledger::{Name, Names};
use crate::model::{Listed, TextNumbers};

pub(super) const fn table(name: Name) -> &'static str {
    match name {
        Name::Source => "source",
        Name::Word => "word",
        Name::Asset => "asset",
        Name::Rep => "rep",
        Name::Deal => "deal",
    }
}

/// The first id of so many new names. Names are never deleted: ids have no gaps, so that columns can use them as
/// positions.
pub(super) fn first_of_new(
    connection: &dyn Connection,
    name: Name,
    names: usize,
) -> sql::Result<u32> {
    let last = last(connection, name)?;
    let end = u32::try_from(names).ok().and_then(|names| last.checked_add(names));
    match end {
        Some(u32::MAX) | None => Err(too_many()),
        Some(_) => Ok(last + 1),
    }
}

fn too_many() -> Failure {
    Failure::new("there are more names than can be numbered")
}

/// What the writer remembers of the dictionaries. Ids never change, so a name that was once found
/// stays right whatever other processes write; after a rollback the memory is dropped.
#[derive(Debug, Default)]
pub(super) struct NameCache {
    dictionaries: Names<Dictionary>,
}

#[derive(Debug, Default)]
struct Dictionary {
    known: TextNumbers,
    /// How many names could not be found here since the transaction began.
    missed: u32,
    /// All names up to this one are known.
    read_to: u32,
    /// Whether every name is known, as long as the transaction lasts.
    complete: bool,
    /// What was looked for in vain since the transaction began.
    absent: HashSet<Box<str>>,
    /// The greatest number, once it was needed since the transaction began.
    last: Option<u32>,
    /// The list of a file that batches name their keys from.
    list: u64,
    /// The number of the key at each place of it, 0 where none is known.
    listed: Vec<u32>,
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
            dictionary.absent.clear();
            dictionary.last = None;
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
            return Ok(Some(id));
        }
        if !dictionary.complete && !dictionary.absent.contains(text) {
            dictionary.missed += 1;
            if dictionary.missed < LOOKED_UP || !dictionary.read(connection, name)? {
                return dictionary.look_up(connection, name, text);
            }
        }
        Ok(dictionary.known.get(text))
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
        let dictionary = &mut self.dictionaries[name];
        let id = match dictionary.last {
            Some(last) => last.checked_add(1).filter(|id| *id < u32::MAX).ok_or_else(too_many)?,
            None => first_of_new(connection, name, 1)?,
        };
        insert(connection, name, id, text)?;
        dictionary.last = Some(id);
        dictionary.remember(text, id);
        Ok(id)
    }

    /// Adds `texts`, whose ids are `first` and those that follow. All of them are new, in the order of the
    /// index, and none stands twice.
    pub(super) fn add_all(
        &mut self,
        connection: &dyn Connection,
        name: Name,
        texts: &[&str],
        first: u32,
    ) -> sql::Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        let new = serde_json::to_string(texts).unwrap_or_default();
        let (table, rows) = (table(name), connection.dialect().texts_of_json);
        let sql = format!(
            "INSERT INTO {table} (id, name) SELECT CAST(?2 AS INTEGER) + position, value FROM {rows}"
        );
        let added = connection.execute(&sql, params![new, first.saturating_sub(1)])?;
        if added != texts.len() as u64 {
            return Err(Failure::new("a name was there already"));
        }
        let dictionary = &mut self.dictionaries[name];
        let mut last = 0;
        for (text, id) in texts.iter().zip(first..) {
            dictionary.remember(text, id);
            last = id;
        }
        dictionary.last = Some(last);
        if dictionary.complete {
            dictionary.read_to = last;
        }
        Ok(())
    }
}

impl NameCache {
    /// The numbers of keys that stand in a list, as far as they are known; 0 for the others.
    pub(super) fn of_listed(&self, name: Name, keys: &Listed) -> Vec<u32> {
        let Dictionary { list, listed, .. } = &self.dictionaries[name];
        let known: &[u32] = if *list == keys.list { listed } else { &[] };
        let number = |place: &u32| known.get(*place as usize).copied().unwrap_or_default();
        keys.places.iter().map(number).collect()
    }

    /// Takes note of the numbers of keys that stand in a list.
    pub(super) fn remember_listed(&mut self, name: Name, keys: &Listed, numbers: &[u32]) {
        let Dictionary { list, listed, .. } = &mut self.dictionaries[name];
        if *list != keys.list {
            listed.clear();
            *list = keys.list;
        }
        let end = keys.places.iter().max().map_or(0, |last| *last as usize + 1);
        listed.resize(end.max(listed.len()), 0);
        for (place, number) in keys.places.iter().zip(numbers) {
            if let Some(known) = listed.get_mut(*place as usize) {
                *known = *number;
            }
        }
    }
}

/// The greatest number of a dictionary.
fn last(connection: &dyn Connection, name: Name) -> sql::Result<u32> {
    let sql = format!("SELECT coalesce(max(id), 0) FROM {}", table(name));
    connection.one(&sql, params![], |row| row.get(0))
}

/// Adds a name, and gives its number.
pub(super) fn add(connection: &dyn Connection, name: Name, text: &str) -> sql::Result<u32> {
    let id = first_of_new(connection, name, 1)?;
    insert(connection, name, id, text)?;
    Ok(id)
}

fn insert(connection: &dyn Connection, name: Name, id: u32, text: &str) -> sql::Result<()> {
    let sql = format!("INSERT INTO {} (id, name) VALUES (?1, ?2)", table(name));
    connection.execute(&sql, params![id, text]).map(drop)
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
        match id {
            Some(id) => self.remember(text, id),
            None => drop(self.absent.insert(text.into())),
        }
        Ok(id)
    }

    /// Reads what is not known yet; false if that is too much to remember.
    fn read(&mut self, connection: &dyn Connection, name: Name) -> sql::Result<bool> {
        let last = last(connection, name)?;
        if last as usize >= REMEMBERED {
            return Ok(false);
        }
        let sql = format!("SELECT id, name FROM {} WHERE id > ?1", table(name));
        let read_to = self.read_to;
        connection.run(&sql, params![read_to], &mut |row| {
            self.remember(row.text(1)?, row.get(0)?);
            Ok(())
        })?;
        (self.read_to, self.complete) = (last, true);
        Ok(true)
    }

    fn remember(&mut self, text: &str, id: u32) {
        if self.known.len() >= REMEMBERED {
            self.known = TextNumbers::default();
            (self.read_to, self.complete) = (0, false);
        }
        self.absent.remove(text);
        self.known.get_or_insert(text, || Some(id));
    }
}
