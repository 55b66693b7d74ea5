//! What became of recommendations, row by row.

use super::followed::FollowedFold;
use super::units::{Unit, Units};
use crate::analysis::clusters::Clusters;
use crate::analysis::fold::each;
use crate::analysis::members::Members;
use crate::analysis::occasion::Chances;
use crate::analysis::{Estimate, Flag, View};
use crate::error::Result;
use crate::model::OutcomeResult;

/// What became of some units.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) recommended: u64,
    /// Those with an occasion, and those of them that were followed.
    with_occasion: Clusters,
    /// The positions of the decided occasions of those that were followed, and of those that were not.
    after_followed: Members,
    after_ignored: Members,
}

impl Counts {
    /// How many had an occasion, and how many of them were followed.
    pub(super) fn followed_of(&self) -> (u64, u64) {
        self.with_occasion.sum()
    }

    pub(super) fn rate(&self) -> Result<Estimate> {
        self.with_occasion.share()
    }

    pub(super) fn flags(&self) -> Vec<Flag> {
        self.with_occasion.flags()
    }

    /// Of the decided conversations of what was followed: how many they are, and which share succeeded.
    pub(super) fn success_followed(&self, in_all: &Chances<'_>) -> (u64, Option<f64>) {
        success(in_all, &self.after_followed)
    }

    /// The same of what was ignored.
    pub(super) fn success_ignored(&self, in_all: &Chances<'_>) -> (u64, Option<f64>) {
        success(in_all, &self.after_ignored)
    }
}

fn success(occasions: &Chances<'_>, decided: &Members) -> (u64, Option<f64>) {
    let decided = decided.sorted();
    let results =
        decided.iter().filter_map(|position| occasions.all().get(*position as usize)?.result);
    let succeeded = results.filter(|result| *result == OutcomeResult::Succeeded).count() as u64;
    let all = decided.len() as u64;
    (all, (all > 0).then(|| succeeded as f64 / all as f64))
}

/// What became of all units, and of those of each row.
pub(super) struct Became {
    pub(super) all: Counts,
    pub(super) rows: Vec<Counts>,
}

impl Became {
    /// Follows the units, each of which is in one of `rows` rows or in none.
    pub(super) fn of(
        view: &View<'_>,
        units: &Units,
        occasions: &Chances<'_>,
        rows: usize,
        row_of: impl Fn(&Unit) -> Option<usize>,
    ) -> Result<Self> {
        let followed = view.run(&FollowedFold::new(view, units)?)?.0;
        let mut became = Self { all: Counts::default(), rows: Vec::new() };
        became.rows.resize_with(rows, Counts::default);
        let mut had_occasion = vec![false; units.all().len()];
        for (position, place) in met(units, occasions) {
            had_occasion[place] = true;
            if occasions.all()[position as usize].result.is_some() {
                became.each(row_of(&units.all()[place]), |counts| {
                    let side = if followed[place] {
                        &mut counts.after_followed
                    } else {
                        &mut counts.after_ignored
                    };
                    side.add(position);
                });
            }
        }
        for (place, unit) in units.all().iter().enumerate() {
            became.each(row_of(unit), |counts| {
                counts.recommended += 1;
                if had_occasion[place] {
                    counts.with_occasion.add(Some(unit.rep), followed[place]);
                }
            });
        }
        Ok(became)
    }

    /// Counts for all, and for a row.
    fn each(&mut self, row: Option<usize>, mut count: impl FnMut(&mut Counts)) {
        count(&mut self.all);
        if let Some(row) = row.and_then(|row| self.rows.get_mut(row)) {
            count(row);
        }
    }
}

/// The positions of an occasion and a unit, for each occasion that the unit's rep had while it stood.
fn met(units: &Units, occasions: &Chances<'_>) -> impl Iterator<Item = (u32, usize)> {
    const TOGETHER: usize = 4_096;
    let parts = occasions.all().len().div_ceil(TOGETHER);
    let met_in = |(): &mut (), part: usize| {
        let mut met = Vec::new();
        let some = occasions.all().iter().enumerate().skip(part * TOGETHER).take(TOGETHER);
        for (position, one) in some {
            let position = u32::try_from(position).unwrap_or(u32::MAX);
            for rep in occasions.reps(one) {
                let range = units.of_rep(*rep, one.conversation);
                for (place, unit) in range.clone().zip(&units.all()[range]) {
                    let overlaps = unit.stood().is_some_and(|stood| one.overlaps(stood));
                    if overlaps && occasions.is_for(unit.asset as usize, one) {
                        met.push((position, place));
                    }
                }
            }
        }
        met
    };
    each(parts, || (), met_in).into_iter().flatten()
}
