//! What is counted of each rep, as far as verdicts ask.

use crate::analysis::Estimate;
use crate::error::Result;
use crate::stats::ClusterSums;

/// Sums over reps, which tell how far these differ.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ByRep {
    clusters: ClusterSums,
    sum: (u64, u64),
    most: (u64, u64),
}

impl ByRep {
    /// Of some reps: how many, of how many.
    pub(super) fn of(counts: impl Iterator<Item = (u64, u64)>) -> Self {
        counts.fold(Self::default(), |mut all, one| {
            all.clusters.add(one);
            all.sum = (all.sum.0 + one.0, all.sum.1 + one.1);
            all.most = all.most.max(one);
            all
        })
    }

    /// How many there are, of how many.
    pub(super) const fn sum(&self) -> (u64, u64) {
        self.sum
    }

    /// The share that they are.
    pub(super) fn share(&self) -> Result<Estimate> {
        Ok(Estimate::with_worth(&self.clusters)?.0)
    }

    /// The share without the rep of whom there is most: a verdict must not rest on one who repeats.
    pub(super) fn share_without_most(&self) -> Result<Estimate> {
        let mut others = self.clusters;
        others.remove(self.most);
        Ok(Estimate::with_worth(&others)?.0)
    }
}
