//! What journeys touched, and how many of them.

use crate::analysis::fold::{cores, each};
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
    let share = journeys.len().div_ceil(cores()).max(1);
    let parts: Vec<&[Journey<u32>]> = journeys.chunks(share).collect();
    let counted = each(parts.len(), || (), |(), part| counted(parts[part], count));
    let mut all: Vec<Sample> =
        (0..).take(count).map(|touch| Sample { touch, ..Sample::default() }).collect();
    for part in &counted {
        for (mine, theirs) in all.iter_mut().zip(part) {
            mine.won += theirs.won;
            mine.lost += theirs.lost;
        }
    }
    all.retain(|one| one.won + one.lost > 0);
    let mut positions = vec![0; count];
    for (position, one) in (0..).zip(&all) {
        positions[one.touch as usize] = position;
    }
    std::thread::scope(|scope| {
        let positions = &positions;
        for part in journeys.chunks_mut(share) {
            scope.spawn(move || {
                for touch in part.iter_mut().flat_map(|journey| &mut journey.touches) {
                    *touch = positions.get(*touch as usize).copied().unwrap_or_default();
                }
            });
        }
    });
    all
}

/// In how many of these journeys each touch is, by number.
fn counted(journeys: &[Journey<u32>], count: usize) -> Vec<Sample> {
    let mut all = vec![Sample::default(); count];
    for (number, journey) in (1..).zip(journeys) {
        for touch in &journey.touches {
            let Some(one) = all.get_mut(*touch as usize) else { continue };
            if one.last != number {
                one.last = number;
                one.won += journey.conversions;
                one.lost += journey.nulls;
            }
        }
    }
    all
}
