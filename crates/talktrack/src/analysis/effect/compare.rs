//! Conversations with an asset beside those without it.

use super::strata::{Counted, Group, Strata};
use super::totals::{Results, Sparse, Totals, lasted};
use crate::analysis::occasion::{Fit, Occasions, Touch};
use crate::analysis::{Estimate, FEW_REPS, LEVEL};
use crate::error::Result;
use crate::stats::{
    ClusterSums, MantelHaenszel, Stratum, e_value, mantel_haenszel, newcombe_effective,
};

/// Fewer than this on either side are too few to say.
const LEAST: u64 = 10;

/// How many occasions are looked up together.
const AT_ONCE: usize = 64;

/// What the comparison is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared<'a> {
    pub(super) fit: &'a Fit<'a>,
    /// Nothing for what is put to work nowhere.
    pub(super) asset: Option<usize>,
    /// In microseconds from the start.
    pub(super) landmark: Option<i64>,
}

/// What is found.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct Comparison {
    pub(in crate::analysis) treated: u64,
    pub(in crate::analysis) untreated: u64,
    pub(super) treated_rate: Estimate,
    pub(super) untreated_rate: Estimate,
    pub(super) difference: Estimate,
    pub(super) strata: MantelHaenszel,
    pub(super) homogeneity_p: Option<f64>,
    pub(super) e_value: Option<(f64, f64)>,
    /// Whether there are enough on both sides within strata that hold both.
    pub(in crate::analysis) is_enough: bool,
    pub(super) few_reps: bool,
}

/// Room to count in, kept from asset to asset.
pub(super) struct Room {
    /// Where what is compared is not among those that were counted beforehand.
    totals: Totals,
    /// What was treated, by group and by owner.
    groups: Sparse,
    owners: Sparse,
    reps: Vec<u32>,
    /// Where the occasions stand that were treated.
    treated: Vec<usize>,
    found: Vec<Counted>,
}

impl Room {
    pub(super) fn new(strata: &Strata) -> Self {
        Self {
            totals: Totals::new(strata),
            groups: Sparse::new(strata.groups.len()),
            owners: Sparse::new(strata.owners),
            reps: Vec::new(),
            treated: Vec::new(),
            found: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.groups.clear();
        self.owners.clear();
        self.reps.clear();
    }

    /// Counts what was treated.
    fn count(&mut self, strata: &Strata) {
        for positions in self.treated.chunks(AT_ONCE) {
            // A core waits for many of these at once, as long as nothing is decided by what one of them says.
            self.found.extend(positions.iter().filter_map(|position| strata.counted(*position)));
            for one in self.found.drain(..).filter_map(Counted::decided) {
                self.groups.add(one.group, one.result);
                self.owners.add(one.owner, one.result);
            }
        }
        self.treated.clear();
    }
}

/// Compares the decided occasions in which the asset was put to work in time with the others. `totals` are those of
/// all that it is compared with, where they were counted beforehand.
pub(super) fn compare(
    occasions: &Occasions<'_>,
    strata: &Strata,
    of: &Compared<'_>,
    totals: Option<&Totals>,
    room: &mut Room,
) -> Result<Comparison> {
    room.clear();
    let treat = |position: usize, touch: &Touch| {
        let soon_enough = |landmark: i64| {
            let one = &occasions.all()[position];
            let until = one.start().map(|start| start.saturating_add(landmark));
            lasted(one, Some(landmark)) && until.is_none_or(|until| touch.at <= until)
        };
        if touch.is_in_time() && of.landmark.is_none_or(soon_enough) {
            room.treated.push(position);
            if room.reps.len() < FEW_REPS && !room.reps.contains(&touch.rep) {
                room.reps.push(touch.rep);
            }
        }
    };
    if let Some(asset) = of.asset {
        occasions.touched(of.fit, asset, treat);
    }
    room.count(strata);
    if totals.is_none() {
        room.totals.count(occasions, strata, of.fit, of.landmark);
    }
    let few_reps = room.reps.len() < FEW_REPS;
    Tables::of(strata, totals.unwrap_or(&room.totals), room).compare(few_reps)
}

/// What was treated beside the rest.
struct Tables {
    treated: Results,
    untreated: Results,
    /// Those that succeeded, and all, by owner.
    with: ClusterSums,
    without: ClusterSums,
    /// The strata that hold both.
    strata: Vec<Stratum>,
    cells: Vec<Stratum>,
}

impl Tables {
    fn of(strata: &Strata, totals: &Totals, room: &Room) -> Self {
        let mut with = ClusterSums::default();
        // Most owners had nothing to do with it.
        let mut without = totals.by_owner;
        for (owner, treated) in room.owners.each() {
            let all = totals.owners[owner];
            with.add(treated.share());
            without.remove(all.share());
            without.add(all.without(treated).share());
        }
        let mut treated = Results::default();
        let mut cells = vec![Results::default(); strata.cells];
        let mut by_stratum = Vec::with_capacity(room.groups.count());
        for (group, results) in room.groups.each() {
            let Group { stratum, cell } = strata.groups[group];
            treated.add(results);
            cells[cell as usize].add(results);
            by_stratum.push((stratum, results));
        }
        // Sums of fractions over strata come out the same in whatever order these came up.
        by_stratum.sort_unstable_by_key(|(stratum, _)| *stratum);
        by_stratum.dedup_by(|(next, more), (stratum, results)| {
            let same = next == stratum;
            if same {
                results.add(*more);
            }
            same
        });
        let by_stratum = by_stratum
            .iter()
            .map(|(stratum, treated)| beside(*treated, totals.strata[*stratum as usize]));
        let cells = cells.iter().zip(&totals.cells);
        Self {
            treated,
            untreated: totals.all.without(treated),
            with,
            without,
            strata: by_stratum
                .filter(|table| table.untreated_succeeded + table.untreated_failed > 0)
                .collect(),
            cells: cells.map(|(treated, all)| beside(*treated, *all)).collect(),
        }
    }

