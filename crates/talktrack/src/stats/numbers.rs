//! What several of the statistics need: quantiles, tails, and refusals of what is no number.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use statrs::statistics::{Data, Median};

use crate::model::Invalid;

/// The normal quantile for a two-sided interval of `level`.
pub(super) fn quantile(level: f64) -> Result<f64, Invalid> {
    Ok(-Normal::standard().inverse_cdf(tail(level)?))
}

/// What a two-sided interval of `level` leaves out on either side.
pub(super) fn tail(level: f64) -> Result<f64, Invalid> {
    if level > 0.0 && level < 1.0 {
        Ok((1.0 - level) / 2.0)
    } else {
        Err(Invalid::new("level", "is not between 0 and 1, such as 0.95"))
    }
}

/// How probable a chi-square of `df` degrees of freedom is that is as large as `chi2` or larger.
pub(super) fn chi_square_tail(chi2: f64, df: usize) -> Option<f64> {
    ChiSquared::new(df as f64).ok().map(|distribution| distribution.sf(chi2))
}

/// How probable a standard normal is that is as far from 0 as `z` or farther.
pub(super) fn two_sided(z: f64) -> f64 {
    (2.0 * Normal::standard().sf(z.abs())).min(1.0)
}

/// The middle value, or the mean of the two in the middle; none of nothing.
pub(crate) fn median(values: Vec<f64>) -> Option<f64> {
    (!values.is_empty()).then(|| Data::new(values).median())
}

/// Refuses what is not a finite number.
pub(super) fn finite(field: &'static str, values: &[f64]) -> Result<(), Invalid> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(position) => Err(at(field, position, "is not a finite number")),
    }
}

/// Refuses what is negative or not a finite number.
pub(super) fn not_negative(field: &'static str, values: &[f64]) -> Result<(), Invalid> {
    finite(field, values)?;
    match values.iter().position(|&value| value < 0.0) {
        None => Ok(()),
        Some(position) => Err(at(field, position, "is negative")),
    }
}

/// Refuses what is not a share of a whole.
pub(super) fn share(field: &'static str, value: f64) -> Result<(), Invalid> {
    if (0.0..=1.0).contains(&value) {
        Ok(())
    } else {
        Err(Invalid::new(field, "is not between 0 and 1"))
    }
}

/// Refuses lists that should be as long as one another and are not.
pub(super) fn same_length(field: &'static str, length: usize, other: usize) -> Result<(), Invalid> {
    if length == other {
        Ok(())
    } else {
        Err(Invalid::new(field, format!("has {length} values where {other} are needed")))
    }
}

/// A refusal of one of several values, which is told by its position (from 0).
pub(super) fn at(field: &'static str, position: usize, problem: &str) -> Invalid {
    Invalid::new(format!("{field}[{position}]"), problem.to_owned())
}
