//! The public statistics: numbers in, tuples of numbers out. The package gives them names.

#![allow(clippy::needless_pass_by_value)] // what Python gave is copied, so that it may go on meanwhile

use std::collections::BTreeMap;

use pyo3::prelude::*;
use talktrack::stats::{self, AttributionMethod, Credited, Journey, Stratum};

use crate::errors::{invalid, raise};

type Interval = (f64, f64);
type Bounded = (f64, f64, f64);
/// Bounded where its divisor is not 0.
type BoundedRatio = (Option<f64>, f64, Option<f64>);
/// Bounded, with the degrees of freedom.
type BoundedMean = (f64, f64, f64, Option<f64>);

/// Wilson's score interval for a proportion, as (low, high); None where nothing was tried.
#[pyfunction]
#[pyo3(signature = (successes, n, level = 0.95))]
pub(crate) fn wilson(successes: i64, n: i64, level: f64) -> PyResult<Option<Interval>> {
    stats::wilson(count("successes", successes)?, count("n", n)?, level).map_err(raise)
}

/// Wilson's score interval for a share of an effective number of trials.
#[pyfunction]
#[pyo3(signature = (share, n, level = 0.95))]
pub(crate) fn wilson_effective(share: f64, n: f64, level: f64) -> PyResult<Option<Interval>> {
    stats::wilson_effective(share, n, level).map_err(raise)
}

/// The difference of two proportions, as (difference, low, high).
#[pyfunction]
#[pyo3(signature = (s1, n1, s2, n2, level = 0.95))]
pub(crate) fn newcombe(
    s1: i64,
    n1: i64,
    s2: i64,
    n2: i64,
    level: f64,
) -> PyResult<Option<Bounded>> {
    let (s1, n1) = (count("s1", s1)?, count("n1", n1)?);
    let (s2, n2) = (count("s2", s2)?, count("n2", n2)?);
    let found = stats::newcombe(s1, n1, s2, n2, level).map_err(raise)?;
    Ok(found.map(|found| (found.difference, found.low, found.high)))
}

/// The difference of two shares of effective numbers of trials, as (difference, low, high).
#[pyfunction]
#[pyo3(signature = (share1, n1, share2, n2, level = 0.95))]
pub(crate) fn newcombe_effective(
    share1: f64,
    n1: f64,
    share2: f64,
    n2: f64,
    level: f64,
) -> PyResult<Option<Bounded>> {
    let found = stats::newcombe_effective(share1, n1, share2, n2, level).map_err(raise)?;
    Ok(found.map(|found| (found.difference, found.low, found.high)))
}

/// How many times the variance of a proportion exceeds that of independent trials.
#[pyfunction]
pub(crate) fn design_effect(clusters: Vec<Vec<i64>>) -> PyResult<f64> {
    let mut counted = Vec::with_capacity(clusters.len());
    for (position, cluster) in clusters.iter().enumerate() {
        let [successes, n] = counts("clusters", position, cluster)?;
        counted.push((successes, n));
    }
    stats::design_effect(&counted).map_err(raise)
}

/// The ratio of two counts, as (ratio, low, high).
#[pyfunction]
#[pyo3(signature = (recent, previous, level = 0.95))]
pub(crate) fn poisson_ratio(
    recent: i64,
    previous: i64,
    level: f64,
) -> PyResult<Option<BoundedRatio>> {
    let (recent, previous) = (count("recent", recent)?, count("previous", previous)?);
    let found = stats::poisson_ratio(recent, previous, level).map_err(raise)?;
    Ok(found.map(|found| (found.ratio, found.low, found.high)))
}

/// Days, at risk, events, censored, survival, low, high.
type Step = (f64, u64, u64, u64, f64, Option<f64>, Option<f64>);

/// The curve of Kaplan and Meier, as its rows and (median, low, high).
#[pyfunction]
#[pyo3(signature = (durations, events, level = 0.95))]
pub(crate) fn kaplan_meier(
    py: Python<'_>,
    durations: Vec<f64>,
    events: Vec<bool>,
    level: f64,
) -> PyResult<(Vec<Step>, [Option<f64>; 3])> {
    let curve = py.detach(|| stats::kaplan_meier(&durations, &events, level)).map_err(raise)?;
    let rows = curve.rows.iter().map(|row| {
        (row.days, row.at_risk, row.events, row.censored, row.survival, row.low, row.high)
    });
    Ok((rows.collect(), [curve.median, curve.median_low, curve.median_high]))
}

/// The log-rank test, as (chi2, df, p); groups and clusters are numbers.
#[pyfunction]
#[pyo3(signature = (durations, events, groups, clusters = None))]
pub(crate) fn logrank(
    py: Python<'_>,
    durations: Vec<f64>,
    events: Vec<bool>,
    groups: Vec<usize>,
    clusters: Option<Vec<usize>>,
) -> PyResult<(Option<f64>, usize, Option<f64>)> {
    let test = py
        .detach(|| stats::logrank(&durations, &events, &groups, clusters.as_deref()))
        .map_err(raise)?;
    Ok((test.chi2, test.df, test.p))
}

