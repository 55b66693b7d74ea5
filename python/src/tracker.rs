//! The tracker: a ledger that is open, and the scope that questions are asked about.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use talktrack::Scope;
use talktrack::ledger::{Forgotten, QuarantineFilter, Submission};
use talktrack::model::{EntryKind, EventKind, Invalid, Record, RepKey};
use talktrack_exchange::Imported;

use crate::batch::{Batch, Reading};
use crate::errors::{invalid, raise};
use crate::files::{self, Import};
use crate::open::Open;
use crate::scope::Keywords;
use crate::signals::{Signals, wait_for};
use crate::table::Table;
use crate::{columns, from_python, to_arrow, to_python};

/// A ledger that is open.
#[pyclass(frozen)]
pub(crate) struct Tracker {
    /// Shared with the trackers of narrower scopes, so that closing one closes all of them.
    open: Arc<Open>,
    scope: Scope,
}

impl Tracker {
    /// The core's tracker, unless this one was closed.
    pub(crate) fn core(&self) -> PyResult<talktrack::Tracker> {
        Ok(self.open.core()?.within(self.scope.clone()))
    }
}

#[pymethods]
impl Tracker {
    #[new]
    fn new(py: Python<'_>, path: PathBuf, read_only: bool) -> PyResult<Self> {
        let in_memory = path.as_os_str() == ":memory:";
        if read_only && in_memory {
            return Err(invalid("read_only", "is of no use in memory, where nothing is yet"));
        }
        let opened = py.detach(move || match read_only {
            _ if in_memory => talktrack::Tracker::in_memory(),
            true => talktrack_postgres::open_read_only(&path),
            false => talktrack_postgres::open(&path),
        });
        let open = Arc::new(Open::new(opened.map_err(raise)?));
        Ok(Self { open, scope: Scope::new() })
    }

    /// What a path or a URL is called: without a password.
    #[staticmethod]
    #[allow(clippy::needless_pass_by_value)] // as pyo3 hands it over
    fn shown(path: PathBuf) -> String {
        talktrack_postgres::shown(&path)
    }

    /// Closes the ledger for this tracker and for those made by `within`.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.open.close());
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
        let signals = Signals::default();
        let core = self.core()?.interruptible(signals.interrupt());
        let reading = Reading::new(record, tz)?;
        let batch = Batch::take(rows, &reading)?;
        let recorded = py.detach(|| {
            // A strict batch has to look at every name, and columns of uses are never strict.
            if !strict && let Some(uses) = batch.uses(&reading) {
                return core.record_uses(&uses);
            }
            let submissions: Box<dyn Iterator<Item = Submission> + Send> =
                batch.submissions(&reading);
            core.submit(submissions, strict)
        });
        recorded.map(to_python::receipt).map_err(|error| signals.or_raise(error))
    }

    /// Imports a file: what became of its rows, what it was understood as, what it came to as JSON, and
    /// remarks.
    #[allow(clippy::needless_pass_by_value)] // it is made of what Python gave
    fn import_file(
        &self,
        py: Python<'_>,
        file: Import,
    ) -> PyResult<(to_python::Receipt, String, String, Vec<String>)> {
        let Imported { understood, receipt, reconciliation, notes, .. } =
            file.run(py, &self.core()?)?;
        let reconciliation = serde_json::to_string(&reconciliation)
            .map_err(|error| invalid("reconciliation", error.to_string()))?;
        Ok((to_python::receipt(receipt), understood, reconciliation, notes))
    }

    /// What the stages may mean that no stage map covers.
    fn propose_stages(&self, py: Python<'_>) -> PyResult<BTreeMap<String, Option<String>>> {
        let core = self.core()?;
        let proposed = py.detach(|| talktrack_exchange::propose_stages(&core));
        let proposed = proposed.map_err(files::exception)?.into_iter();
        Ok(proposed.map(|(stage, means)| (stage, means.map(|means| means.to_string()))).collect())
    }

    /// Writes everything into a new file, and says how many records that are.
    #[allow(clippy::needless_pass_by_value)] // as above
    fn export(&self, py: Python<'_>, path: PathBuf, format: &str) -> PyResult<u64> {
        files::export(py, &self.core()?, &path, format)
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
        let rows = wait_for(py, move || core.quarantine(filter))?;
        Ok(Table::new(columns::quarantine(rows)))
    }

    /// The uses in the scope, as columns.
    fn uses(&self, py: Python<'_>) -> PyResult<Table> {
        let core = self.core()?;
        let uses = wait_for(py, move || core.uses())?;
        py.detach(|| to_arrow::uses(uses)).map_err(|error| invalid("uses", error.to_string()))
    }

    /// The events of a kind in the scope.
    fn events(&self, py: Python<'_>, kind: &str) -> PyResult<Table> {
        let core = self.core()?;
        let kind: EventKind =
            kind.parse().map_err(|error: Invalid| raise(error.in_field("kind")))?;
        wait_for(py, move || core.events(kind)).map(Table::new)
    }

    /// The entries of the catalogue of a kind.
    fn entries(&self, py: Python<'_>, kind: &str) -> PyResult<Table> {
        let core = self.core()?;
        let kind: EntryKind = kind.parse().map_err(raise::<Invalid>)?;
        wait_for(py, move || core.entries(kind)).map(Table::new)
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
        let findings = wait_for(py, move || core.check())?;
        Ok((findings.checked, findings.problems))
    }
}
