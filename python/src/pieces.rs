//! Facts in many places: what Spark's tasks hold of a ledger, and one step of a question about it.
#![allow(clippy::needless_pass_by_value)] // it is made of what Python gave

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use pyo3_arrow::PyTable;
use talktrack::Scope;
use talktrack::analysis::{AnyAnswer, Question, View};
use talktrack::columns::{self, Columns, Piece, Reached, Relay, Share, Step, Tallies};
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::ledger::{Ledger, Name, Names};
use talktrack::model::{EventKind, Invalid};
use talktrack_exchange::pieces::{
    FactTable, MANY, Parcels, RowGroup, Table, columns as column_names, parcels, row_groups,
    unknown_names,
};

use crate::answer::Answer;
use crate::errors::raise;
use crate::scope::Keywords;
use crate::signals::wait_for;

pyo3::create_exception!(_talktrack, Unfinished, PyException, "A question that goes on elsewhere.");

/// A table of events of one kind.
#[derive(FromPyObject)]
pub(crate) enum Facts {
    /// A row group of a Parquet file: kind, file, number and rows.
    InFile(String, PathBuf, usize, usize),
    /// Kind, and anything that speaks Arrow.
    InMemory(String, PyTable),
}

impl Facts {
    fn table(self) -> PyResult<Box<dyn Table>> {
        let kind = |kind: &str| kind.parse::<EventKind>().map_err(raise::<Invalid>);
        Ok(match self {
            Self::InFile(of, path, group, rows) => {
                Box::new(FactTable::in_file(kind(&of)?, RowGroup::new(path, group, rows)))
            }
            Self::InMemory(of, table) => {
                Box::new(FactTable::in_memory(kind(&of)?, table.into_inner().0))
            }
        })
    }

    fn tables(all: Vec<Self>) -> PyResult<Vec<Box<dyn Table>>> {
        all.into_iter().map(Self::table).collect()
    }
}

/// Bytes of Python that are read where they are.
type Several = Vec<BTreeMap<String, PyBackedBytes>>;

fn owned(tallies: BTreeMap<String, PyBackedBytes>) -> Tallies {
    tallies.into_iter().map(|(name, tally)| (name, tally.to_vec())).collect()
}

/// How many rows each row group of a Parquet file has.
#[pyfunction]
pub(crate) fn parquet_rows(py: Python<'_>, path: PathBuf) -> PyResult<Vec<u64>> {
    py.detach(|| row_groups(&path)).map_err(raise)
}

/// The catalogue and the facts that are few, as every place has them.
#[pyclass(frozen)]
pub(crate) struct Base(Arc<columns::Base>);

#[pymethods]
impl Base {
    /// Reads a ledger, and adds names of sources, words, assets, reps and deals.
    #[new]
    fn new(py: Python<'_>, path: PathBuf, label: &str, names: [Vec<String>; 5]) -> PyResult<Self> {
        let mut more: Names<Vec<String>> = Names::default();
        for (name, known) in Name::ALL.into_iter().zip(names) {
            more[name] = known;
        }
        let load = || {
            let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::open_read_only(path)?);
            columns::Base::load(&ledger, label, &more)
        };
        Ok(Self(Arc::new(py.detach(load).map_err(raise)?)))
    }

    /// The names that these facts use and the base does not know.
    fn unknown(&self, py: Python<'_>, facts: Vec<Facts>) -> PyResult<Vec<Vec<String>>> {
        let tables = Facts::tables(facts)?;
        let found = py.detach(|| unknown_names(&self.0, &tables)).map_err(raise)?;
        Ok(found.into_lists())
    }

    /// These facts, cut by the place that they belong to, of so many.
    fn parcels<'py>(
        &self,
        py: Python<'py>,
        facts: Vec<Facts>,
        of: u32,
    ) -> PyResult<Vec<(u32, Bound<'py, PyBytes>)>> {
        let tables = Facts::tables(facts)?;
        let cut = || {
            let all = tables.iter().map(|table| parcels(&self.0, &**table, of));
            all.collect::<talktrack::Result<Vec<_>>>()
        };
        let all = py.detach(cut).map_err(raise)?.into_iter().flatten();
        Ok(all.map(|(place, bytes)| (place, PyBytes::new(py, &bytes))).collect())
    }

    /// No facts: where questions are planned and answered, so many facts being elsewhere.
    fn outline(&self, facts: u64) -> Place {
        Place::of(self.0.outline(facts))
    }

    /// These facts; and those of the base too, if nobody else counts them.
    fn with_facts(&self, py: Python<'_>, facts: Vec<Facts>, and_base: bool) -> PyResult<Place> {
        let tables = Facts::tables(facts)?;
        let pieces = tables.into_iter().map(|table| -> Box<dyn Piece> { table }).collect();
        let share = if and_base { Share::All } else { Share::Nothing };
        Ok(Place::of(py.detach(|| self.0.with(pieces, share)).map_err(raise)?))
    }

    /// The facts of parcels for one place of so many, and those of the base that belong there.
    fn with_parcels(
        &self,
        py: Python<'_>,
        parcels: Vec<PyBackedBytes>,
        place: u32,
        of: u32,
    ) -> PyResult<Place> {
        let columns = py.detach(|| {
            let opened = Parcels::open(parcels.iter().map(|parcel| &**parcel))?.into_iter();
            let pieces = opened.map(|parcels| -> Box<dyn Piece> { Box::new(parcels) }).collect();
            self.0.with(pieces, Share::Deals { place, of })
        });
        Ok(Place::of(columns.map_err(raise)?))
    }
}

