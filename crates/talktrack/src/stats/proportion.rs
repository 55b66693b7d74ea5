//! Proportions and their intervals.

use super::numbers::{not_negative, quantile, share};
use crate::model::Invalid;

/// Wilson's score interval for a proportion, as `(low, high)`.
///
/// With `p = successes / n` and `z` the normal quantile of `level`, the bounds are
/// `(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`. It holds its level for small samples and
/// for proportions near 0 and 1, where the textbook interval fails. It takes the trials for
/// independent: where they cluster (uses by rep), [`wilson_effective`] takes `n` divided by the
/// [design effect](super::design_effect).
///
/// `n = 0` gives `None`; no success gives a lower bound of exactly 0, all successes an upper bound
/// of exactly 1. It is an error if `successes > n`, or if `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::wilson;
/// let (low, high) = wilson(81, 263, 0.95)?.unwrap();
/// assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
/// assert_eq!(wilson(0, 0, 0.95)?, None);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// JASA 22 (1927) 209–212; R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3.
pub fn wilson(successes: u64, n: u64, level: f64) -> Result<Option<(f64, f64)>, Invalid> {
    let z = quantile(level)?;
    Ok(proportion("successes", successes, n)?.map(|p| score(p, n as f64, z)))
}

/// Wilson's score interval for a proportion of an effective number of trials, as `(low, high)`.
///
/// The same as [`wilson`], for a sample that is worth fewer independent trials than it has: `share`
/// is the proportion as it was counted, `n` the trials divided by their
/// [design effect](super::design_effect), which need not be a whole number.
///
/// It widens the interval and moves nothing else; with few clusters the design effect is itself a
/// guess, and so is this. `n = 0` gives `None`. It is an error if `share` is not between 0 and 1,
/// `n` is negative or not finite, or `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::{wilson, wilson_effective};
/// assert_eq!(wilson_effective(0.25, 80.0, 0.95)?, wilson(20, 80, 0.95)?);
/// let (low, high) = wilson_effective(0.25, 80.0 / 2.5, 0.95)?.unwrap();
/// assert!(low < 0.17 && high > 0.35);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: as [`wilson`]; for the effective size, E. L. Korn and B. I. Graubard, "Confidence
/// intervals for proportions with small expected number of positive counts estimated from survey
/// data", Survey Methodology 24 (1998) 193–201; L. Kish, *Survey Sampling* (1965), section 8.2.
pub fn wilson_effective(share: f64, n: f64, level: f64) -> Result<Option<(f64, f64)>, Invalid> {
    let z = quantile(level)?;
    Ok(if effective("share", share, "n", n)? { Some(score(share, n, z)) } else { None })
}

/// The proportion of `successes`; none of no trials.
pub(super) fn proportion(
    field: &'static str,
    successes: u64,
    n: u64,
) -> Result<Option<f64>, Invalid> {
    if successes > n {
        return Err(Invalid::new(field, format!("are {successes} of {n}: more than all")));
    }
    Ok((n > 0).then(|| successes as f64 / n as f64))
}

/// Whether there are trials behind a proportion, having refused what is neither.
pub(super) fn effective(
    share_field: &'static str,
    given: f64,
    n_field: &'static str,
    n: f64,
) -> Result<bool, Invalid> {
    share(share_field, given)?;
    not_negative(n_field, &[n]).map_err(|error| error.in_field(n_field))?;
    Ok(n > 0.0)
}

/// The bounds themselves: `p` of `n` trials, `n` above 0.
pub(super) fn score(p: f64, n: f64, z: f64) -> (f64, f64) {
    // Everything times n, so that an n far below 1 leaves no infinities behind.
    let z2 = z * z;
    let centre = p * n + z2 / 2.0;
    let half = z * (p * (1.0 - p) * n + z2 / 4.0).sqrt();
    let scale = n + z2;
    let low = if p <= 0.0 { 0.0 } else { ((centre - half) / scale).clamp(0.0, p) };
    let high = if p >= 1.0 { 1.0 } else { ((centre + half) / scale).clamp(p, 1.0) };
    (low, high)
}
