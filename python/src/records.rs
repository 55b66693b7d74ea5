//! Records and their fields, for the event classes on the Python side.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use talktrack::model::Record;

use crate::batch::Reading;
use crate::errors::raise;
use crate::{fields, from_python, to_python};

/// Checks a record, a dict with `type`, and returns it as the core writes it.
#[pyfunction]
pub(crate) fn check_record<'py>(record: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    let reading = Reading::new(None, None)?;
    let checked = reading.read(from_python::row(record)?).map_err(raise)?;
    to_python::fields(record.py(), &checked.to_fields())
}

/// The fields of records of a type: name, whether it is required, form and meaning of each.
#[pyfunction]
pub(crate) fn record_fields(
    record: &str,
) -> PyResult<Vec<(&'static str, bool, &'static str, &'static str)>> {
    let fields = fields::of(record).map_err(raise)?;
    Ok(fields.into_iter().map(|f| (f.name, f.required, f.form, f.meaning)).collect())
}

/// The words that a record's type can be: eleven kinds of events, then six of catalogue entries.
#[pyfunction]
pub(crate) fn record_types() -> Vec<&'static str> {
    Record::types().collect()
}
