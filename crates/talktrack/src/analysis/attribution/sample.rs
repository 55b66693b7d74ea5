//! What journeys touched, and how many of them.

use std::cmp::Reverse;

use super::journeys::{Journeys, Part};
use crate::analysis::fold::{cores, joined};

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
    let counted = in_threads(&mut journeys.parts, |parts| counted(parts, count));
    let mut all: Vec<Sample> =
        (0..).take(count).map(|touch| Sample { touch, ..Sample::default() }).collect();
    for some in &counted {
        for (mine, theirs) in all.iter_mut().zip(some) {
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
    in_threads(&mut journeys.parts, |parts| {
        for touch in parts.iter_mut().flat_map(|part| &mut part.touches) {
            *touch = positions.get(*touch as usize).copied().unwrap_or_default();
        }
    });
    all
}

/// What `work` makes of the parts, some of them a thread.
fn in_threads<T: Send>(parts: &mut [Part], work: impl Fn(&mut [Part]) -> T + Sync) -> Vec<T> {
    let share = parts.len().div_ceil(cores()).max(1);
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            parts.chunks_mut(share).map(|some| scope.spawn(move || work(some))).collect();
        threads.into_iter().map(joined).collect()
    })
}

/// In how many journeys each touch is, by number.
fn counted(parts: &[Part], count: usize) -> Vec<Sample> {
    let mut all = vec![Sample::default(); count];
    for (number, journey) in (1..).zip(parts.iter().flat_map(Part::journeys)) {
        let (won, lost) = (u64::from(journey.deal.won), u64::from(!journey.deal.won));
        for touch in journey.touches() {
            let Some(one) = all.get_mut(*touch as usize) else { continue };
            // Whether it stands there already cannot be foreseen, and is not asked before it is counted.
            let counts = u64::from(one.last != number);
            one.last = number;
            one.won += won * counts;
            one.lost += lost * counts;
        }
    }
    all
}
