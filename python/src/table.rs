//! A table whose columns are declared, for the Python class of the same name.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use talktrack::analysis::{self, Column, Value};

use crate::{to_arrow, to_python};

/// Rows under declared columns.
#[pyclass(frozen)]
pub(crate) struct Table {
    columns: Vec<Column>,
    held: Held,
}

/// Where the values are.
enum Held {
    /// In rows, which become Arrow when they are asked for: answers are small.
    Rows(Vec<Vec<Value>>),
    /// In columns of Arrow, which are shared with whoever takes the table.
    Batch(RecordBatch),
}

impl Table {
    pub(crate) fn new(table: analysis::Table) -> Self {
        Self { columns: table.columns, held: Held::Rows(table.rows) }
    }

    /// The table of a batch that has these columns.
    pub(crate) fn of_batch(columns: Vec<Column>, batch: RecordBatch) -> Self {
        Self { columns, held: Held::Batch(batch) }
    }

    fn batch(&self) -> Result<RecordBatch, ArrowError> {
        match &self.held {
            Held::Rows(rows) => talktrack_exchange::batch(&self.columns, rows, None),
            Held::Batch(batch) => Ok(batch.clone()),
        }
    }
}

#[pymethods]
impl Table {
    /// The columns: name, kind, unit and meaning of each.
    #[getter]
    fn columns(&self) -> Vec<(&str, &'static str, String, &'static str)> {
        let columns = self.columns.iter().enumerate();
        columns
            .map(|(position, column)| {
                let unit = match &self.held {
                    Held::Rows(rows) => talktrack_exchange::unit(column, position, rows),
                    Held::Batch(_) => column.unit.to_owned(),
                };
                (&*column.name, kind(column.kind), unit, column.meaning)
            })
            .collect()
    }

    fn __len__(&self) -> usize {
        match &self.held {
            Held::Rows(rows) => rows.len(),
            Held::Batch(batch) => batch.num_rows(),
        }
    }

    /// One row, as a dict.
    fn row<'py>(&self, py: Python<'py>, number: usize) -> PyResult<Bound<'py, PyDict>> {
        match &self.held {
            Held::Rows(rows) => match rows.get(number) {
                Some(values) => to_python::row(py, &self.columns, values),
                None => Err(no_row()),
            },
            Held::Batch(batch) if number < batch.num_rows() => {
                to_python::row(py, &self.columns, &to_arrow::row(batch, number))
            }
            Held::Batch(_) => Err(no_row()),
        }
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let batch = py.detach(|| self.batch())?;
        to_schema_pycapsule(py, batch.schema().as_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let batch = py.detach(|| self.batch())?;
        to_stream_pycapsule(py, Box::new(stream(batch)), requested_schema)
    }
}

fn no_row() -> PyErr {
    PyIndexError::new_err("there is no such row")
}

type Arrays = std::iter::Once<Result<ArrayRef, ArrowError>>;

fn stream(batch: RecordBatch) -> ArrayIterator<Arrays> {
    let field = Field::new_struct("", batch.schema().fields().clone(), false);
    let array: ArrayRef = Arc::new(StructArray::from(batch));
    ArrayIterator::new(std::iter::once(Ok(array)), Arc::new(field))
}

const fn kind(kind: analysis::ColumnKind) -> &'static str {
    use analysis::ColumnKind as Kind;
    match kind {
        Kind::Text => "text",
        Kind::Category => "category",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Time => "time",
        Kind::Money => "money",
        Kind::Boolean => "boolean",
        Kind::List => "list",
    }
}
