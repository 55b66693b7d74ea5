//! Conversations with an asset beside those without it.

use super::strata::{Place, Strata};
use super::totals::{Results, Totals, lasted};
use crate::analysis::occasion::{Fit, Occasions, Touch};
use crate::analysis::{Estimate, FEW_REPS, LEVEL};
use crate::error::Result;
use crate::model::OutcomeResult;
use crate::stats::{
    ClusterSums, MantelHaenszel, Stratum, e_value, mantel_haenszel, newcombe_effective,
};

/// Fewer than this on either side are too few to say.
const LEAST: u64 = 10;

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
    treated: Totals,
    /// The strata and owners of what was treated, each once.
    strata: Vec<u32>,
    owners: Vec<u32>,
    reps: Vec<u32>,
}

impl Room {
    pub(super) fn new(strata: &Strata) -> Self {
        let totals = Totals::new(strata);
        Self {
            treated: totals.clone(),
            totals,
            strata: Vec::new(),
            owners: Vec::new(),
            reps: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.treated.all = Results::default();
        self.treated.cells.fill(Results::default());
        for stratum in self.strata.drain(..) {
            self.treated.strata[stratum as usize] = Results::default();
        }
        for owner in self.owners.drain(..) {
            self.treated.owners[owner as usize] = Results::default();
        }
        self.reps.clear();
    }

    fn treat(&mut self, place: &Place, result: OutcomeResult, rep: u32) {
        if self.treated.strata[place.stratum as usize].all() == 0 {
            self.strata.push(place.stratum);
        }
        if self.treated.owners[place.owner as usize].all() == 0 {
            self.owners.push(place.owner);
        }
        self.treated.add(place, Results::of(result));
        if self.reps.len() < FEW_REPS && !self.reps.contains(&rep) {
            self.reps.push(rep);
        }
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
        if touch.is_in_time()
            && of.landmark.is_none_or(soon_enough)
            && let Some((place, result)) = strata.decided(position)
        {
            room.treat(&strata.places[place], result, touch.rep);
        }
    };
    if let Some(asset) = of.asset {
        occasions.touched(of.fit, asset, treat);
    }
    // Sums of fractions over strata come out the same in whatever order these came up.
    room.strata.sort_unstable();
    if totals.is_none() {
        room.totals.count(occasions, strata, of.fit, of.landmark);
    }
    let few_reps = room.reps.len() < FEW_REPS;
    Tables::of(totals.unwrap_or(&room.totals), room).compare(few_reps)
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
    fn of(totals: &Totals, room: &Room) -> Self {
        let treated = &room.treated;
        let mut with = ClusterSums::default();
        // Most owners had nothing to do with it.
        let mut without = totals.by_owner;
        for owner in &room.owners {
            let (all, treated) = (totals.owners[*owner as usize], treated.owners[*owner as usize]);
            with.add(treated.share());
            without.remove(all.share());
            without.add(all.without(treated).share());
        }
        let stratum = |stratum: &u32| {
            beside(treated.strata[*stratum as usize], totals.strata[*stratum as usize])
        };
        let strata = room.strata.iter().map(stratum);
        let cells = treated.cells.iter().zip(&totals.cells);
        Self {
            treated: treated.all,
            untreated: totals.all.without(treated.all),
            with,
            without,
            strata: strata
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
