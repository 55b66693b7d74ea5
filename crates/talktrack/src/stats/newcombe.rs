//! The difference of two proportions.

use super::numbers::quantile;
use super::proportion::{effective, proportion, score};
use crate::model::Invalid;

/// A difference of two proportions with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first proportion minus the second.
    pub difference: f64,
    /// The lower bound, at least −1.
    pub low: f64,
    /// The upper bound, at most 1.
    pub high: f64,
}

/// The difference of two proportions, `s1 / n1 − s2 / n2`, with Newcombe's hybrid score interval.
///
/// With Wilson's intervals `(l₁, u₁)` and `(l₂, u₂)` of the two proportions, the bounds are
/// `d − √((p₁ − l₁)² + (u₂ − p₂)²)` and `d + √((u₁ − p₁)² + (p₂ − l₂)²)` (method 10: without
/// continuity correction). It never leaves −1 to 1 and holds its level for small samples, where the
/// textbook interval does neither.
///
/// It misleads where the two groups differ in more than what is asked about (compare
/// [`mantel_haenszel`](super::mantel_haenszel)), where the same trials are in both, and where trials
/// cluster ([`newcombe_effective`]). Two intervals of single proportions that overlap do not mean
/// that the difference holds 0: this interval is the one to look at.
///
/// `None` if either group is empty. It is an error if there are more successes than trials, or if
/// `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::newcombe;
/// let d = newcombe(56, 70, 48, 80, 0.95)?.unwrap();
/// assert!((d.difference - 0.2).abs() < 1e-12);
/// assert!((d.low - 0.0524).abs() < 5e-5 && (d.high - 0.3339).abs() < 5e-5);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions:
/// comparison of eleven methods", Statistics in Medicine 17 (1998) 873–890, method 10.
pub fn newcombe(
    s1: u64,
    n1: u64,
    s2: u64,
    n2: u64,
    level: f64,
) -> Result<Option<Difference>, Invalid> {
    let z = quantile(level)?;
    let first = proportion("s1", s1, n1)?;
    let second = proportion("s2", s2, n2)?;
    Ok(first.zip(second).map(|(p1, p2)| hybrid((p1, n1 as f64), (p2, n2 as f64), z)))
}

/// The same as [`newcombe`], for two proportions of effective numbers of trials.
///
/// `share1` and `share2` are the proportions as they were counted, `n1` and `n2` the trials of each
/// group divided by their [design effect](super::design_effect).
///
/// `None` if either `n` is 0. It is an error if a share is not between 0 and 1, an `n` is negative
/// or not finite, or `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::newcombe_effective;
/// let d = newcombe_effective(0.8, 70.0 / 2.0, 0.6, 80.0 / 2.0, 0.95)?.unwrap();
/// assert!(d.low < 0.0); // what 150 independent trials show, half as many do not
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: as [`newcombe`] and [`wilson_effective`](super::wilson_effective).
pub fn newcombe_effective(
    share1: f64,
    n1: f64,
    share2: f64,
    n2: f64,
    level: f64,
) -> Result<Option<Difference>, Invalid> {
    let z = quantile(level)?;
    let first = effective("share1", share1, "n1", n1)?;
    let second = effective("share2", share2, "n2", n2)?;
    Ok((first && second).then(|| hybrid((share1, n1), (share2, n2), z)))
}

fn hybrid((p1, n1): (f64, f64), (p2, n2): (f64, f64), z: f64) -> Difference {
    let (low1, high1) = score(p1, n1, z);
    let (low2, high2) = score(p2, n2, z);
    let difference = p1 - p2;
    Difference {
        difference,
        low: (difference - (p1 - low1).hypot(high2 - p2)).max(-1.0),
        high: (difference + (high1 - p1).hypot(p2 - low2)).min(1.0),
    }
}
