//! How decided occasions came out, whoever put what to work in them.

use super::strata::Strata;
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
        let mut by_group = vec![Results::default(); strata.groups.len()];
        occasions.visit(fit, |position, one| {
            if let Some(one) = strata.decided(position).filter(|_| lasted(one, landmark)) {
                let results = Results::of(one.result);
                by_group[one.group as usize].add(results);
                self.owners[one.owner as usize].add(results);
            }
        });
        for (group, results) in strata.groups.iter().zip(by_group) {
            self.all.add(results);
            self.strata[group.stratum as usize].add(results);
            self.cells[group.cell as usize].add(results);
        }
        self.by_owner = ClusterSums::default();
        self.owners.iter().for_each(|owner| self.by_owner.add(owner.share()));
    }
}

/// Results by number, of which most have none.
pub(super) struct Sparse {
    results: Vec<Results>,
    /// The numbers that have any come first, each once. There is room for one more than there are.
    numbers: Vec<u32>,
    count: usize,
}

impl Sparse {
    pub(super) fn new(numbers: usize) -> Self {
        Self { results: vec![Results::default(); numbers], numbers: vec![0; numbers + 1], count: 0 }
    }

    #[inline]
    pub(super) fn add(&mut self, number: u32, result: OutcomeResult) {
        let results = &mut self.results[number as usize];
        // Whether a number is new cannot be foreseen: it is noted in any case, and stays if it is.
        self.numbers[self.count] = number;
        self.count += usize::from(results.all() == 0);
        results.add(Results::of(result));
    }

    /// How many have any.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// The numbers that have any, with their results.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, Results)> + '_ {
        let numbers = self.numbers[..self.count].iter().map(|number| *number as usize);
        numbers.map(|number| (number, self.results[number]))
    }

    pub(super) fn clear(&mut self) {
        let Self { results, numbers, count } = self;
        for number in &numbers[..std::mem::take(count)] {
            results[*number as usize] = Results::default();
        }
    }
}

/// Whether an occasion was long enough for a use before the landmark to come in time.
pub(super) fn lasted(one: &Occasion, landmark: Option<i64>) -> bool {
    landmark.is_none_or(|landmark| one.length().is_some_and(|length| length >= landmark))
}
