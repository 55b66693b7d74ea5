//! A table of Arrow on its way into the ledger: rows are made as the ledger asks for them.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyRecordBatch;
use serde_json::{Map, Value};
use talktrack::model::{Invalid, TimeReading, Uses};

use crate::cells::Cells;
use crate::errors::{invalid, raise};
use crate::fields::check_columns;
use crate::from_python::Row;
use crate::uses;

/// How many rows are converted at a time, so that a large table is never copied as a whole.
const PIECE: usize = 65_536;

/// The batches of a table.
pub(crate) struct Frame {
    batches: Vec<RecordBatch>,
}

impl Frame {
    /// Takes whatever speaks the `PyCapsule` interface of Arrow.
    ///
    /// All of it is taken before anything is recorded: a stream that breaks half way must leave
    /// nothing behind. Batches are shared with whoever made them, not copied.
    pub(crate) fn read(given: &Bound<'_, PyAny>, record: Option<&str>) -> PyResult<Self> {
        let reader = given.extract::<AnyRecordBatch>().and_then(AnyRecordBatch::into_reader);
        let reader = reader.map_err(|error| unreadable(given, error))?;
        let schema = reader.schema();
        check_columns(schema.fields().iter().map(|field| field.name().as_str()), record)
            .map_err(raise)?;
        check_names(&schema)?;
        columns(&RecordBatch::new_empty(schema)).map_err(raise)?;
        let batches = given.py().detach(|| reader.collect::<Result<_, _>>());
        let batches = batches.map_err(|error| invalid("table", format!("broke off: {error}")))?;
        Ok(Self { batches })
    }

    /// The uses that it holds, where nothing has to be said about any row of it.
    pub(crate) fn uses(&self, record: Option<&str>, times: &TimeReading) -> Option<Uses> {
        uses::uses(&self.batches, record, times)
    }

    /// The rows, in order.
    pub(crate) fn rows(self) -> impl Iterator<Item = Row> + Send {
        self.batches.into_iter().flat_map(|batch| {
            let starts = (0..batch.num_rows()).step_by(PIECE);
            starts.flat_map(move |start| {
                piece(&batch.slice(start, PIECE.min(batch.num_rows() - start)))
            })
        })
    }
}

/// Libraries say in their own words why they cannot hand a table over; what is missing to do so is
/// for the caller to install.
fn unreadable(given: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let py = given.py();
    if error.is_instance_of::<PyImportError>(py) {
        return error;
    }
    let refusal = invalid("table", format!("cannot be read as columns: {}", error.value(py)));
    refusal.set_cause(py, Some(error));
    refusal
}

fn check_names(schema: &SchemaRef) -> PyResult<()> {
    let names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
    match names.iter().enumerate().find(|(position, name)| names[..*position].contains(name)) {
        Some((_, twice)) => Err(invalid((*twice).clone(), "is the name of two columns")),
        None => Ok(()),
    }
}

type Columns = Vec<(String, Cells)>;

fn columns(batch: &RecordBatch) -> Result<Columns, Invalid> {
    let schema = batch.schema();
    let named = schema.fields().iter().zip(batch.columns());
    named
        .map(|(field, array)| match Cells::read(array) {
            Ok(cells) => Ok((field.name().clone(), cells)),
            Err(problem) => Err(Invalid::new(field.name().clone(), problem)),
        })
        .collect()
}

/// The rows of a piece. Where a column of it cannot be converted, each row says so and is kept.
fn piece(batch: &RecordBatch) -> impl Iterator<Item = Row> + Send + use<> {
    let columns = columns(batch);
    (0..batch.num_rows()).map(move |row| match &columns {
        Ok(columns) => Row { fields: fields(columns, row), problem: None },
        Err(problem) => Row { fields: Map::new(), problem: Some(problem.clone()) },
    })
}

/// The named values of a row. Missing ones are left out: a table of several kinds of records has
/// columns that a record does not have.
fn fields(columns: &Columns, row: usize) -> Map<String, Value> {
    let cells = columns.iter().map(|(name, cells)| (name, cells.cell(row)));
    cells.filter(|(_, cell)| !cell.is_null()).map(|(name, cell)| (name.clone(), cell)).collect()
}
