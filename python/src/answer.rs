//! An answer: its rows, and what stands around them.

use chrono::{DateTime, Utc};
use pyo3::prelude::*;
use talktrack::Span;
use talktrack::analysis::{AnyAnswer, Definition, Provenance};

use crate::table::Table;

/// The answer to a question.
#[pyclass(frozen)]
pub(crate) struct Answer {
    /// The rows.
    #[pyo3(get)]
    table: Py<Table>,
    /// What the rows come to: one row, without columns where they say it all.
    #[pyo3(get)]
    summary: Py<Table>,
    /// Whether the summary is a list of rows.
    #[pyo3(get)]
    summary_is_list: bool,
    definition: Definition,
    span: Span,
    filters: Vec<String>,
    provenance: Provenance,
}

impl Answer {
    pub(crate) fn new(py: Python<'_>, answer: AnyAnswer) -> PyResult<Self> {
        let AnyAnswer { table, summary, summary_is_list, definition, span, filters, provenance } =
            answer;
        let table = Py::new(py, Table::new(table))?;
        let summary = Py::new(py, Table::new(summary))?;
        Ok(Self { table, summary, summary_is_list, definition, span, filters, provenance })
    }
}

#[pymethods]
impl Answer {
    /// The question, as it is called everywhere.
    #[getter]
    fn question(&self) -> &'static str {
        self.definition.question
    }

    /// What the figures mean.
    #[getter]
    fn definition(&self) -> &str {
        &self.definition.text
    }

    /// What was asked about: since, until, time zone, filters in words.
    #[getter]
    fn scope(&self) -> (DateTime<Utc>, DateTime<Utc>, String, Vec<String>) {
        let Span { since, until, zone } = self.span;
        (since.to_utc(), until.to_utc(), zone.to_string(), self.filters.clone())
    }

    /// Which facts it rests on: ledger, last write, digest, its generation, version of talktrack.
    #[getter]
    fn provenance(&self) -> (&str, u64, String, u64, &'static str) {
        let Provenance { ledger, seq, digest, generation, version } = &self.provenance;
        (ledger, seq.get(), digest.to_string(), *generation, version)
    }
}
