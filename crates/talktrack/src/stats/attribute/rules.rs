//! Methods that split each journey's own winnings by a rule.

use super::{AttributionMethod, Way, Ways};

/// The credit of each touch.
pub(super) fn by_rule(ways: &Ways<'_>, count: usize, method: AttributionMethod) -> Vec<f64> {
    let mut credit = vec![0.0; count];
    let mut weights = Vec::new();
    let mut distinct = Vec::new();
    for way in ways().filter(|way| way.won > 0.0) {
        if let AttributionMethod::Shapley = method {
            distinct.clear();
            distinct.extend_from_slice(way.touches);
            distinct.sort_unstable();
            distinct.dedup();
            let part = way.won / distinct.len() as f64;
            distinct.iter().for_each(|touch| credit[*touch as usize] += part);
        } else {
            weigh(&way, method, &mut weights);
            let total: f64 = weights.iter().sum();
            for (&touch, weight) in way.touches.iter().zip(&weights) {
                credit[touch as usize] += way.won * (weight / total);
            }
        }
    }
    credit
}

/// The weights of the touches of one journey, at least one of them above 0.
fn weigh(way: &Way<'_>, method: AttributionMethod, weights: &mut Vec<f64>) {
    let count = way.touches.len();
    let last = count - 1;
    weights.clear();
    weights.resize(count, 0.0);
    match method {
        AttributionMethod::First => weights[0] = 1.0,
        AttributionMethod::Last => weights[last] = 1.0,
        AttributionMethod::Position { first, middle, last: at_last } => match count {
            1 => weights[0] = 1.0,
            2 if first + at_last > 0.0 => weights.copy_from_slice(&[first, at_last]),
            2 => weights.fill(1.0),
            _ => {
                weights.fill(middle / (count as f64 - 2.0));
                weights[0] = first;
                weights[last] = at_last;
            }
        },
        AttributionMethod::TimeDecay { half_life_days } => {
            // From the latest touch, so that not all weights vanish in an old journey.
            let latest = way.days_before.iter().copied().fold(f64::INFINITY, f64::min);
            for (weight, days) in weights.iter_mut().zip(way.days_before) {
                *weight = (-(days - latest) / half_life_days).exp2();
            }
        }
        _ => weights.fill(1.0),
    }
}
