//! Many tests at once.

use super::numbers::{at, finite};
use crate::model::Invalid;

/// The q-values of many p-values: which findings to keep so that few of them are false.
///
/// Whoever keeps all findings with `q ≤ 0.05` has among them, on average, at most 5% that are
/// chance. With `m` tests in ascending order, `qᵢ = min over j ≥ i of (pⱼ m / j)`, at most 1, given
/// back in the order of `p`. A missing p-value (a test that was not made) stays missing and is not
/// counted in `m`.
///
/// The promise is about the list as a whole, not about one finding, and needs tests that are
/// independent or positively dependent. It is void for whoever first picks the tests that look good
/// and corrects only those: all that were made must be in `p`.
///
/// It is an error if a p-value is not between 0 and 1.
///
/// ```
/// use talktrack::stats::benjamini_hochberg;
/// let q = benjamini_hochberg(&[Some(0.04), None, Some(0.01), Some(0.5)])?;
/// assert_eq!(q, [Some(0.06), None, Some(0.03), Some(0.5)]);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and
/// powerful approach to multiple testing", JRSS B 57 (1995) 289–300.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Result<Vec<Option<f64>>, Invalid> {
    let mut tests = Vec::with_capacity(p.len());
    for (position, value) in p.iter().enumerate() {
        let &Some(value) = value else { continue };
        finite("p", &[value]).map_err(|_| at("p", position, "is not a finite number"))?;
        if !(0.0..=1.0).contains(&value) {
            return Err(at("p", position, "is not between 0 and 1"));
        }
        tests.push((value, position));
    }
    tests.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut q = vec![None; p.len()];
    let count = tests.len() as f64;
    let mut least = 1.0_f64;
    for (rank, (value, position)) in tests.into_iter().enumerate().rev() {
        // In this order no q is below its p by a rounding.
        least = least.min(value * (count / (rank as f64 + 1.0)));
        q[position] = Some(least);
    }
    Ok(q)
}
