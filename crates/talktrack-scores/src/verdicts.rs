//! How often verdicts are right.

use std::collections::BTreeMap;

use talktrack::analysis::{Relevance, RelevanceRow, Unused, Verdict};
use talktrack::model::Timestamp;
use talktrack::{Scope, Tracker};
use talktrack_simulation::{Company, PlantedAsset, Verdict as Planted};

use crate::confusion::Confusion;
use crate::error::Result;
use crate::rule::RetireRule;

/// Assets with fewer occasions are too little known to be scored.
const OCCASIONS: u64 = 50;
/// The industry's rule retires what was viewed less often than this ...
const VIEWS: u64 = 10;
/// ... in so many days.
const DAYS: i64 = 90;

/// What was said of assets, and whether it was right.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    /// Of assets with 50 occasions or more.
    pub confusion: Confusion,
    /// Assets without effect that were put to work, and how many of them were called proven or harmful.
    pub without_effect: u64,
    /// See `without_effect`.
    pub false_effects: u64,
    /// How well the verdicts name what should be retired or reworked.
    pub ours: RetireRule,
    /// How well fewer than 10 views in 90 days do.
    pub views: RetireRule,
}

impl Verdicts {
    /// Counts the assets of one company.
    pub fn add(&mut self, company: &Company, tracker: &Tracker) -> Result<()> {
        let answer = tracker.ask(&Relevance::new())?;
        let until = answer.span.until;
        let since = Timestamp::from_micros(until.micros() - DAYS * 86_400_000_000)
            .map_err(talktrack::Error::from)?;
        let recent = tracker.within(Scope::new().since(since).until(until)).ask(&Unused::new())?;
        let views: BTreeMap<&str, u64> =
            recent.rows.iter().map(|row| (&*row.asset, row.uses)).collect();
        let rows: BTreeMap<&str, &RelevanceRow> =
            answer.rows.iter().map(|row| (&*row.asset, row)).collect();
        for planted in &company.truth().assets {
            let Some((row, truth)) = rows.get(planted.key.as_str()).zip(planted.verdict) else {
                continue;
            };
            let viewed = views.get(planted.key.as_str()).copied().unwrap_or_default();
            self.count(planted, truth, row, viewed);
        }
        Ok(())
    }

    fn count(&mut self, planted: &PlantedAsset, truth: Planted, row: &RelevanceRow, views: u64) {
        if row.occasions >= OCCASIONS {
            self.confusion.add(truth.as_str(), row.verdict.as_str());
        }
        if planted.effect == 0.0 && row.put_to_work > 0 {
            let called = matches!(row.verdict, Verdict::Proven | Verdict::Harmful);
            self.without_effect += 1;
            self.false_effects += u64::from(called);
        }
        // What has ended, and what is new, nobody would retire now.
        if !matches!(truth, Planted::Retired | Planted::TooNew) {
            let wanted = matches!(truth, Planted::NotChosen | Planted::Harmful);
            let named = matches!(row.verdict, Verdict::NotChosen | Verdict::Harmful);
            self.ours.add(wanted, named);
            self.views.add(wanted, views < VIEWS);
        }
    }

    /// Both together.
    pub fn merge(&mut self, other: &Self) {
        self.confusion.merge(&other.confusion);
        self.without_effect += other.without_effect;
        self.false_effects += other.false_effects;
        self.ours.merge(other.ours);
        self.views.merge(other.views);
    }

    /// The share of assets without effect that were called proven or harmful.
    pub fn false_share(&self) -> Option<f64> {
        let all = self.without_effect;
        (all > 0).then(|| self.false_effects as f64 / all as f64)
    }
}
