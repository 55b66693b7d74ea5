//! The compiled part of the Python package `talktrack`: thin bindings to the core.
//!
//! Each function takes what Python gave, lets other Python threads run, calls the core and wraps
//! what came back. Names, defaults, documentation and classes for people are on the Python side.

mod answer;
mod audit;
mod batch;
mod cells;
mod columns;
mod command;
mod errors;
mod fields;
mod files;
mod frame;
mod from_python;
mod open;
mod pieces;
mod questions;
mod records;
mod scope;
mod signals;
mod stats;
mod table;
mod to_arrow;
mod to_python;
mod tracker;
mod uses;

use pyo3::prelude::*;

/// The compiled part of talktrack; the package `talktrack` is the way in.
#[pymodule(gil_used = false)]
mod _talktrack {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::answer::Answer;
    #[pymodule_export]
    use super::audit::Audit;
    #[pymodule_export]
    use super::command::run;
    #[pymodule_export]
    use super::pieces::{Base, Place, Unfinished, parquet_rows};
    #[pymodule_export]
    use super::questions::{
        adoption, agreements, attribution, consistency, coverage, effect, first_use, funnel,
        lifecycle, listening, matrix, recommend, relevance, scorecard, trend, unused,
    };
    #[pymodule_export]
    use super::records::{check_record, record_fields, record_types};
    #[pymodule_export]
    use super::stats::{
        attribute, benjamini_hochberg, design_effect, e_value, gini, kaplan_meier, logrank,
        mann_whitney, mantel_haenszel, newcombe, newcombe_effective, poisson_ratio, welch, wilson,
        wilson_effective,
    };
    #[pymodule_export]
    use super::table::Table;
    #[pymodule_export]
    use super::tracker::Tracker;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
