//! Questions and their answers.
//!
//! Every question has the same shape: folds over shards of the facts give tallies, tallies are
//! merged, and the merged tally is finished into typed rows with a definition, a scope and a
//! provenance. One file a question.

mod adoption;
mod agreements;
mod answer;
mod asks;
mod attribution;
mod awareness;
mod blocks;
mod both;
mod by;
mod calendar;
mod clusters;
mod consistency;
mod coverage;
mod deal_fold;
mod effect;
mod estimate;
mod extent;
mod first_use;
mod fold;
mod funnel;
mod groups;
mod held;
mod json;
mod life;
mod lifecycle;
mod listening;
mod matrix;
mod members;
mod occasion;
mod placement;
mod recommend;
mod relevance;
mod rep_groups;
mod run;
mod scorecard;
#[cfg(test)]
mod shards;
mod sorted_apart;
mod standing;
mod table;
mod tallies;
mod trend;
mod unused;
mod view;

pub use adoption::{Adoption, AdoptionBy, AdoptionRow, AdoptionSummary};
pub use agreements::{Agreements, AgreementsRow, AgreementsSummary};
pub use answer::{Answer, AnyAnswer, Definition, Provenance, Summary};
pub use attribution::{Attribution, AttributionRow, AttributionSummary, AttributionTouch};
pub use by::By;
pub use calendar::Calendar;
pub use consistency::{Consistency, ConsistencyBy, ConsistencyRow};
pub use coverage::{Coverage, CoverageRow};
pub use deal_fold::{DealFold, DealShard};
pub use effect::{Effect, EffectRow, EffectSummary, Landmark};
use estimate::FEW_REPS;
pub use estimate::{Estimate, LEVEL};
pub use first_use::{FirstUse, FirstUseRow, FirstUseSummary, FirstUseUnit};
pub use fold::{Fold, Shard, Tally};
pub use funnel::{Funnel, FunnelRow};
pub use held::{Held, HeldConversation};
pub use life::Life;
pub use lifecycle::{Lifecycle, LifecycleRow};
pub use listening::{Listening, ListeningBy, ListeningRow, ListeningSummary};
pub use matrix::{Matrix, MatrixRow, Placements};
pub use placement::{Placed, Placement};
pub use recommend::{Recommend, RecommendRow, RecommendSummary};
pub use relevance::{Advice, Relevance, RelevanceRow, Verdict, VerdictCount};
pub use scorecard::{Scorecard, ScorecardRow};
pub use table::{Asked, Cell, Column, ColumnKind, Flag, NoSummary, Row, Shown, Table, Value};
pub use trend::{Trend, TrendBy, TrendGroup, TrendRow};
pub use unused::{Status, Unused, UnusedBy, UnusedGroup, UnusedRow, UnusedSummary};
pub use view::View;

pub(crate) use table::table;

use crate::error::Result;

/// A question that can be asked of a ledger.
pub trait Question {
    /// What a row of the answer says.
    type Row: Row;
    /// What the answer says as a whole.
    type Summary: Summary;

    /// Answers it.
    fn answer(&self, view: &View<'_>) -> Result<Answer<Self::Row, Self::Summary>>;
}
