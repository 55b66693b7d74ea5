//! The answers that an audit consists of.

mod options;
mod reps;
mod tables;

use std::collections::BTreeMap;

use talktrack::analysis::{
    Adoption, AdoptionBy, AdoptionRow, AdoptionSummary, Agreements, AgreementsRow,
    AgreementsSummary, Answer, By, Consistency, ConsistencyRow, Coverage, CoverageRow, Effect,
    EffectRow, EffectSummary, Funnel, FunnelRow, Listening, ListeningRow, ListeningSummary, Matrix,
    MatrixRow, NoSummary, Placements, Question, Relevance, RelevanceRow, Scorecard, ScorecardRow,
    Trend, TrendRow, Unused, UnusedGroup, UnusedRow, UnusedSummary, VerdictCount, View,
};
use talktrack::model::Asset;
use talktrack::{Result, Scope, Tracker};

pub use self::options::{AuditOptions, Reps};
pub use self::tables::AuditTable;

/// The answers to the questions that an audit consists of, all about the same scope and resting on the same
/// facts, and the catalogue entries of the assets they name.
///
/// Every figure that a file shows is a figure of one of these answers.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The scope that was asked about.
    pub scope: Scope,
    /// The measures that both teams share, beside their targets.
    pub scorecard: Answer<ScorecardRow, NoSummary>,
    /// What goes unused.
    pub unused: Answer<UnusedRow, UnusedSummary>,
    /// The same by kind of asset.
    pub unused_by_kind: Answer<UnusedGroup, NoSummary>,
    /// One verdict and action per asset.
    pub relevance: Answer<RelevanceRow, Vec<VerdictCount>>,
    /// The five conversations.
    pub funnel: Answer<FunnelRow, Placements>,
    /// In which conversations assets are used, and for which they were made.
    pub matrix: Answer<MatrixRow, Placements>,
    /// Where conversations are held without help.
    pub coverage: Answer<CoverageRow, Placements>,
    /// What goes with success.
    pub effect: Answer<EffectRow, EffectSummary>,
    /// Whether recommendations were followed.
    pub listening: Answer<ListeningRow, ListeningSummary>,
    /// Whether each side answers the other in time.
    pub agreements: Answer<AgreementsRow, Vec<AgreementsSummary>>,
    /// One message or several.
    pub consistency: Answer<ConsistencyRow, NoSummary>,
    /// Month by month.
    pub trend: Answer<TrendRow, Placements>,
    /// Which team puts what to work.
    pub adoption: Answer<AdoptionRow, AdoptionSummary>,
    /// Which rep does; only where rows per rep were asked for.
    pub reps: Option<Answer<AdoptionRow, AdoptionSummary>>,
    /// The catalogue's assets by key, as they hold at the end of the scope.
    pub assets: BTreeMap<Box<str>, Asset>,
}

impl Audit {
    /// Asks everything about the tracker's scope.
    ///
    /// # Errors
    /// Those of the questions: [`Error::NotFound`](talktrack::Error::NotFound) if a filter names what the
    /// ledger does not know.
    pub fn of(tracker: &Tracker, options: &AuditOptions) -> Result<Self> {
        let scope = tracker.scope().clone().min_reps(options.min_reps);
        let mut audit = tracker.within(scope.clone()).look(|view| Self::answer(view, scope))?;
        if options.reps != Reps::Hidden {
            audit.reps = Some(reps::adoption(tracker, &audit, options.reps)?);
        }
        Ok(audit)
    }

    fn answer(view: &View<'_>, scope: Scope) -> Result<Self> {
        Ok(Self {
            scope,
            scorecard: Scorecard::new().answer(view)?,
            unused: Unused::new().answer(view)?,
            unused_by_kind: Unused::new().by(By::Kind).answer(view)?,
            relevance: Relevance::new().answer(view)?,
            funnel: Funnel::new().answer(view)?,
            matrix: Matrix::new().answer(view)?,
            coverage: Coverage::new().answer(view)?,
            effect: Effect::new().answer(view)?,
            listening: Listening::new().answer(view)?,
            agreements: Agreements::new().answer(view)?,
            consistency: Consistency::new().answer(view)?,
            trend: Trend::new().answer(view)?,
            adoption: Adoption::new().by(AdoptionBy::Team).answer(view)?,
            reps: None,
            assets: view
                .assets()
                .iter()
                .flatten()
                .map(|asset| (asset.key.as_str().into(), (*asset).clone()))
                .collect(),
        })
    }
}
