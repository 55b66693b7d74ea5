//! Whose each occasion was, and when it ended.

use std::ops::Range;

use crate::analysis::occasion::Occasions;

/// How many occasions are looked up together.
const AT_ONCE: usize = 64;

/// Of each occasion its end and its reps, in far fewer bytes than the occasions: those of an asset are far apart in
/// memory, and they are looked up for every asset.
pub(super) struct Attended {
    /// The end, and where the reps stand, by the occasion's position.
    occasions: Vec<(i64, Range<u32>)>,
    reps: Vec<u32>,
}

/// Room to look up in.
#[derive(Default)]
pub(super) struct Lookup {
    /// Where the occasions stand that are asked for.
    pub(super) positions: Vec<usize>,
    ended: Vec<(i64, Range<u32>)>,
    by_rep: Vec<(u32, i64)>,
}

impl Attended {
    pub(super) fn of(occasions: &Occasions<'_>) -> Self {
        let all = occasions.all();
        let mut attended = Self {
            occasions: Vec::with_capacity(all.len()),
            reps: Vec::with_capacity(occasions.reps_of_all().len()),
        };
        // As many as are counted with 32 bits.
        let place = |reps: &Vec<u32>| u32::try_from(reps.len()).unwrap_or(u32::MAX);
        for one in all {
            let first = place(&attended.reps);
            attended.reps.extend_from_slice(occasions.reps(one));
            attended.occasions.push((one.end, first..place(&attended.reps)));
        }
        attended
    }

    /// Visits each rep of the occasions at the positions in `lookup`, and when the occasion ended; no position is left.
    pub(super) fn visit(&self, lookup: &mut Lookup, mut visit: impl FnMut(u32, i64)) {
        let Lookup { positions, ended, by_rep } = lookup;
        for positions in positions.chunks(AT_ONCE) {
            // A core waits for many of these at once, as long as nothing is decided by what one of them says.
            ended.clear();
            ended.extend(
                positions.iter().filter_map(|position| self.occasions.get(*position)).cloned(),
            );
            for (end, reps) in ended.iter() {
                let reps = self.reps.get(reps.start as usize..reps.end as usize);
                by_rep.extend(reps.unwrap_or_default().iter().map(|rep| (*rep, *end)));
            }
            by_rep.drain(..).for_each(|(rep, end)| visit(rep, end));
        }
        positions.clear();
    }
}
