//! A figure that is an estimate, with its interval.

use crate::error::Result;
use crate::stats::{ClusterSums, KaplanMeier, wilson, wilson_effective};

/// The level of every interval in an answer.
pub const LEVEL: f64 = 0.95;

/// Figures behind which fewer reps stand have the flag [`Flag::FewReps`](super::Flag::FewReps).
pub(super) const FEW_REPS: usize = 5;

/// An estimate with the ends of its 95% interval; nothing where the sample says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The estimate.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end of its interval.
    pub high: Option<f64>,
}

impl Estimate {
    /// A proportion with Wilson's interval; nothing of nothing.
    pub fn proportion(part: u64, all: u64) -> Result<Self> {
        let Some((low, high)) = wilson(part, all, LEVEL)? else { return Ok(Self::default()) };
        Ok(Self { value: Some(part as f64 / all as f64), low: Some(low), high: Some(high) })
    }
}

impl Estimate {
    /// The median of a curve, with the interval that inverts its bands.
    pub(crate) const fn median(curve: &KaplanMeier) -> Self {
        Self { value: curve.median, low: curve.median_low, high: curve.median_high }
    }
}

/// A share of things that cluster by rep: each cluster's part and all.
///
/// Its interval is Wilson's for as many things as they are worth: their number divided by the design
/// effect, which is at least 1.
impl Estimate {
    pub(crate) fn clustered(clusters: &[(u64, u64)]) -> Result<Self> {
        Ok(Self::with_worth(&ClusterSums::of(clusters))?.0)
    }

    /// The same, and how many things they are worth.
    pub(crate) fn with_worth(clusters: &ClusterSums) -> Result<(Self, f64)> {
        let all = clusters.trials();
        if all <= 0.0 {
            return Ok((Self::default(), 0.0));
        }
        let share = clusters.successes() / all;
        let worth = all / clusters.design_effect();
        let Some((low, high)) = wilson_effective(share, worth, LEVEL)? else {
            return Ok((Self::default(), worth));
        };
        Ok((Self { value: Some(share), low: Some(low), high: Some(high) }, worth))
    }
}
