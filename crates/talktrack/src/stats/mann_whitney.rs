//! Whether one sample tends to be larger than another.

use super::numbers::{finite, two_sided};
use crate::model::Invalid;

/// The test of Mann and Whitney, also of Wilcoxon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannWhitney {
    /// Of all pairs of one of each sample, how many have the greater value in the first; equal ones
    /// count half.
    pub u: f64,
    /// How many standard deviations that is above what chance gives.
    pub z: f64,
    /// The probability of being as far from it by chance, either way.
    pub p: f64,
}

/// The test of Mann and Whitney: whether values of `a` tend to be larger than those of `b`.
///
/// `u` counts the pairs in which `a` has the greater value. By chance it is `nₐ n_b / 2` with the
/// variance `nₐ n_b / 12 · (N + 1 − Σ (t³ − t) / (N (N − 1)))`, `t` being how many share each value;
/// `z` and `p` are the normal approximation with that correction for ties and without one for
/// continuity.
///
/// It asks about ranks, not about means or medians, and reacts to any difference in shape. The
/// approximation is rough below about ten values a side, and in large samples a small `p` can stand
/// for a difference that matters to nobody: `u / (nₐ n_b)` says how large it is (½ is none).
///
/// `None` if either sample is empty or all values are the same. It is an error if a value is not
/// finite.
///
/// ```
/// use talktrack::stats::mann_whitney;
/// let test = mann_whitney(&[19.0, 22.0, 16.0, 29.0, 24.0], &[20.0, 11.0, 17.0, 12.0])?.unwrap();
/// assert_eq!(test.u, 17.0);
/// assert!((test.z - 1.7146).abs() < 5e-5);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is
/// stochastically larger than the other", Annals of Mathematical Statistics 18 (1947) 50–60; E. L.
/// Lehmann, *Nonparametrics* (1975), section 1.4 for ties.
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Result<Option<MannWhitney>, Invalid> {
    finite("a", a)?;
    finite("b", b)?;
    let (count_a, count_b) = (a.len() as f64, b.len() as f64);
    let count = count_a + count_b;
    // Adding 0 makes the two zeros one.
    let mut values: Vec<(f64, bool)> = a.iter().map(|value| (value + 0.0, true)).collect();
    values.extend(b.iter().map(|value| (value + 0.0, false)));
    // Stable, since that makes use of parts that are in order already.
    values.sort_by(|one, other| one.0.total_cmp(&other.0));

    let (mut u, mut ties, mut below) = (0.0, 0.0, 0.0);
    for equal in values.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let size = equal.len() as f64;
        let of_a = equal.iter().filter(|value| value.1).count() as f64;
        let of_b = size - of_a;
        u += of_a * (below + of_b / 2.0);
        below += of_b;
        ties += size * (size * size - 1.0);
    }
    let spread = count + 1.0 - ties / (count * (count - 1.0));
    let variance = count_a * count_b / 12.0 * spread;
    let all_equal = values.first().zip(values.last()).is_none_or(|(x, y)| x.0 >= y.0);
    if a.is_empty() || b.is_empty() || all_equal {
        return Ok(None);
    }
    let z = (u - count_a * count_b / 2.0) / variance.sqrt();
    Ok(Some(MannWhitney { u, z, p: two_sided(z) }))
}
