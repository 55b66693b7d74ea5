//! What journeys touched, and how many of them.

use std::cmp::Reverse;

use super::journeys::{DealJourney, Journeys};
use crate::analysis::fold::{cores, each};

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
pub(super) fn sample(journeys: &mut Journeys, count: usize) -> Vec<Sample> {
    let share = journeys.all.len().div_ceil(cores()).max(1);
    let parts: Vec<&[DealJourney]> = journeys.all.chunks(share).collect();
    let counted = each(parts.len(), || (), |(), part| counted(journeys, parts[part], count));
    let mut all: Vec<Sample> =
        (0..).take(count).map(|touch| Sample { touch, ..Sample::default() }).collect();
    for part in &counted {
        for (mine, theirs) in all.iter_mut().zip(part) {
            mine.won += theirs.won;
            mine.lost += theirs.lost;
        }
    }
    all.retain(|one| one.won + one.lost > 0);
    // What is touched most stands together, so that what leads from one to the other is at hand where that is added.
    all.sort_by_key(|one| (Reverse(one.won + one.lost), one.touch));
    let mut positions = vec![0; count];
    for (position, one) in (0..).zip(&all) {
        positions[one.touch as usize] = position;
    }
    journeys.renumber(&positions);
    all
}

/// In how many of some journeys each touch is, by number.
fn counted(journeys: &Journeys, some: &[DealJourney], count: usize) -> Vec<Sample> {
    let mut all = vec![Sample::default(); count];
    for (number, journey) in (1..).zip(some) {
        for touch in journeys.touches(journey) {
            let Some(one) = all.get_mut(*touch as usize) else { continue };
            if one.last != number {
                one.last = number;
                one.won += u64::from(journey.won);
                one.lost += u64::from(!journey.won);
            }
        }
    }
    all
}
