//! A table whose columns are declared, for the Python class of the same name.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use talktrack::analysis;

use crate::{to_arrow, to_python};

/// Rows under declared columns.
#[pyclass(frozen)]
pub(crate) struct Table {
    table: analysis::Table,
}

impl Table {
    pub(crate) fn new(table: analysis::Table) -> Self {
        Self { table }
    }
}

#[pymethods]
impl Table {
    /// The columns: name, kind, unit and meaning of each.
    #[getter]
    fn columns(&self) -> Vec<(&str, &'static str, String, &'static str)> {
        let columns = self.table.columns.iter().enumerate();
        columns
            .map(|(position, column)| {
                let values: Vec<_> =
                    self.table.rows.iter().filter_map(|row| row.get(position)).collect();
                let unit = to_arrow::unit(column, &values);
                (&*column.name, kind(column.kind), unit, column.meaning)
            })
            .collect()
    }

    fn __len__(&self) -> usize {
        self.table.rows.len()
    }

    /// One row, as a dict.
    fn row<'py>(&self, py: Python<'py>, number: usize) -> PyResult<Bound<'py, PyDict>> {
        match self.table.rows.get(number) {
            Some(values) => to_python::row(py, &self.table.columns, values),
            None => Err(PyIndexError::new_err("there is no such row")),
        }
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let batch = py.detach(|| to_arrow::batch(&self.table))?;
        to_schema_pycapsule(py, batch.schema().as_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let batch = py.detach(|| to_arrow::batch(&self.table))?;
        to_stream_pycapsule(py, Box::new(stream(batch)), requested_schema)
    }
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
