//! How decided occasions came out, whoever put what to work in them.

use super::strata::{Place, Strata};
use crate::analysis::occasion::{Fit, Occasion, Occasions};
use crate::model::OutcomeResult;
use crate::stats::ClusterSums;

/// How many conversations succeeded and failed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Results {
    pub(super) succeeded: u64,
    pub(super) failed: u64,
}

impl Results {
    pub(super) const fn all(self) -> u64 {
        self.succeeded + self.failed
    }

    /// Those that succeeded, and all.
    pub(super) const fn share(self) -> (u64, u64) {
        (self.succeeded, self.all())
    }

    /// These without others that are among them.
    pub(super) const fn without(self, others: Self) -> Self {
        Self {
            succeeded: self.succeeded.saturating_sub(others.succeeded),
            failed: self.failed.saturating_sub(others.failed),
        }
    }

    /// Adds others.
    pub(super) const fn add(&mut self, others: Self) {
        self.succeeded += others.succeeded;
        self.failed += others.failed;
    }

    /// Of one.
    pub(super) fn of(result: OutcomeResult) -> Self {
        let succeeded = u64::from(result == OutcomeResult::Succeeded);
        Self { succeeded, failed: 1 - succeeded }
    }
}

/// Results by stratum, by conversation and segment, and by owner.
#[derive(Debug, Clone)]
pub(super) struct Totals {
    pub(super) all: Results,
    pub(super) strata: Vec<Results>,
    pub(super) cells: Vec<Results>,
    pub(super) owners: Vec<Results>,
    /// Sums over the owners, of what was counted.
    pub(super) by_owner: ClusterSums,
}

impl Totals {
    pub(super) fn new(strata: &Strata) -> Self {
        Self {
            all: Results::default(),
            strata: vec![Results::default(); strata.count],
            cells: vec![Results::default(); strata.cells],
            owners: vec![Results::default(); strata.owners],
            by_owner: ClusterSums::default(),
        }
    }

    /// Counts others.
    pub(super) fn add(&mut self, place: &Place, results: Results) {
        self.all.add(results);
        self.strata[place.stratum as usize].add(results);
        self.cells[place.cell as usize].add(results);
        self.owners[place.owner as usize].add(results);
    }

    /// Counts the decided occasions for what fits so in place of what was counted before.
    pub(super) fn count(
        &mut self,
        occasions: &Occasions<'_>,
        strata: &Strata,
        fit: &Fit<'_>,
        landmark: Option<i64>,
    ) {
        self.all = Results::default();
        self.strata.fill(Results::default());
        self.cells.fill(Results::default());
        self.owners.fill(Results::default());
        let mut by_place = vec![Results::default(); strata.places.len()];
        occasions.visit(fit, |position, one| {
            if let Some((place, result)) =
                strata.decided(position).filter(|_| lasted(one, landmark))
            {
                by_place[place].add(Results::of(result));
            }
        });
        strata.places.iter().zip(by_place).for_each(|(place, results)| self.add(place, results));
        self.by_owner = ClusterSums::default();
        self.owners.iter().for_each(|owner| self.by_owner.add(owner.share()));
    }
}

/// Whether an occasion was long enough for a use before the landmark to come in time.
pub(super) fn lasted(one: &Occasion, landmark: Option<i64>) -> bool {
    landmark.is_none_or(|landmark| one.length().is_some_and(|length| length >= landmark))
}
