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
    Ok(ClusterSums::of(clusters).design_effect())
}

/// What has to be known of clusters to say how many times the variance is what it would be otherwise: how many there
/// are, and the sums of their successes and trials and of the products of these. So one cluster that changes needs
/// no look at the others.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClusterSums {
    clusters: f64,
    successes: f64,
    trials: f64,
    successes_squared: f64,
    successes_by_trials: f64,
    trials_squared: f64,
}

impl ClusterSums {
    /// Those of all these clusters.
    pub(crate) fn of(clusters: &[(u64, u64)]) -> Self {
        let mut sums = Self::default();
        clusters.iter().for_each(|cluster| sums.add(*cluster));
        sums
    }

    /// Adds a cluster; one without trials is none.
    pub(crate) fn add(&mut self, cluster: (u64, u64)) {
        self.count(cluster, 1.0);
    }

    /// Takes out a cluster that was added.
    pub(crate) fn remove(&mut self, cluster: (u64, u64)) {
        self.count(cluster, -1.0);
    }

    // Sums of whole numbers are exact up to 2⁵³, so that it makes no difference in which order they are added.
    fn count(&mut self, (successes, trials): (u64, u64), times: f64) {
        if trials == 0 {
            return;
        }
        let (successes, trials) = (successes as f64, trials as f64);
        self.clusters += times;
        self.successes += times * successes;
        self.trials += times * trials;
        self.successes_squared += times * successes * successes;
        self.successes_by_trials += times * successes * trials;
        self.trials_squared += times * trials * trials;
    }

    pub(crate) const fn successes(&self) -> f64 {
        self.successes
    }

    pub(crate) const fn trials(&self) -> f64 {
        self.trials
    }

    pub(crate) fn design_effect(&self) -> f64 {
        let Self { clusters, successes, trials, .. } = *self;
        if clusters < 2.0 || successes <= 0.0 || successes >= trials {
            return 1.0;
        }
        // Σ (sᵢ − p nᵢ)², multiplied out, of whatever is rarer: failures deviate as successes do, and the less there
        // is to take from, the fewer digits are lost.
        let (part, squared, by_trials) = if 2.0 * successes <= trials {
            (successes, self.successes_squared, self.successes_by_trials)
        } else {
            let by_trials = self.trials_squared - self.successes_by_trials;
            let squared = by_trials - self.successes_by_trials + self.successes_squared;
            (trials - successes, squared, by_trials)
        };
        let p = part / trials;
        let between = squared - p * (2.0 * by_trials - p * self.trials_squared);
        let effect = clusters / (clusters - 1.0) * between / (trials * p * (1.0 - p));
        effect.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sums_say_what_the_clusters_say(
            clusters in proptest::collection::vec((0_u64..300, 0_u64..300), 0..60),
            removed in 0_usize..60,
        ) {
            let clusters: Vec<_> = clusters.into_iter().map(|(one, other)| (one.min(other), other)).collect();
            let (gone, rest) = clusters.split_at(removed.min(clusters.len()));
            let mut sums = ClusterSums::of(&clusters);
            gone.iter().for_each(|cluster| sums.remove(*cluster));
            let (successes, trials) = rest.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
            let count = rest.iter().filter(|(_, n)| *n > 0).count() as f64;
            let p = successes as f64 / trials as f64;
            let between: f64 = rest.iter().map(|(s, n)| (*s as f64 - p * *n as f64).powi(2)).sum();
            let effect = count / (count - 1.0) * between / (trials as f64 * p * (1.0 - p));
            let expected = if count < 2.0 || successes == 0 || successes == trials { 1.0 } else { effect.max(1.0) };
            prop_assert!((sums.design_effect() - expected).abs() <= 1e-12 * expected);
        }
    }
}
