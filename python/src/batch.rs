//! What is handed over to be recorded, as rows that the ledger takes.

use std::sync::Arc;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use serde_json::{Map, Value};
use talktrack::ledger::{Origin, Raw, Submission};
use talktrack::model::{FieldKind, Invalid, Record, TimeReading, Uses};

use crate::errors::raise;
use crate::frame::Frame;
use crate::from_python::{Row, row, type_of};

/// How rows are to be read.
pub(crate) struct Reading {
    /// What every row is, where the rows do not say.
    record: Option<String>,
    pub(crate) times: TimeReading,
}

impl Reading {
    /// Rows of type `record`, naive times in the zone `tz`.
    pub(crate) fn new(record: Option<String>, tz: Option<&str>) -> PyResult<Self> {
        let times = match tz {
            Some(tz) => TimeReading::strict().zone(tz.parse().map_err(raise::<Invalid>)?),
            None => TimeReading::strict(),
        };
        if let Some(record) = &record {
            Record::fields(record).map_err(raise)?;
        }
        Ok(Self { record, times })
    }

    /// Reads one record.
    pub(crate) fn read(&self, row: Row) -> Result<Record, Invalid> {
        let mut fields = row.checked()?;
        self.name_type(&mut fields)?;
        Record::from_fields(&fields, &self.times)
    }

    fn name_type(&self, fields: &mut Map<String, Value>) -> Result<(), Invalid> {
        let Some(record) = &self.record else { return Ok(()) };
        match fields.get("type").and_then(Value::as_str) {
            Some(given) if !given.eq_ignore_ascii_case(record) => Err(Invalid::new(
                "type",
                format!("is not {record}: leave it out, or call what takes such rows"),
            )),
            _ => {
                fields.insert("type".into(), Value::from(record.as_str()));
                Ok(())
            }
        }
    }

    /// Writes naive times that could be read as moments: the quarantine does not keep the zone that
    /// was named for them, and a row has to be readable again.
    fn settle_times(&self, fields: &mut Map<String, Value>) {
        let record = fields.get("type").and_then(Value::as_str);
        let known = record.and_then(|record| Record::fields(record).ok()).unwrap_or_default();
        for field in known.iter().filter(|field| field.kind == FieldKind::Time) {
            if let Some(Value::String(text)) = fields.get_mut(field.name)
                && let Ok(time) = self.times.read(text)
            {
                *text = time.to_string();
            }
        }
    }

    /// Reads a row for a batch: refused rows keep their values for the quarantine.
    fn submission(&self, line: u64, mut row: Row, origin: &Arc<Origin>) -> Submission {
        let named = self.name_type(&mut row.fields);
        let content = match row.problem {
            Some(problem) => Err(problem),
            None => named.and_then(|()| Record::from_fields(&row.fields, &self.times)),
        };
        let raw = if content.is_ok() {
            Raw::Values
        } else {
            self.settle_times(&mut row.fields);
            Raw::Whole(Value::Object(row.fields).to_string().into_bytes())
        };
        let content = content.map(|record| vec![record]);
        Submission { origin: Arc::clone(origin), line, raw, content, replays: None }
    }
}

/// Rows of a table, or of an iterable of events and dicts.
pub(crate) enum Batch {
    Frame(Frame),
    Rows(Vec<Row>),
}

impl Batch {
    /// Takes what Python gave; nothing of it is checked by the core yet.
    pub(crate) fn take(given: &Bound<'_, PyAny>, reading: &Reading) -> PyResult<Self> {
        if given.hasattr("__arrow_c_stream__")? || given.hasattr("__arrow_c_array__")? {
            return Frame::read(given, reading.record.as_deref()).map(Self::Frame);
        }
        let is_one = given.cast::<PyDict>().is_ok() || given.cast::<PyString>().is_ok();
        if is_one || !given.hasattr("__iter__")? {
            return Err(not_rows(given));
        }
        let items = given.try_iter()?;
        let rows = items.zip(1..).map(|(item, number)| {
            let item = item?;
            row(&item).map_err(|error| at_row(number, &item, error))
        });
        rows.collect::<PyResult<_>>().map(Self::Rows)
    }

    /// The uses that it holds, if they can be handed over as columns.
    pub(crate) fn uses(&self, reading: &Reading) -> Option<Uses> {
        match self {
            Self::Frame(frame) => frame.uses(reading.record.as_deref(), &reading.times),
            Self::Rows(_) => None,
        }
    }

    /// The rows for the ledger, numbered from 1.
    pub(crate) fn submissions(
        self,
        reading: &Reading,
    ) -> Box<dyn Iterator<Item = Submission> + Send + '_> {
        // The same words as for records that Rust programs hand over.
        let origin = Arc::new(Origin { format: "values".into(), ..Origin::default() });
        let take = move |(row, line)| reading.submission(line, row, &origin);
        match self {
            Self::Frame(frame) => Box::new(frame.rows().zip(1..).map(take)),
            Self::Rows(rows) => Box::new(rows.into_iter().zip(1..).map(take)),
        }
    }
}

fn not_rows(given: &Bound<'_, PyAny>) -> PyErr {
    PyTypeError::new_err(format!(
        "a value of type {} is not rows: hand over a DataFrame, an Arrow table, or a list of events or dicts",
        type_of(given)
    ))
}

/// Says in which row Python failed, where the failure is about the row.
fn at_row(number: usize, item: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    let py = item.py();
    if error.is_instance_of::<PyTypeError>(py) {
        return PyTypeError::new_err(format!("row {number}: {}", error.value(py)));
    }
    error
}
