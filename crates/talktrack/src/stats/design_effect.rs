//! How much less a clustered sample says.

use super::numbers::at;
use crate::model::Invalid;

/// How many times the variance of a proportion exceeds that of independent trials, because trials
/// cluster: at least 1.
///
/// `clusters` are the successes and trials of each cluster, such as each rep. With `p` the overall
/// proportion of `N` trials in `k` clusters, the variance of the ratio between clusters is
/// `k/(k − 1) Σ (sᵢ − p nᵢ)² / N²`; the design effect is that over `p (1 − p) / N`. A sample of `N`
/// trials is worth `N` divided by it ([`wilson_effective`](super::wilson_effective)).
///
/// Values below 1 are chance or a design that nobody planned, and count as 1. With few clusters the
/// estimate is poor, most often too low: below five, say so beside the figure. With one cluster, or
/// where all or none succeeded, there is nothing to estimate from, and the result is 1.
///
/// Clusters without trials are left out. It is an error if a cluster has more successes than trials.
///
/// ```
/// use talktrack::stats::design_effect;
/// // Two reps who always do and two who never do: forty trials say what four would, and less.
/// assert!(design_effect(&[(10, 10), (10, 10), (0, 10), (0, 10)])? > 10.0);
/// assert_eq!(design_effect(&[(5, 10), (5, 10), (5, 10), (5, 10)])?, 1.0);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: L. Kish, *Survey Sampling* (1965), sections 6.3 and 8.2; J. N. K. Rao and A. J. Scott,
/// "A simple method for the analysis of clustered binary data", Biometrics 48 (1992) 577–585.
pub fn design_effect(clusters: &[(u64, u64)]) -> Result<f64, Invalid> {
    for (position, (successes, n)) in clusters.iter().enumerate() {
        if successes > n {
            return Err(at("clusters", position, "has more successes than trials"));
        }
    }
    let tried: Vec<(f64, f64)> = clusters
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|&(successes, n)| (successes as f64, n as f64))
        .collect();
    let count = tried.len() as f64;
    let successes: f64 = tried.iter().map(|cluster| cluster.0).sum();
    let trials: f64 = tried.iter().map(|cluster| cluster.1).sum();
    if tried.len() < 2 || successes <= 0.0 || successes >= trials {
        return Ok(1.0);
    }
    let p = successes / trials;
    let between: f64 = tried.iter().map(|(s, n)| (s - p * n).powi(2)).sum();
    let effect = count / (count - 1.0) * between / (trials * p * (1.0 - p));
    Ok(effect.max(1.0))
}
