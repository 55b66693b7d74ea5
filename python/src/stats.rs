//! The public statistics.

use pyo3::prelude::*;

use crate::errors::{invalid, raise};

/// Wilson's score interval for a proportion, as (low, high); None where nothing was tried.
#[pyfunction]
#[pyo3(signature = (successes, n, level = 0.95))]
pub(crate) fn wilson(successes: i64, n: i64, level: f64) -> PyResult<Option<(f64, f64)>> {
    let count = |name: &'static str, number: i64| {
        u64::try_from(number).map_err(|_| invalid(name, "is negative"))
    };
    talktrack::stats::wilson(count("successes", successes)?, count("n", n)?, level).map_err(raise)
}
