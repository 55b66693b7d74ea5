//! A column of keys while its uses are recorded: numbers in place of names.

use std::borrow::Borrow;

use super::connection::{self as sql, Connection};
use super::names::{NameCache, first_of_new};
use super::stored_id::StoredId;
use crate::ledger::Name;
use crate::model::{Keyed, Listed, Uses};

/// A column of keys with the number of each, 0 for one that has none yet.
pub(super) struct Column<'u> {
    pub(super) name: Name,
    keys: Vec<&'u str>,
    codes: &'u [u32],
    numbers: Vec<u32>,
    listed: Option<&'u Listed>,
    /// The keys that are not in the ledger yet, in the order of their numbers.
    new: Vec<&'u str>,
    /// The number of the first of them.
    first_new: u32,
}

impl<'u> Column<'u> {
    fn of<K: Borrow<str>>(
        connection: &dyn Connection,
        names: &mut NameCache,
        name: Name,
        column: &'u Keyed<K>,
    ) -> sql::Result<Self> {
        let keys: Vec<&str> = column.keys().iter().map(Borrow::borrow).collect();
        let listed = column.listed();
        let mut numbers = match listed {
            Some(listed) => names.of_listed(name, listed),
            None => vec![0; keys.len()],
        };
        for (key, number) in keys.iter().zip(&mut numbers) {
            if *number == 0 {
                *number = names.find(connection, name, key)?.unwrap_or_default();
            }
        }
        let (codes, new, first_new) = (column.codes(), Vec::new(), u32::MAX);
        Ok(Self { name, keys, codes, numbers, listed, new, first_new })
    }

    /// The number in a row; 0 if it names nothing, or if its key has no number yet.
    pub(super) fn get(&self, row: usize) -> u32 {
        self.numbers.get(self.codes[row] as usize).copied().unwrap_or_default()
    }

    /// The position among the new keys of the one that a row names.
    fn new_in(&self, row: u32) -> Option<usize> {
        Some(self.get(row as usize).checked_sub(self.first_new)? as usize)
    }

    /// Gives a number to each key that one of the rows names and that has none. To the ledger it is added
    /// when it is known that a row is recorded that names it.
    pub(super) fn number(
        &mut self,
        connection: &dyn Connection,
        rows: &[(StoredId, u32)],
    ) -> sql::Result<()> {
        if !self.numbers.contains(&0) {
            return Ok(());
        }
        let mut wanted = vec![false; self.keys.len()];
        for (_, row) in rows {
            if let Some(wanted) = wanted.get_mut(self.codes[*row as usize] as usize) {
                *wanted = true;
            }
        }
        let keys = self.keys.iter().zip(&mut self.numbers).zip(wanted);
        let new = keys.filter(|((_, number), wanted)| *wanted && **number == 0);
        let mut new: Vec<_> =
            new.map(|((key, number), _)| (beginning(key), *key, number)).collect();
        // In the order of the index, which is filled page by page.
        new.sort_unstable();
        self.first_new = first_of_new(connection, self.name, new.len())?;
        let mut next = self.first_new;
        for (_, key, number) in new {
            if self.new.last() != Some(&key) {
                self.new.push(key);
                next += 1;
            }
            *number = next - 1;
        }
        Ok(())
    }

    /// Whether a new key is named by none of the rows but those that are `refused`, in ascending order.
    pub(super) fn has_left_over(&self, rows: &[(StoredId, u32)], refused: &[u32]) -> bool {
        if refused.iter().all(|row| self.new_in(*row).is_none()) {
            return false;
        }
        let mut needed = vec![false; self.new.len()];
        for (_, row) in rows.iter().filter(|(_, row)| refused.binary_search(row).is_err()) {
            if let Some(needed) = self.new_in(*row).and_then(|new| needed.get_mut(new)) {
                *needed = true;
            }
        }
        needed.contains(&false)
    }

    /// Adds the new keys to the ledger.
    pub(super) fn add(
        &self,
        connection: &dyn Connection,
        names: &mut NameCache,
    ) -> sql::Result<()> {
        names.add_all(connection, self.name, &self.new, self.first_new)?;
        if let Some(listed) = self.listed {
            names.remember_listed(self.name, listed, &self.numbers);
        }
        Ok(())
    }
}

/// The beginning of a text as a number: comparing it first spares fetching most texts.
fn beginning(text: &str) -> u128 {
    let mut beginning = [0; 16];
    let length = text.len().min(beginning.len());
    beginning[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(beginning)
}

/// The columns that name something: reps, assets, and the others that are there.
pub(super) fn columns<'u>(
    connection: &dyn Connection,
    names: &mut NameCache,
    uses: &'u Uses,
) -> sql::Result<Vec<Column<'u>>> {
    let mut columns = vec![
        Column::of(connection, names, Name::Rep, uses.reps())?,
        Column::of(connection, names, Name::Asset, uses.assets())?,
    ];
    if let Some(deals) = uses.deals() {
        columns.push(Column::of(connection, names, Name::Deal, deals)?);
    }
    if let Some(versions) = uses.versions() {
        columns.push(Column::of(connection, names, Name::Word, versions)?);
    }
    Ok(columns)
}
