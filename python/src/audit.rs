//! The audit, and the files that it becomes.

use std::path::PathBuf;

use pyo3::prelude::*;
use talktrack::model::Invalid;
use talktrack_report::{
    self as report, AuditOptions, Logo, Page, Reps, WorkbookError, WriteError, write_files,
};

use crate::errors::{StorageError, TalktrackError, invalid, raise};
use crate::signals::wait_for;
use crate::tracker::Tracker;

/// The answers that an audit consists of.
#[pyclass(frozen)]
pub(crate) struct Audit(report::Audit);

#[pymethods]
impl Audit {
    /// Asks everything about the tracker's scope.
    #[new]
    fn new(py: Python<'_>, tracker: &Tracker, min_reps: i64, reps: &str) -> PyResult<Self> {
        let min_reps = u32::try_from(min_reps)
            .map_err(|_| invalid("min_reps", "is not a number of reps of zero or more"))?;
        let reps: Reps = reps.parse().map_err(raise::<Invalid>)?;
        let options = AuditOptions::new().min_reps(min_reps).reps(reps);
        let core = tracker.core()?;
        Ok(Self(wait_for(py, move || report::Audit::of(&core, &options))?))
    }

    /// Writes the report as a page.
    fn to_html(
        &self,
        py: Python<'_>,
        path: PathBuf,
        title: Option<&str>,
        logo: Option<&[u8]>,
        language: &str,
        sections: Vec<String>,
    ) -> PyResult<()> {
        let mut page = Page::new().language(language.parse().map_err(raise::<Invalid>)?);
        if let Some(title) = title {
            page = page.title(title);
        }
        if let Some(logo) = logo {
            page = page.logo(Logo::new(logo).map_err(raise)?);
        }
        for section in sections {
            page = page.section(section.parse().map_err(raise::<Invalid>)?);
        }
        let text = py.detach(|| self.0.to_html(&page));
        write(py, path, text.into_bytes())
    }

    /// Writes the tables as a workbook.
    fn to_xlsx(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let bytes = py.detach(|| self.0.to_xlsx()).map_err(|error| unmade(&error))?;
        write(py, path, bytes)
    }

    /// Writes the tables as JSON.
    fn to_json(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let text = py.detach(|| self.0.to_json());
        write(py, path, text.into_bytes())
    }
}

fn write(py: Python<'_>, path: PathBuf, bytes: Vec<u8>) -> PyResult<()> {
    py.detach(|| write_files(&[(path, bytes)]))
        .map_err(|error: WriteError| StorageError::new_err(error.to_string()))
}

fn unmade(error: &WorkbookError) -> PyErr {
    TalktrackError::new_err(error.to_string())
}
