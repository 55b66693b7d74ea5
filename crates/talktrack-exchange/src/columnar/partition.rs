//! Records gathered by type and month, until there are enough of them for a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use talktrack::analysis::{Column, Value};
use talktrack::model::{Currency, Record};

use super::answer::{self, Stored};
use super::export::{TagsByType, kind};
use super::field;
use crate::error::Error;

/// How many records are held before some are written: what bounds the memory.
const HELD: usize = 200_000;

/// The records of one type and month.
#[derive(Default)]
struct Partition {
    rows: Vec<Vec<Value>>,
    files: u32,
}

/// All records that are not written yet.
pub(super) struct Partitions<'a> {
    folder: &'a Path,
    stored: Stored,
    tags: &'a TagsByType,
    currency: Option<Currency>,
    columns: BTreeMap<&'static str, Vec<Column>>,
    by_month: BTreeMap<(&'static str, String), Partition>,
    held: usize,
    records: u64,
}

impl<'a> Partitions<'a> {
    pub(super) fn new(
        folder: &'a Path,
        stored: Stored,
        tags: &'a TagsByType,
        currency: Option<Currency>,
    ) -> Self {
        let (columns, by_month) = (BTreeMap::new(), BTreeMap::new());
        Self { folder, stored, tags, currency, columns, by_month, held: 0, records: 0 }
    }

    pub(super) fn add(&mut self, record: &Record) -> Result<(), Error> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        let kind = kind(record);
        let fields = record.to_fields();
        let columns = self
            .columns
            .entry(kind)
            .or_insert_with(|| field::columns(kind, self.tags.get(kind).unwrap_or(&NONE)));
        // Times are written as 2026-03-01T09:30:00Z.
        let at = fields.get("at").and_then(|at| at.as_str()).unwrap_or_default();
        let month = at.get(..7).unwrap_or("none").to_owned();
        let row = field::values(columns, &fields);
        self.by_month.entry((kind, month)).or_default().rows.push(row);
        (self.held, self.records) = (self.held + 1, self.records + 1);
        if self.held >= HELD {
            self.write_largest()?;
        }
        Ok(())
    }

    /// Makes room by a file that is as large as can be.
    fn write_largest(&mut self) -> Result<(), Error> {
        let largest = self.by_month.iter().max_by_key(|(_, partition)| partition.rows.len());
        match largest.map(|(place, _)| place.clone()) {
            Some(place) => self.write(&place),
            None => Ok(()),
        }
    }

    fn write(&mut self, place: &(&'static str, String)) -> Result<(), Error> {
        let (kind, month) = place;
        let (Some(partition), Some(columns)) =
            (self.by_month.get_mut(place), self.columns.get(kind))
        else {
            return Ok(());
        };
        let rows = std::mem::take(&mut partition.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.held -= rows.len();
        let folder = self.folder.join(kind).join(format!("month={month}"));
        let file = format!("part-{}.{}", partition.files, self.stored.ending());
        partition.files += 1;
        let path = folder.join(file);
        std::fs::create_dir_all(&folder).map_err(|source| unwritten(&path, source))?;
        let file = crate::export::create(&path)?;
        answer::write(columns, &rows, self.currency, self.stored, file)
    }

    /// Writes what is left, and says how many records there were.
    pub(super) fn finish(mut self) -> Result<u64, Error> {
        let places: Vec<_> = self.by_month.keys().cloned().collect();
        for place in &places {
            self.write(place)?;
        }
        Ok(self.records)
    }
}

fn unwritten(path: &Path, source: std::io::Error) -> Error {
    Error::Io { attempted: format!("write {}", path.display()), source }
}
