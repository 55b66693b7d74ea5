//! Conversations with an asset beside those without it.

use super::landmark::treats;
use super::strata::{Cut, Strata};
use crate::analysis::occasion::{Fit, Occasions, Touch};
use crate::analysis::{Estimate, LEVEL};
use crate::error::Result;
use crate::model::OutcomeResult;
use crate::stats::{
    MantelHaenszel, Stratum, design_effect, e_value, mantel_haenszel, newcombe_effective,
};

/// Fewer than this on either side are too few to say.
const LEAST: u64 = 10;
/// Fewer reps than this are few.
const FEW_REPS: usize = 5;

/// What the comparison is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared<'a> {
    pub(super) fit: &'a Fit<'a>,
    pub(super) touches: &'a [Touch],
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
    cuts: Vec<Stratum>,
    touched: Vec<u32>,
    strata: Vec<Stratum>,
    cells: Vec<Stratum>,
    owners: Vec<Stratum>,
}

impl Room {
    pub(super) fn new(strata: &Strata) -> Self {
        Self {
            cuts: vec![Stratum::default(); strata.cuts.len()],
            touched: Vec::new(),
            strata: vec![Stratum::default(); strata.count],
            cells: vec![Stratum::default(); strata.cells],
            owners: vec![Stratum::default(); strata.owners],
        }
    }
}

const fn count(of: &Stratum) -> u64 {
    of.treated_succeeded + of.treated_failed + of.untreated_succeeded + of.untreated_failed
}

const fn add(to: &mut Stratum, of: &Stratum) {
    to.treated_succeeded += of.treated_succeeded;
    to.treated_failed += of.treated_failed;
    to.untreated_succeeded += of.untreated_succeeded;
    to.untreated_failed += of.untreated_failed;
}

/// Compares the decided occasions in which the asset was put to work in time with the others.
pub(super) fn compare(
    occasions: &Occasions,
    strata: &Strata,
    of: &Compared<'_>,
    room: &mut Room,
) -> Result<Comparison> {
    let few_reps = fill(occasions, strata, of, room);
    room.strata.fill(Stratum::default());
    room.cells.fill(Stratum::default());
    room.owners.fill(Stratum::default());
    let mut all = Stratum::default();
    for cut in std::mem::take(&mut room.touched) {
        let counts = std::mem::take(&mut room.cuts[cut as usize]);
        let Cut { stratum, cell, owner } = strata.cuts[cut as usize];
        add(&mut room.strata[stratum as usize], &counts);
        add(&mut room.cells[cell as usize], &counts);
        add(&mut room.owners[owner as usize], &counts);
        add(&mut all, &counts);
    }
    finish(&all, room, few_reps)
}

/// Counts by cut; whether few reps stand behind what was treated.
fn fill(occasions: &Occasions, strata: &Strata, of: &Compared<'_>, room: &mut Room) -> bool {
    let mut reps: Vec<u32> = Vec::new();
    occasions.visit_with(of.fit, of.touches, |position, one, touch| {
        let Some(result) = one.result else { return };
        if let Some(landmark) = of.landmark
            && one.length().is_none_or(|length| length < landmark)
        {
            return;
        }
        let in_time = |touch: &&Touch| {
            let until = of.landmark.zip(one.start).map(|(days, start)| start.saturating_add(days));
            treats(touch, one) && until.is_none_or(|until| touch.at <= until)
        };
        let touch = touch.filter(in_time);
        if let Some(touch) = touch
            && reps.len() < FEW_REPS
            && !reps.contains(&touch.rep)
        {
            reps.push(touch.rep);
        }
        let cut = strata.cut_of[position];
        let counts = &mut room.cuts[cut as usize];
        if count(counts) == 0 {
            room.touched.push(cut);
        }
        match (touch.is_some(), result) {
            (true, OutcomeResult::Succeeded) => counts.treated_succeeded += 1,
            (true, OutcomeResult::Failed) => counts.treated_failed += 1,
            (false, OutcomeResult::Succeeded) => counts.untreated_succeeded += 1,
            (false, OutcomeResult::Failed) => counts.untreated_failed += 1,
        }
    });
    reps.len() < FEW_REPS
}

fn finish(all: &Stratum, room: &Room, few_reps: bool) -> Result<Comparison> {
    let arms = |of: &Stratum| {
        let treated = (of.treated_succeeded, of.treated_succeeded + of.treated_failed);
        (treated, (of.untreated_succeeded, of.untreated_succeeded + of.untreated_failed))
    };
    let ((_, treated), (_, untreated)) = arms(all);
    let mut found = Comparison { treated, untreated, few_reps, ..Comparison::default() };
    let clusters: Vec<_> = room.owners.iter().map(arms).collect();
    let (with, without): (Vec<_>, Vec<_>) = clusters.into_iter().unzip();
    if treated >= LEAST {
        found.treated_rate = Estimate::clustered(&with)?;
    }
    if untreated >= LEAST {
        found.untreated_rate = Estimate::clustered(&without)?;
    }
    let holds_both = |of: &&Stratum| {
        let ((_, treated), (_, untreated)) = arms(of);
        treated > 0 && untreated > 0
    };
    let both: Vec<Stratum> = room.strata.iter().filter(holds_both).copied().collect();
    let compared = both.iter().map(arms).fold((0, 0), |(with, without), (treated, untreated)| {
        (with + treated.1, without + untreated.1)
    });
    found.is_enough = compared.0 >= LEAST && compared.1 >= LEAST;
    if !found.is_enough {
        return Ok(found);
    }
    let rates = found.treated_rate.value.zip(found.untreated_rate.value);
    if let Some((first, second)) = rates {
        let worth =
            (treated as f64 / design_effect(&with)?, untreated as f64 / design_effect(&without)?);
        let crude = newcombe_effective(first, worth.0, second, worth.1, LEVEL)?;
        found.difference = crude.map_or_else(Estimate::default, |crude| Estimate {
            value: Some(crude.difference),
            low: Some(crude.low),
            high: Some(crude.high),
        });
    }
    found.strata = mantel_haenszel(&both);
    found.homogeneity_p = mantel_haenszel(&room.cells).homogeneity_p_tarone;
    let MantelHaenszel { risk_ratio, rr_low, rr_high, .. } = found.strata;
    if let (Some(ratio), Some(low), Some(high)) = (risk_ratio, rr_low, rr_high) {
        let value = e_value(ratio, low, high)?;
        found.e_value = Some((value.point, value.limit));
    }
    Ok(found)
}
