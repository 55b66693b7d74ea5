//! Since when reps know an asset, and how many occasions they have had since.

use crate::analysis::occasion::{ClassTimes, Fit, GroupTimes, Occasions};

/// Who knows an asset or was trained in it, in the order of reps.
pub(super) struct Knowing {
    /// The rep, and since when.
    pub(super) times: Vec<(u32, i64)>,
    /// How many occasions they have had since then.
    pub(super) since: Vec<u64>,
}

impl Knowing {
    /// Nothing is counted yet.
    pub(super) fn of(times: Vec<(u32, i64)>) -> Self {
        Self { since: vec![0; times.len()], times }
    }
}

/// The times of the occasions of so many reps fit into what a core has at hand.
const TOGETHER: usize = 64;

/// Counts the occasions of reps, whose numbers are below `reps`, since they knew assets that fit so, a few reps at a
/// time: the times of their occasions are at hand then for all assets.
pub(super) fn count_since(
    (occasions, by_rep): (&Occasions<'_>, &ClassTimes),
    fit: &Fit<'_>,
    reps: usize,
    assets: &mut [[Knowing; 2]],
) {
    let mut open: Vec<(usize, &mut Knowing)> =
        assets.iter_mut().flatten().map(|knowing| (0, knowing)).collect();
    let mut classes: Vec<_> = occasions.group_times(by_rep, fit).map(Iterator::peekable).collect();
    let mut times: Vec<Vec<GroupTimes<'_>>> = vec![Vec::new(); TOGETHER];
    for first in (0_u32..).step_by(TOGETHER).take(reps.div_ceil(TOGETHER)) {
        let place = |rep: u32| rep.wrapping_sub(first) as usize;
        times.iter_mut().for_each(Vec::clear);
        for class in &mut classes {
            while let Some((rep, one)) = class.next_if(|(rep, _)| place(*rep) < TOGETHER) {
                times[place(rep)].push(one);
            }
        }
        for (next, knowing) in &mut open {
            let known = knowing.times.iter().zip(&mut knowing.since).skip(*next);
            for ((rep, at), since) in known.take_while(|((rep, _), _)| place(*rep) < TOGETHER) {
                let times = times[place(*rep)].iter();
                *since = times.map(|times| times.count(fit.live(), *at)).sum();
                *next += 1;
            }
        }
    }
}
