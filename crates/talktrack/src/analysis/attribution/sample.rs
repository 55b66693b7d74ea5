//! What journeys touched, and how many of them.

use crate::stats::Journey;

/// In how many journeys a touch is, once however often it stands in one.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    pub(super) touch: u32,
    pub(super) won: u64,
    pub(super) lost: u64,
    /// The last journey that counted, from 1 on.
    last: usize,
}

/// Counts the touches, which are numbers below `count`, and leaves out those that no journey has. In the
/// journeys each becomes its position in what is returned.
pub(super) fn sample(journeys: &mut [Journey<u32>], count: usize) -> Vec<Sample> {
    let mut all: Vec<Sample> =
        (0..).take(count).map(|touch| Sample { touch, ..Sample::default() }).collect();
    for (number, journey) in (1..).zip(journeys.iter()) {
        for touch in &journey.touches {
            let Some(one) = all.get_mut(*touch as usize) else { continue };
            if one.last != number {
                one.last = number;
                one.won += journey.conversions;
                one.lost += journey.nulls;
            }
        }
    }
    let mut positions = vec![0; count];
    all.retain(|one| one.last > 0);
    for (position, one) in (0..).zip(&all) {
        positions[one.touch as usize] = position;
    }
    for touch in journeys.iter_mut().flat_map(|journey| &mut journey.touches) {
        *touch = positions.get(*touch as usize).copied().unwrap_or_default();
    }
    all
}
