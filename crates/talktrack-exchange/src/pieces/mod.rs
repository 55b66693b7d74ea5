//! Facts that stay where they are, in tables of one kind, read column by column by the questions.

mod dictionary;
mod parcel;
mod parts;
mod source;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use talktrack::columns::{Base, Identity, Piece, Unpacked};
use talktrack::ledger::chunk::Field;
use talktrack::ledger::{Name, Names};
use talktrack::model::{EventKind, Source as System, Timestamp};

use self::dictionary::Known;
pub use self::parcel::{Parcels, parcels};
use self::parts::Part;
use self::source::{Held, Source};
pub use self::source::{RowGroup, row_groups};
pub use self::words::columns;
use crate::columnar::cells::cell;

/// The kinds of events of which there can be too many for one machine. All others are in the base.
pub const MANY: [EventKind; 4] =
    [EventKind::Use, EventKind::Engagement, EventKind::Outcome, EventKind::Stage];

/// How the columns of an event's identity are called.
const IDENTITY: [&str; 2] = ["source", "id"];

/// Facts of one kind in a table with the columns of an export.
#[derive(Debug)]
pub struct FactTable<S> {
    kind: EventKind,
    source: S,
    identities: OnceLock<Vec<RecordBatch>>,
}

impl FactTable<RowGroup> {
    /// A row group of a Parquet file.
    pub const fn in_file(kind: EventKind, rows: RowGroup) -> Self {
        Self { kind, source: rows, identities: OnceLock::new() }
    }
}

impl FactTable<Held> {
    /// Batches in memory, all with the same columns.
    pub const fn in_memory(kind: EventKind, batches: Vec<RecordBatch>) -> Self {
        Self { kind, source: Held::new(batches), identities: OnceLock::new() }
    }
}

/// A table of facts whose words can be read.
pub trait Table: Piece {
    /// The batches of its columns with these names, as far as it has them.
    fn batches(&self, names: &[&str]) -> talktrack::Result<Vec<RecordBatch>>;
}

impl<S: Source> Table for FactTable<S> {
    fn batches(&self, names: &[&str]) -> talktrack::Result<Vec<RecordBatch>> {
        let mut batches = Vec::new();
        self.source.each(names, &mut |batch| {
            batches.push(batch);
            Ok(())
        })?;
        Ok(batches)
    }
}

impl<S: Source> FactTable<S> {
    /// A cell of the columns of identities.
    fn identity_cell(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        let batches = if let Some(batches) = self.identities.get() {
            batches
        } else {
            let batches = Table::batches(self, &IDENTITY)?;
            self.identities.get_or_init(|| batches)
        };
        Ok(identity(batches, row, "id", "source"))
    }
}

/// The source and the id that stand in a row of batches; nothing without an id.
fn identity(batches: &[RecordBatch], row: usize, id: &str, source: &str) -> Option<Identity> {
    let mut rest = row;
    for batch in batches {
        if rest < batch.num_rows() {
            let text = |name: &str| batch.column_by_name(name).map(|column| cell(column, rest));
            let id = text(id).filter(|id| !id.is_empty())?;
            let source = text(source).filter(|source| !source.is_empty());
            let source = source.map_or_else(|| System::DEFAULT.to_owned(), String::from);
            return Some((source, id.into_owned()));
        }
        rest -= batch.num_rows();
    }
    None
}

impl<S: Source> Piece for FactTable<S> {
    fn kind(&self) -> EventKind {
        self.kind
    }

    fn facts(&self) -> usize {
        self.source.rows()
    }

    fn times(&self) -> talktrack::Result<Option<(Timestamp, Timestamp)>> {
        if let Some(times) = self.source.times() {
            return Ok(Some(times));
        }
        let mut at = Vec::new();
        self.source.each(&["at"], &mut |batch| {
            words::fill(self.kind, Field::At, &batch, None, &mut Known::default(), &mut at)
        })?;
        let moment = |at: Option<&i64>| Timestamp::from_micros(*at?).ok();
        Ok(moment(at.iter().min()).zip(moment(at.iter().max())))
    }

    fn columns(
        &self,
        base: &Base,
        fields: &[Field],
        visit: &mut dyn FnMut(&Unpacked),
    ) -> talktrack::Result<()> {
        let mut names: Vec<&str> =
            fields.iter().filter_map(|field| words::name(self.kind, *field)).collect();
        if names.is_empty() {
            // Its rows have to be told by something.
            names.extend(words::name(self.kind, Field::At));
        }
        let mut part = Part::new(fields, visit);
        self.source.each(&names, &mut |batch| {
            part.add(&batch, |field, batch, known, values| {
                words::fill(self.kind, field, batch, Some(base), known, values)
            })
        })?;
        part.end();
        Ok(())
    }

    fn identity(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        self.identity_cell(row)
    }

    fn reference(&self, _: usize) -> talktrack::Result<Option<Identity>> {
        // Only facts that were brought together can refer to each other.
        Ok(None)
    }
}

/// The names that facts of these tables use and the base does not know.
///
/// # Errors
/// If a table cannot be read, or a name is not one that an event can have.
pub fn unknown_names(base: &Base, tables: &[Box<dyn Table>]) -> talktrack::Result<NewNames> {
    let mut unknown = NewNames::default();
    for table in tables {
        let columns = words::names(table.kind());
        let names: Vec<&str> = columns.iter().map(|(_, name)| *name).collect();
        for batch in table.batches(&names)? {
            for (name, column) in columns {
                words::distinct(&batch, column, &mut |text| {
                    if base.number(*name, text).is_none() && !unknown.0[*name].contains(text) {
                        words::check(*name, text)?;
                        unknown.0[*name].insert(text.to_owned());
                    }
                    Ok(())
                })?;
            }
        }
    }
    Ok(unknown)
}

/// Names in order, each once.
#[derive(Default)]
pub struct NewNames(Names<BTreeSet<String>>);

impl NewNames {
    /// As lists, in the order of [`Name::ALL`].
    pub fn into_lists(self) -> Vec<Vec<String>> {
        Name::ALL.iter().map(|name| self.0[*name].iter().cloned().collect()).collect()
    }
}

impl fmt::Debug for NewNames {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = Name::ALL.iter().map(|name| (*name, self.0[*name].len()));
        out.debug_map().entries(counts).finish()
    }
}

/// The error for a table that is not as it should be.
fn unreadable(what: impl fmt::Display, problem: impl fmt::Display) -> talktrack::Error {
    talktrack::Error::Storage { attempted: format!("read {what}"), reason: problem.to_string() }
}