    fn compare(&self, few_reps: bool) -> Result<Comparison> {
        let (treated, untreated) = (self.treated.all(), self.untreated.all());
        let mut found = Comparison { treated, untreated, few_reps, ..Comparison::default() };
        let mut worth = (0.0, 0.0);
        if treated >= LEAST {
            (found.treated_rate, worth.0) = Estimate::with_worth(&self.with)?;
        }
        if untreated >= LEAST {
            (found.untreated_rate, worth.1) = Estimate::with_worth(&self.without)?;
        }
        let compared = self.strata.iter().fold((0, 0), |(with, without), table| {
            (
                with + table.treated_succeeded + table.treated_failed,
                without + table.untreated_succeeded + table.untreated_failed,
            )
        });
        found.is_enough = compared.0 >= LEAST && compared.1 >= LEAST;
        if !found.is_enough {
            return Ok(found);
        }
        let rates = found.treated_rate.value.zip(found.untreated_rate.value);
        if let Some((first, second)) = rates {
            let crude = newcombe_effective(first, worth.0, second, worth.1, LEVEL)?;
            found.difference = crude.map_or_else(Estimate::default, |crude| Estimate {
                value: Some(crude.difference),
                low: Some(crude.low),
                high: Some(crude.high),
            });
        }
        found.strata = mantel_haenszel(&self.strata);
        found.homogeneity_p = mantel_haenszel(&self.cells).homogeneity_p_tarone;
        let MantelHaenszel { risk_ratio, rr_low, rr_high, .. } = found.strata;
        if let (Some(ratio), Some(low), Some(high)) = (risk_ratio, rr_low, rr_high) {
            let value = e_value(ratio, low, high)?;
            found.e_value = Some((value.point, value.limit));
        }
        Ok(found)
    }
}

fn beside(treated: Results, all: Results) -> Stratum {
    let untreated = all.without(treated);
    Stratum {
        treated_succeeded: treated.succeeded,
        treated_failed: treated.failed,
        untreated_succeeded: untreated.succeeded,
        untreated_failed: untreated.failed,
    }
}
