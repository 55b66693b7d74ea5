//! The difference of two means.

use super::beta::beta_quantile;
use super::numbers::{finite, tail};
use crate::model::Invalid;

/// A difference of two means with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Welch {
    /// The mean of the first sample minus that of the second.
    pub difference: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
    /// Welch's degrees of freedom; `None` if neither sample varies.
    pub df: Option<f64>,
}

/// The difference of two means, `a − b`, with Welch's interval, which lets the variances differ.
///
/// With `vᵢ = sᵢ²/nᵢ` the bounds are `ā − b̄ ± t √(v₁ + v₂)`, `t` being Student's quantile of `level`
/// with `(v₁ + v₂)² / (v₁²/(n₁ − 1) + v₂²/(n₂ − 1))` degrees of freedom. The interval is two-sided:
/// what stands wholly above its lower bound at `level = 0.95` does so in 97.5% of samples.
///
/// Means of few and skewed values mislead, whatever the interval. Where neither sample varies, the
/// interval is the difference alone, which says only that the samples are too small to vary.
///
/// `None` if a sample has fewer than two values. It is an error if a value is not finite or so large
/// that its square is not, or if `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::welch;
/// let trained = [0.31, 0.24, 0.40, 0.29];
/// let others = [0.08, 0.15, 0.05, 0.11, 0.09];
/// assert!(welch(&trained, &others, 0.95)?.unwrap().low > 0.0);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: B. L. Welch, "The generalization of 'Student's' problem when several different
/// population variances are involved", Biometrika 34 (1947) 28–35.
pub fn welch(a: &[f64], b: &[f64], level: f64) -> Result<Option<Welch>, Invalid> {
    finite("a", a)?;
    finite("b", b)?;
    let tail = tail(level)?;
    if a.len() < 2 || b.len() < 2 {
        return Ok(None);
    }
    let (mean_a, variance_a) = mean_and_its_variance(a);
    let (mean_b, variance_b) = mean_and_its_variance(b);
    let difference = mean_a - mean_b;
    let variance = variance_a + variance_b;
    if !(difference.is_finite() && variance.is_finite()) {
        return Err(Invalid::new("a", "or b holds numbers too large for a mean and its variance"));
    }
    if variance <= 0.0 {
        return Ok(Some(Welch { difference, low: difference, high: difference, df: None }));
    }
    let freedom = |part: f64, n: usize| (part / variance).powi(2) / (n as f64 - 1.0);
    let df = 1.0 / (freedom(variance_a, a.len()) + freedom(variance_b, b.len()));
    let half = student_quantile(df, tail) * variance.sqrt();
    Ok(Some(Welch { difference, low: difference - half, high: difference + half, df: Some(df) }))
}

/// What a Student's t of `df` degrees of freedom exceeds with the probability `tail`, below ½.
fn student_quantile(df: f64, tail: f64) -> f64 {
    // df / (df + t²) is a beta. Of it and of what it lacks to 1, the smaller has all the digits.
    let share = beta_quantile(df / 2.0, 0.5, 2.0 * tail);
    if share < 0.5 {
        (df * (1.0 - share) / share).sqrt()
    } else {
        let rest = beta_quantile(0.5, df / 2.0, 1.0 - 2.0 * tail);
        (df * rest / (1.0 - rest)).sqrt()
    }
}

fn mean_and_its_variance(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().map(|value| value / n).sum::<f64>();
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, squares / (n - 1.0) / n)
}
