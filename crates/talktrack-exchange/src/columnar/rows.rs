//! Rows of a table that is stored by column.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::RecordBatch;
use talktrack::ledger::Origin;

use super::cells::{cell, is_known, is_typed};
use super::{Batches, damaged};
use crate::about::{About, Row};
use crate::batch::Batch;
use crate::context::Context;
use crate::csv::Columns;
use crate::error::Error;
use crate::import::Rows;
use crate::input::Input;
use crate::mapping::{Mapping, Plan};
use crate::raw::RowBytes;
use crate::reader::{Dialect, Reader, Setting};
use crate::reconciliation::Tally;
use crate::vendor;

/// What stands between cells where the quarantine keeps a row as text.
const DELIMITER: char = ',';

/// Reads a row at a time.
pub(crate) struct TableRows {
    batches: Box<dyn Batches>,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    place: usize,
    /// Rows read before.
    row: u64,
    origin: Arc<Origin>,
    columns: Columns,
    /// Texts keep the spaces at their ends where the columns are our own, as in JSON.
    exact: bool,
}

impl TableRows {
    /// Binds the mapping to the columns; without one, they are those of a vendor's table or our own.
    pub(crate) fn new(
        batches: Box<dyn Batches>,
        input: &Input<'_>,
        format: &str,
        mapping: Option<&Mapping>,
        setting: &Setting,
    ) -> Result<Self, Error> {
        let refused = |problem: String| Error::Header { name: input.name().to_owned(), problem };
        let schema = batches.schema();
        let names = || schema.fields().iter().map(|field| field.name().trim().to_owned());
        let header: Vec<String> = names().collect();
        let typed = schema.fields().iter().enumerate();
        let typed: Vec<usize> = typed
            .filter(|(_, field)| is_typed(field.data_type()))
            .map(|(place, _)| place)
            .collect();
        let known = if mapping.is_none() { vendor::of_columns(&header, None) } else { None };
        let (columns, context) = if let Some(table) = known {
            let reader = Reader { dialect: Dialect::Table(table), setting: setting.clone() };
            let context = reader.context();
            (Columns::Known(header.clone(), Box::new(reader)), context)
        } else {
            let mapping = mapping.cloned().unwrap_or_else(Mapping::identity);
            let mut plan = Plan::new(&mapping, header.clone(), &setting.times).map_err(refused)?;
            plan.read_typed(&typed);
            for (place, field) in schema.fields().iter().enumerate() {
                if plan.reads(place) && !is_known(field.data_type()) {
                    let name = crate::json::shown(field.name());
                    let kind = field.data_type();
                    return Err(refused(format!("column {name} holds {kind}, which is not read")));
                }
            }
            let context = Context {
                times: setting.times.clone(),
                mapping: Some(mapping.text().to_owned()),
                ..Context::default()
            };
            (Columns::Mapped(Box::new(plan)), context)
        };
        let exact = mapping.is_none() && known.is_none();
        let context = Context { header, delimiter: Some(DELIMITER), typed, ..context };
        let origin = Origin {
            name: input.name().to_owned(),
            format: format.to_owned(),
            context: context.to_text(),
        };
        let origin = Arc::new(origin);
        Ok(Self { batches, batch: None, place: 0, row: 0, origin, columns, exact })
    }

    /// The vendor's table that it is, in words, with what is read of it.
    pub(crate) fn known(&self) -> Option<String> {
        match &self.columns {
            Columns::Known(header, reader) => match reader.dialect {
                Dialect::Table(table) => Some(format!("{}: {}", table.what, table.columns(header))),
                _ => None,
            },
            Columns::Mapped(_) => None,
        }
    }
}

impl TableRows {
    /// Reads the next row, if there is one, and hands over its cells and the row as text.
    fn read_row<T>(
        &mut self,
        input: &mut Input<'_>,
        take: impl FnOnce(&Self, &[&str], RowBytes) -> T,
    ) -> Result<Option<T>, Error> {
        while self.batch.as_ref().is_none_or(|batch| self.place >= batch.num_rows()) {
            (self.batch, self.place) = (self.batches.next(input)?, 0);
            if self.batch.is_none() {
                return Ok(None);
            }
        }
        let place = self.place;
        (self.place, self.row) = (self.place + 1, self.row + 1);
        let Some(batch) = &self.batch else { return Ok(None) };
        let read = super::guard::guarded(|| {
            let cells = batch.columns().iter().map(|column| cell(column.as_ref(), place));
            Ok::<Vec<Cow<'_, str>>, String>(cells.collect())
        });
        let cells = read.map_err(|problem| damaged(input, problem))?;
        let mut raw = RowBytes::at(0);
        push_line(&mut raw, &cells);
        let trimmed = |cell| if self.exact { cell } else { str::trim(cell) };
        let cells: Vec<&str> = cells.iter().map(|cell| trimmed(&**cell)).collect();
        Ok(Some(take(self, &cells, raw)))
    }

    /// The row that was read last, to be recorded by itself.
    fn by_itself(&self, cells: &[&str], raw: RowBytes) -> Row {
        let mut about = About::default();
        let content = raw.bytes().map(drop).and_then(|()| self.columns.records(cells, &mut about));
        Row::new(&self.origin, self.row, raw, content, about)
    }
}

impl Rows for TableRows {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row>, Error> {
        self.read_row(input, Self::by_itself)
    }

    fn read(
        &mut self,
        input: &mut Input<'_>,
        batch: &mut Batch,
        tally: &mut Tally,
    ) -> Result<bool, Error> {
        let read = self.read_row(input, |rows, cells, raw| {
            if let (Some((says, times)), Ok(text)) = (rows.columns.one_use(cells), raw.bytes())
                && batch.take_use(&rows.origin, rows.row, text, &says, times)
            {
                return;
            }
            batch.push(rows.by_itself(cells, raw), tally);
        });
        Ok(read?.is_some())
    }

    fn notes(&self) -> Vec<String> {
        self.columns.notes()
    }
}

/// The row as a line of CSV, which is how the quarantine keeps it and reads it again.
fn push_line(raw: &mut RowBytes, cells: &[Cow<'_, str>]) {
    let mut writer = csv_core::Writer::new();
    let mut room = [0; 256];
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            let (_, written) = writer.delimiter(&mut room);
            raw.push(&room[..written]);
        }
        let mut rest = cell.as_bytes();
        loop {
            let (result, read, written) = writer.field(rest, &mut room);
            raw.push(&room[..written]);
            rest = &rest[read..];
            if result == csv_core::WriteResult::InputEmpty {
                break;
            }
        }
    }
    let (_, written) = writer.finish(&mut room);
    raw.push(&room[..written]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_is_read_again_as_it_was(
            cells in proptest::collection::vec("[\",\r\né a]{0,300}", 1..5),
        ) {
            let mut raw = RowBytes::at(0);
            let borrowed: Vec<Cow<'_, str>> = cells.iter().map(|cell| Cow::from(cell.as_str())).collect();
            push_line(&mut raw, &borrowed);
            let line = raw.bytes().unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(read, vec![csv::StringRecord::from(cells)]);
        }
    }
}
