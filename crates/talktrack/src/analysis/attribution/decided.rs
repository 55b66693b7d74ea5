//! The deals that were decided in the scope, as journeys.

use std::collections::HashSet;

use super::touches::Touches;
use crate::analysis::View;
use crate::analysis::deal_decisions::DealDecision;
use crate::analysis::journeys::Journeys;
use crate::analysis::life::days;
use crate::error::Result;
use crate::ledger::Name;
use crate::model::Deal;
use crate::stats::{AttributionMethod, Journey};

/// Journeys of deals, in the order of the deals' keys: in which order they were recorded changes nothing,
/// not even what sums are rounded to.
pub(super) struct Decided {
    pub(super) journeys: Vec<Journey<u32>>,
    /// How many minor units, in which their values are, make one of the currency.
    pub(super) units: f64,
    /// How many were won of which no amount is known.
    pub(super) without_amount: u64,
}

/// Reads the journeys, with what `method` needs to know of them.
pub(super) fn deals(
    view: &View<'_>,
    touches: &Touches<'_>,
    method: AttributionMethod,
) -> Result<Decided> {
    let mut decisions = DealDecision::all(view)?;
    for (deal, decision) in decisions.iter_mut().enumerate() {
        *decision = decision.filter(|one| view.span().contains(one.at) && view.has_deal(deal));
    }
    let mut journeys = Journeys::of(view, &decisions)?;
    if needs_order(method) {
        let differ = |one: &_, other: &_| touches.of_step(one) != touches.of_step(other);
        journeys.settle_ties(view.columns().ledger(), differ)?;
    }
    let timed = matches!(method, AttributionMethod::TimeDecay { .. });
    let all = view.columns().deals()?;
    let owners = owners(view);
    let mut decided = Decided { journeys: Vec::new(), units: 1.0, without_amount: 0 };
    let mut numbers: Vec<u32> =
        (0..).zip(&decisions).filter_map(|(deal, one)| one.map(|_| deal)).collect();
    numbers.sort_unstable_by_key(|deal| all.names.get(*deal as usize));
    for number in numbers {
        let place = number as usize;
        let Some(decision) = decisions[place] else { continue };
        let deal =
            all.histories.get(place).and_then(|deal| deal.holding(view.end(), view.writes()));
        let owner = deal.and_then(|deal| deal.owner.as_ref());
        let is_theirs = |owners: &HashSet<&str>| {
            journeys.worked_on(number) || owner.is_some_and(|owner| owners.contains(owner.as_str()))
        };
        if !owners.as_ref().is_none_or(is_theirs) {
            continue;
        }
        let amount = deal.and_then(|deal: &Deal| deal.amount).filter(|_| decision.won);
        if let Some(amount) = amount {
            decided.units = 10_f64.powi(amount.currency().decimals().cast_signed());
        }
        decided.without_amount += u64::from(decision.won && amount.is_none());
        let steps = journeys.of_deal(number).iter();
        let steps = steps.filter_map(|step| Some((touches.of_step(step)?, step.at)));
        let days_before = |at: i64| days(decision.at.saturating_sub(at));
        decided.journeys.push(Journey {
            touches: steps.clone().map(|(touch, _)| touch).collect(),
            days_before: if timed {
                steps.map(|(_, at)| days_before(at)).collect()
            } else {
                Vec::new()
            },
            conversions: u64::from(decision.won),
            nulls: u64::from(!decision.won),
            value: amount.map_or(0.0, |amount| amount.minor() as f64),
        });
    }
    Ok(decided)
}

/// Whether it matters which of two uses came first.
const fn needs_order(method: AttributionMethod) -> bool {
    use AttributionMethod::{First, Last, Linear, Markov, Position, Shapley, TimeDecay};
    match method {
        First | Last | Position { .. } | Markov => true,
        Linear | TimeDecay { .. } | Shapley => false,
    }
}

/// The keys of the reps that a filter lets through; nothing where all are.
fn owners<'a>(view: &View<'a>) -> Option<HashSet<&'a str>> {
    let keys = view.columns().names(Name::Rep).iter().enumerate();
    let theirs = || keys.filter(|(rep, _)| view.has_rep(*rep)).map(|(_, key)| &**key).collect();
    (!view.has_any_rep(&[])).then(theirs)
}
