//! The ratio of two counts.

use super::beta::beta_quantile;
use super::numbers::tail;
use crate::model::Invalid;

/// A ratio of two counts with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The first count over the second; `None` if the second is 0.
    pub ratio: Option<f64>,
    /// The lower bound: exactly 0 if the first count is.
    pub low: f64,
    /// The upper bound; `None` (beyond any number) if the second count is 0.
    pub high: Option<f64>,
}

/// The ratio of two counts of equal spans, `recent / previous`, with its exact interval.
///
/// If both counts are Poisson, then `recent` of their sum is binomial, and its probability `π` stands
/// for the ratio `π / (1 − π)` of what was expected of the two spans. The bounds are those of
/// Clopper and Pearson for `π`, carried over. They are exact: they hold the true ratio at least as
/// often as `level` says, usually more often.
///
/// Counts of people's acts are seldom Poisson: ten uses at one event are not ten events, and then the
/// interval is too narrow. A season or a holiday changes the ratio as much as anything about the
/// asset.
///
/// `None` if both counts are 0. It is an error if a count is above 10⁹, where nobody needs this
/// interval, or if `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::poisson_ratio;
/// let r = poisson_ratio(11, 21, 0.95)?.unwrap();
/// // R's poisson.test(c(11, 21), c(800, 3011)) gives 0.8584 to 4.2773, over spans of 800 and 3011.
/// let scale = 3011.0 / 800.0;
/// assert!((r.low * scale - 0.8584).abs() < 5e-5 && (r.high.unwrap() * scale - 4.2773).abs() < 5e-5);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: J. Przyborowski and H. Wilenski, "Homogeneity of results in testing samples from Poisson
/// series", Biometrika 31 (1940) 313–323; C. J. Clopper and E. S. Pearson, "The use of confidence or
/// fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934) 404–413.
pub fn poisson_ratio(recent: u64, previous: u64, level: f64) -> Result<Option<Ratio>, Invalid> {
    const LARGEST: u64 = 1_000_000_000;
    let tail = tail(level)?;
    for (field, count) in [("recent", recent), ("previous", previous)] {
        if count > LARGEST {
            return Err(Invalid::new(field, format!("is {count}, above a thousand million")));
        }
    }
    if recent == 0 && previous == 0 {
        return Ok(None);
    }
    let (first, second) = (recent as f64, previous as f64);
    Ok(Some(Ratio {
        ratio: (previous > 0).then(|| first / second),
        low: lower(first, second, tail),
        // Turned over, the upper bound is a lower one.
        high: (previous > 0).then(|| 1.0 / lower(second, first, tail)),
    }))
}

/// The lower bound of the ratio of two counts.
fn lower(first: f64, second: f64, tail: f64) -> f64 {
    if first <= 0.0 {
        return 0.0;
    }
    let share = beta_quantile(first, second + 1.0, tail);
    share / (1.0 - share)
}
