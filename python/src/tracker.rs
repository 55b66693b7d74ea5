//! The tracker: a ledger that is open, and the scope that questions are asked about.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use pyo3::prelude::*;
use talktrack::Scope;
use talktrack::ledger::{Forgotten, QuarantineFilter, Submission};
use talktrack::model::{Record, RepKey};

use crate::batch::{Batch, Reading};
use crate::errors::{TalktrackError, invalid, raise};
use crate::scope::Keywords;
use crate::table::Table;
use crate::{columns, from_python, to_python};

/// A ledger that is open.
#[pyclass(frozen)]
pub(crate) struct Tracker {
    /// Shared with the trackers of narrower scopes, so that closing one closes all of them.
    open: Arc<RwLock<Option<talktrack::Tracker>>>,
    scope: Scope,
}

impl Tracker {
    /// The core's tracker, unless this one was closed.
    pub(crate) fn core(&self) -> PyResult<talktrack::Tracker> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        match &*open {
            Some(core) => Ok(core.within(self.scope.clone())),
            None => Err(TalktrackError::new_err("the tracker is closed: open the ledger again")),
        }
    }
}

#[pymethods]
impl Tracker {
    #[new]
    fn new(py: Python<'_>, path: PathBuf, read_only: bool) -> PyResult<Self> {
        const SERVERS: [&str; 2] = ["postgresql://", "postgres://"];
        let in_memory = path.as_os_str() == ":memory:";
        if SERVERS.iter().any(|scheme| path.to_string_lossy().starts_with(scheme)) {
            return Err(TalktrackError::new_err(
                "this build of talktrack has no server support: open a file, such as usage.db",
            ));
        }
        if read_only && in_memory {
            return Err(invalid("read_only", "is of no use in memory, where nothing is yet"));
        }
        let opened = py.detach(move || match read_only {
            _ if in_memory => talktrack::Tracker::in_memory(),
            true => talktrack::Tracker::open_read_only(path),
            false => talktrack::Tracker::open(path),
        });
        let open = Arc::new(RwLock::new(Some(opened.map_err(raise)?)));
        Ok(Self { open, scope: Scope::new() })
    }

    /// Closes the ledger for this tracker and for those made by `within`.
    fn close(&self, py: Python<'_>) {
        py.detach(|| drop(self.open.write().unwrap_or_else(PoisonError::into_inner).take()));
    }

    /// The same ledger, asked about the scope of the keywords.
    fn within(&self, keywords: Keywords<'_>) -> PyResult<Self> {
        Ok(Self { open: Arc::clone(&self.open), scope: keywords.into_scope()? })
    }

    /// Records one event, or puts one catalogue entry.
    fn record(
        &self,
        py: Python<'_>,
        record: &Bound<'_, PyAny>,
        tz: Option<&str>,
    ) -> PyResult<to_python::Receipt> {
        let core = self.core()?;
        let reading = Reading::new(None, tz)?;
        let recorded = match reading.read(from_python::row(record)?).map_err(raise)? {
            Record::Event(event) => py.detach(|| core.record(event)),
            Record::Put(put) => py.detach(|| core.put(put)),
        };
        recorded.map(to_python::receipt).map_err(raise)
    }

    /// Records rows as one commit.
    #[pyo3(signature = (rows, *, record, strict, tz))]
    fn record_all(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        record: Option<String>,
        strict: bool,
        tz: Option<&str>,
    ) -> PyResult<to_python::Receipt> {
        let core = self.core()?;
        let reading = Reading::new(record, tz)?;
        let batch = Batch::take(rows, &reading)?;
        let recorded = py.detach(|| {
            let submissions: Box<dyn Iterator<Item = Submission> + Send> =
                batch.submissions(&reading);
            core.submit(submissions, strict)
        });
        recorded.map(to_python::receipt).map_err(raise)
    }

    /// What the ledger is and how far it has come: id, last write, digest, currency, generation.
    fn state(&self, py: Python<'_>) -> PyResult<(String, u64, String, Option<String>, u64)> {
        let core = self.core()?;
        let state = py.detach(|| core.state()).map_err(raise)?;
        let currency = state.currency.map(|currency| currency.to_string());
        Ok((state.ledger, state.seq.get(), state.digest.to_string(), currency, state.generation))
    }

    /// What was refused; with those that a later attempt recorded, if `settled`.
    fn quarantine(&self, py: Python<'_>, settled: bool) -> PyResult<Table> {
        let core = self.core()?;
        let filter = if settled { QuarantineFilter::All } else { QuarantineFilter::Open };
        let rows = py.detach(|| core.quarantine(filter)).map_err(raise)?;
        Ok(Table::new(columns::quarantine(rows)))
    }

    /// Forgets a rep: whether that was done before, events, versions and refused rows that changed,
    /// names of other things that stay, the generation of digests, the last write.
    #[allow(clippy::type_complexity)] // a tuple that the package names the parts of
    fn forget(&self, py: Python<'_>, rep: &str) -> PyResult<(bool, u64, u64, u64, u64, u64, u64)> {
        let core = self.core()?;
        let rep = RepKey::new(rep).map_err(raise)?;
        let Forgotten { already, events, versions, quarantined, names_kept, generation, seq } =
            py.detach(|| core.forget(&rep)).map_err(raise)?;
        Ok((already, events, versions, quarantined, names_kept, generation, seq.get()))
    }

    /// What was checked and what is wrong.
    fn check(&self, py: Python<'_>) -> PyResult<(Vec<String>, Vec<String>)> {
        let core = self.core()?;
        let findings = py.detach(|| core.check()).map_err(raise)?;
        Ok((findings.checked, findings.problems))
    }
}
