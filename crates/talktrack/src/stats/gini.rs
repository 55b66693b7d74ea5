//! How unequally something is spread.

use super::numbers::not_negative;
use crate::model::Invalid;

/// The Gini coefficient of `x`: 0 if all are equal, towards 1 as one has everything.
///
/// With `x` in ascending order, `Σ (2i − n − 1) xᵢ / (n Σ x)`: half the mean difference of two
/// members, over the mean. This is the population form, whose greatest value is `1 − 1/n`; the
/// sample form multiplies it by `n / (n − 1)`.
///
/// It depends on who is counted: with the assets that nobody used left out, use looks more equal
/// than it is. Different spreads can have the same coefficient, and in small groups it is low by
/// construction.
///
/// `None` of nobody; 0 if all have nothing. It is an error if a value is negative or not finite.
///
/// ```
/// use talktrack::stats::gini;
/// assert_eq!(gini(&[5.0, 5.0, 5.0])?, Some(0.0));
/// assert_eq!(gini(&[0.0, 0.0, 0.0, 8.0])?, Some(0.75));
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: C. Gini, *Variabilità e mutabilità* (1912); A. Sen, *On Economic Inequality* (1973),
/// section 2.2.
pub fn gini(x: &[f64]) -> Result<Option<f64>, Invalid> {
    not_negative("x", x)?;
    let Some(greatest) = x.iter().copied().reduce(f64::max) else { return Ok(None) };
    if greatest <= 0.0 {
        return Ok(Some(0.0));
    }
    // Measured by the greatest, so that no sum grows beyond what a number holds.
    let mut shares: Vec<f64> = x.iter().map(|value| value / greatest).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let n = shares.len() as f64;
    let total: f64 = shares.iter().sum();
    let weighted: f64 =
        shares.iter().enumerate().map(|(i, value)| (2.0 * i as f64 + 1.0 - n) * value).sum();
    Ok(Some((weighted / (n * total)).clamp(0.0, 1.0)))
}