/// The facts of one place, and the step of a question that is to be done with them.
#[pyclass(frozen)]
pub(crate) struct Place {
    columns: Columns,
    scope: Scope,
    relay: Arc<Relay>,
}

impl Place {
    fn of(columns: Columns) -> Self {
        let relay = Arc::new(Relay::new(Arc::default(), Step::Plan));
        Self { columns, scope: Scope::new(), relay }
    }

    fn step(&self, known: BTreeMap<String, PyBackedBytes>, step: Step) -> Self {
        let relay = Arc::new(Relay::new(Arc::new(owned(known)), step));
        Self { columns: self.columns.clone(), scope: self.scope.clone(), relay }
    }

    /// Does the step.
    pub(crate) fn ask<Q>(&self, py: Python<'_>, question: Q) -> PyResult<Answer>
    where
        Q: Question + Send + 'static,
    {
        let columns = self.columns.relayed(Arc::clone(&self.relay));
        let scope = self.scope.clone();
        let answer = wait_for(py, move || {
            let view = View::new(&columns, &scope, columns.state().clone())?;
            question.answer(&view).map(AnyAnswer::from)
        });
        match answer {
            Err(_) if !self.relay.reached().tallies.is_empty() => Err(Unfinished::new_err(())),
            answer => Answer::new(py, answer?),
        }
    }
}

#[pymethods]
impl Place {
    /// The same facts, asked about the scope of the keywords.
    fn within(&self, keywords: Keywords<'_>) -> PyResult<Self> {
        let scope = keywords.into_scope()?;
        Ok(Self { columns: self.columns.clone(), scope, relay: Arc::clone(&self.relay) })
    }

    /// To be planned, with the tallies that are known.
    fn plan(&self, known: BTreeMap<String, PyBackedBytes>) -> Self {
        self.step(known, Step::Plan)
    }

    /// To be counted.
    fn fold(&self, known: BTreeMap<String, PyBackedBytes>) -> Self {
        self.step(known, Step::Fold)
    }

    /// To merge what was counted in several places.
    fn merge(&self, known: BTreeMap<String, PyBackedBytes>, several: Several) -> Self {
        self.step(known, Step::Merge(several.into_iter().map(owned).collect()))
    }

    /// How far the step came: the tallies by their names.
    fn tallies<'py>(&self, py: Python<'py>) -> BTreeMap<String, Bound<'py, PyBytes>> {
        let Reached { tallies, .. } = self.relay.reached();
        tallies.iter().map(|(name, tally)| (name.clone(), PyBytes::new(py, tally))).collect()
    }

    /// What the step needs: which columns of which tables; nothing if it needs all facts, those that belong
    /// together in one place.
    fn needs(&self) -> Option<BTreeMap<&'static str, BTreeSet<&'static str>>> {
        let Reached { reads, together, .. } = self.relay.reached();
        let of = |kind: EventKind| {
            let fields = reads.0.get(&kind)?.iter().copied();
            Some((kind.as_str(), column_names(kind, fields)))
        };
        (!together).then(|| MANY.into_iter().filter_map(of).collect())
    }
}

/// What a question is asked of.
#[derive(FromPyObject)]
pub(crate) enum Asked<'py> {
    /// A ledger.
    Tracker(Bound<'py, crate::tracker::Tracker>),
    /// One place of many.
    Place(Bound<'py, Place>),
}
