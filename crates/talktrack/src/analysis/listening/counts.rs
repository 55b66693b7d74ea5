//! What became of recommendations, row by row.

use super::met::{Meetings, Part};
use super::units::{Unit, Units};
use crate::analysis::clusters::Clusters;
use crate::analysis::fold::{cores, each};
use crate::analysis::{Estimate, Flag};
use crate::error::Result;
use crate::model::OutcomeResult;

/// What became of some units.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) recommended: u64,
    /// Those with an occasion, and those of them that were followed.
    with_occasion: Clusters,
    pub(super) after: After,
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
}

/// The decided conversations that were occasions for what was followed, and for what was ignored.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct After {
    pub(super) followed: Decided,
    pub(super) ignored: Decided,
}

/// Decided conversations, and how many of them succeeded.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Decided {
    pub(super) all: u64,
    succeeded: u64,
    /// The number of the last one, from 1 on: it counts once.
    last: u32,
}

impl Decided {
    /// The share that succeeded.
    pub(super) fn success(&self) -> Option<f64> {
        (self.all > 0).then(|| self.succeeded as f64 / self.all as f64)
    }

    /// Adds the occasion with this number, unless it is the last one that was added.
    fn add(&mut self, number: u32, result: OutcomeResult) {
        if std::mem::replace(&mut self.last, number) != number {
            self.all += 1;
            self.succeeded += u64::from(result == OutcomeResult::Succeeded);
        }
    }

    /// Adds others than those that it has.
    const fn add_all(&mut self, others: &Self) {
        self.all += others.all;
        self.succeeded += others.succeeded;
    }
}

/// What became of all units, and of those of each row.
pub(super) struct Became {
    pub(super) all: Counts,
    pub(super) rows: Vec<Counts>,
}

impl Became {
    /// Follows the units, each of which was followed or not and is in one of `rows` rows or in none.
    pub(super) fn of(
        units: &Units,
        followed: &[bool],
        meetings: &Meetings,
        rows: usize,
        row_of: impl Fn(&Unit) -> Option<usize>,
    ) -> Self {
        let of_units: Vec<Option<u32>> = units
            .all()
            .iter()
            .map(|unit| row_of(unit).and_then(|row| u32::try_from(row).ok()))
            .collect();
        let met = |(): &mut (), thread: usize| {
            let mut met = Met::none(units, rows);
            for part in meetings.parts().iter().skip(thread).step_by(cores()) {
                met.add(part, followed, &of_units);
            }
            met
        };
        let met = each(cores(), || (), met).into_iter().reduce(Met::and);
        let met = met.unwrap_or_else(|| Met::none(units, rows));
        let counts = |after: &After| Counts { after: *after, ..Counts::default() };
        let mut became =
            Self { all: counts(&met.all), rows: met.rows.iter().map(counts).collect() };
        // Those of a rep stand together, and mostly count in one row.
        let key = |unit: &Unit| (unit.rep, row_of(unit));
        let mut came = met.units.iter().zip(followed);
        for alike in units.all().chunk_by(|one, other| key(one) == key(other)) {
            let mut with_occasion = (0, 0);
            for (met, followed) in came.by_ref().take(alike.len()) {
                with_occasion.0 += u64::from(*met && *followed);
                with_occasion.1 += u64::from(*met);
            }
            became.each(row_of(&alike[0]), |counts| {
                counts.recommended += alike.len() as u64;
                counts.with_occasion.add_all(Some(alike[0].rep), with_occasion);
            });
        }
        became
    }

    /// Counts for all, and for a row.
    fn each(&mut self, row: Option<usize>, mut count: impl FnMut(&mut Counts)) {
        count(&mut self.all);
        if let Some(row) = row.and_then(|row| self.rows.get_mut(row)) {
            count(row);
        }
    }
}

/// Which units met an occasion: their rep had one while they stood.
struct Met {
    /// By the position of the unit.
    units: Vec<bool>,
    /// How many occasions they met.
    occasions: u32,
    all: After,
    rows: Vec<After>,
}

impl Met {
    fn none(units: &Units, rows: usize) -> Self {
        let (units, rows) = (vec![false; units.all().len()], vec![After::default(); rows]);
        Self { units, occasions: 0, all: After::default(), rows }
    }

    /// Adds the units that met these occasions.
    fn add(&mut self, occasions: &Part, followed: &[bool], row_of: &[Option<u32>]) {
        for (met, result) in occasions.each() {
            self.occasions = self.occasions.saturating_add(1);
            for place in met.iter().map(|position| *position as usize) {
                let found =
                    self.units.get_mut(place).zip(followed.get(place)).zip(row_of.get(place));
                let Some(((met, followed), row)) = found else { continue };
                *met = true;
                let Some(result) = result else { continue };
                let row = row.and_then(|row| self.rows.get_mut(row as usize));
                for after in row.into_iter().chain([&mut self.all]) {
                    let side = if *followed { &mut after.followed } else { &mut after.ignored };
                    side.add(self.occasions, result);
                }
            }
        }
    }

    /// Both, which met different occasions.
    fn and(mut self, other: Self) -> Self {
        for (mine, theirs) in self.units.iter_mut().zip(other.units) {
            *mine |= theirs;
        }
        let others = other.rows.iter().chain([&other.all]);
        for (mine, theirs) in self.rows.iter_mut().chain([&mut self.all]).zip(others) {
            mine.followed.add_all(&theirs.followed);
            mine.ignored.add_all(&theirs.ignored);
        }
        self
    }
}
