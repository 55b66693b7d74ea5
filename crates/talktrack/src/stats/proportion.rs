//! Proportions and their intervals.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::model::Invalid;

/// Wilson's score interval for a proportion, as `(low, high)`.
///
/// With `p = successes / n` and `z` the normal quantile of `level`, the bounds are
/// `(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`. It holds its level for small samples and
/// for proportions near 0 and 1, where the textbook interval fails. It takes the trials for
/// independent: where they cluster (uses by rep), divide `n` by the design effect first.
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
    if successes > n {
        return Err(Invalid::new("successes", format!("are {successes} of {n}: more than all")));
    }
    let z = quantile(level)?;
    if n == 0 {
        return Ok(None);
    }
    let trials = n as f64;
    let p = successes as f64 / trials;
    let z2 = z * z;
    let centre = p + z2 / (2.0 * trials);
    let half = z * (p * (1.0 - p) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z2 / trials;
    let low = if successes == 0 { 0.0 } else { ((centre - half) / scale).max(0.0) };
    let high = if successes == n { 1.0 } else { ((centre + half) / scale).min(1.0) };
    Ok(Some((low, high)))
}

/// The normal quantile for a two-sided interval of `level`.
fn quantile(level: f64) -> Result<f64, Invalid> {
    if level > 0.0 && level < 1.0 {
        Ok(Normal::standard().inverse_cdf(0.5 + level / 2.0))
    } else {
        Err(Invalid::new("level", "is not between 0 and 1, such as 0.95"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Newcombe 1998, table I, method 3.
    #[test]
    fn agrees_with_published_numbers() {
        for (successes, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (l, h) = wilson(successes, n, 0.95).unwrap().unwrap();
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{successes}/{n}: {l} {h}");
        }
    }

    #[test]
    fn ends_are_exact_and_nonsense_is_refused() {
        assert_eq!(wilson(0, 7, 0.95).unwrap().unwrap().0.to_bits(), 0.0_f64.to_bits());
        assert_eq!(wilson(7, 7, 0.95).unwrap().unwrap().1.to_bits(), 1.0_f64.to_bits());
        assert_eq!(wilson(0, 0, 0.95).unwrap(), None);
        assert!(wilson(8, 7, 0.95).is_err());
        for level in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(wilson(1, 2, level).is_err());
        }
    }

    proptest! {
        #[test]
        fn holds_the_proportion_and_mirrors(n in 1_u64..1_000_000, part in 0.0_f64..=1.0, level in 0.01_f64..0.999) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let s = ((n as f64) * part) as u64;
            let (low, high) = wilson(s, n, level).unwrap().unwrap();
            let p = s as f64 / n as f64;
            prop_assert!(0.0 <= low && low <= p + 1e-12 && p <= high + 1e-12 && high <= 1.0);
            let (mirror_low, mirror_high) = wilson(n - s, n, level).unwrap().unwrap();
            prop_assert!((low - (1.0 - mirror_high)).abs() < 1e-9);
            prop_assert!((high - (1.0 - mirror_low)).abs() < 1e-9);
        }
    }
}