/// The estimates of Mantel and Haenszel, in the order of the package's result.
#[pyfunction]
pub(crate) fn mantel_haenszel(tables: Vec<Vec<i64>>) -> PyResult<[Option<f64>; 17]> {
    let mut strata = Vec::with_capacity(tables.len());
    for (position, table) in tables.iter().enumerate() {
        let [treated_succeeded, treated_failed, untreated_succeeded, untreated_failed] =
            counts("tables", position, table)?;
        strata.push(Stratum {
            treated_succeeded,
            treated_failed,
            untreated_succeeded,
            untreated_failed,
        });
    }
    let found = stats::mantel_haenszel(&strata);
    Ok([
        found.odds_ratio,
        found.or_low,
        found.or_high,
        found.risk_ratio,
        found.rr_low,
        found.rr_high,
        found.risk_difference,
        found.rd_low,
        found.rd_high,
        found.rd_score_low,
        found.rd_score_high,
        found.chi2,
        found.p,
        found.homogeneity_chi2,
        found.homogeneity_p,
        found.homogeneity_chi2_tarone,
        found.homogeneity_p_tarone,
    ])
}

/// The q-values of p-values, in their order.
#[pyfunction]
pub(crate) fn benjamini_hochberg(p: Vec<Option<f64>>) -> PyResult<Vec<Option<f64>>> {
    stats::benjamini_hochberg(&p).map_err(raise)
}

/// The Gini coefficient; None of nobody.
#[pyfunction]
pub(crate) fn gini(x: Vec<f64>) -> PyResult<Option<f64>> {
    stats::gini(&x).map_err(raise)
}

/// The E-value, as (point, limit).
#[pyfunction]
pub(crate) fn e_value(risk_ratio: f64, low: f64, high: f64) -> PyResult<(f64, f64)> {
    let value = stats::e_value(risk_ratio, low, high).map_err(raise)?;
    Ok((value.point, value.limit))
}

/// The test of Mann and Whitney, as (u, z, p).
#[pyfunction]
pub(crate) fn mann_whitney(a: Vec<f64>, b: Vec<f64>) -> PyResult<Option<Bounded>> {
    let test = stats::mann_whitney(&a, &b).map_err(raise)?;
    Ok(test.map(|test| (test.u, test.z, test.p)))
}

/// The difference of two means, as (difference, low, high, df).
#[pyfunction]
#[pyo3(signature = (a, b, level = 0.95))]
pub(crate) fn welch(a: Vec<f64>, b: Vec<f64>, level: f64) -> PyResult<Option<BoundedMean>> {
    let found = stats::welch(&a, &b, level).map_err(raise)?;
    Ok(found.map(|found| (found.difference, found.low, found.high, found.df)))
}

/// Touches, conversions, nulls, value, days before.
type Way = (Vec<usize>, i64, i64, f64, Vec<f64>);

/// The credit of each touch; touches are numbers.
#[pyfunction]
pub(crate) fn attribute(
    py: Python<'_>,
    journeys: Vec<Way>,
    method: &str,
    of: &str,
    half_life_days: f64,
    position: [f64; 3],
) -> PyResult<BTreeMap<usize, f64>> {
    let method: AttributionMethod = method.parse().map_err(raise)?;
    let method = method.with_options(half_life_days, position);
    let of: Credited = of.parse().map_err(raise)?;
    let mut ways = Vec::with_capacity(journeys.len());
    for (number, (touches, conversions, nulls, value, days_before)) in
        journeys.into_iter().enumerate()
    {
        let [conversions, nulls] = counts("journeys", number, &[conversions, nulls])?;
        ways.push(Journey { touches, days_before, conversions, nulls, value });
    }
    py.detach(|| stats::attribute(&ways, method, of)).map_err(raise)
}

/// A count, which is not negative.
fn count(name: &'static str, number: i64) -> PyResult<u64> {
    u64::try_from(number).map_err(|_| invalid(name, "is negative"))
}

/// So many counts, which stand together at a place in a list.
fn counts<const N: usize>(
    list: &'static str,
    position: usize,
    numbers: &[i64],
) -> PyResult<[u64; N]> {
    let refused = |problem: String| invalid(format!("{list}[{position}]"), problem);
    let numbers: [i64; N] = numbers
        .try_into()
        .map_err(|_| refused(format!("has {} counts where {N} are needed", numbers.len())))?;
    let mut counted = [0; N];
    for (count, number) in counted.iter_mut().zip(numbers) {
        *count = u64::try_from(number).map_err(|_| refused("has a negative count".to_owned()))?;
    }
    Ok(counted)
}
