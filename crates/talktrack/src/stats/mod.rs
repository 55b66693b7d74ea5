//! Pure statistics: numbers in, numbers out, each with its definition, its source, and published
//! values or an independent reference in its tests.
//!
//! Nothing here reads a ledger: whoever doubts a figure can put its counts into these functions, or
//! into any other program of statistics, and compare. What cannot be computed from a sample (a rate
//! of no trials, a median that was not reached) is `None`; what is no sample at all (a negative
//! duration, a probability above 1, anything that is not a finite number) is refused.

mod attribute;
mod benjamini_hochberg;
mod beta;
mod design_effect;
mod e_value;
mod gini;
mod kaplan_meier;
mod logrank;
mod mann_whitney;
mod mantel_haenszel;
mod newcombe;
mod numbers;
mod poisson_ratio;
mod proportion;
mod welch;

pub use attribute::{AttributionMethod, Credited, Journey, attribute};
pub(crate) use attribute::{Way, Ways, attribute_numbers};
pub use benjamini_hochberg::benjamini_hochberg;
pub(crate) use beta::beta_quantile;
pub(crate) use design_effect::ClusterSums;
pub use design_effect::design_effect;
pub use e_value::{EValue, e_value};
pub use gini::gini;
pub use kaplan_meier::{KaplanMeier, KaplanMeierRow, kaplan_meier};
pub use logrank::{LogRank, logrank};
pub use mann_whitney::{MannWhitney, mann_whitney};
pub use mantel_haenszel::{MantelHaenszel, Stratum, mantel_haenszel};
pub use newcombe::{Difference, newcombe, newcombe_effective};
pub(crate) use numbers::median;
pub use poisson_ratio::{Ratio, poisson_ratio};
pub use proportion::{wilson, wilson_effective};
pub use welch::{Welch, welch};
