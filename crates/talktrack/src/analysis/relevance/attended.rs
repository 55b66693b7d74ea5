//! Whose each occasion was, and when it ended.

use crate::analysis::occasion::Occasions;
use crate::columns::short;

/// How many occasions are looked up together.
const AT_ONCE: usize = 64;
/// As many reps stand beside the end of an occasion; more are a rarity.
const SEATS: usize = 4;

/// Of each occasion its end and its reps, at one place: those of an asset are far apart in memory, and they are
/// looked up for every asset.
pub(super) struct Attended {
    occasions: Vec<Attendance>,
    /// The reps for whom there was no seat.
    standing: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Attendance {
    end: i64,
    /// The number of no rep where a seat is free.
    seated: [u32; SEATS],
    /// Where those stand who have no seat, and how many they are.
    standing: (u32, u32),
}

/// Room to look up in.
#[derive(Default)]
pub(super) struct Lookup {
    /// Where the occasions stand that are asked for.
    pub(super) positions: Vec<usize>,
    found: Vec<Attendance>,
}

impl Attended {
    /// Of occasions whose reps have numbers below `reps`, which is the number of none.
    pub(super) fn of(occasions: &Occasions<'_>, reps: usize) -> Self {
        let nobody = short(reps);
        let mut standing = Vec::new();
        let attendance = |one| {
            let reps = occasions.reps(one);
            let mut seated = [nobody; SEATS];
            seated.iter_mut().zip(reps).for_each(|(seat, rep)| *seat = *rep);
            let others = reps.get(SEATS..).unwrap_or_default();
            let first = short(standing.len());
            standing.extend_from_slice(others);
            Attendance { end: one.end, seated, standing: (first, short(others.len())) }
        };
        Self { occasions: occasions.all().iter().map(attendance).collect(), standing }
    }

    /// Visits each rep of the occasions at the positions in `lookup`, and when the occasion ended; also nobody, who
    /// has the number after the last rep. No position is left.
    pub(super) fn visit(&self, lookup: &mut Lookup, mut visit: impl FnMut(u32, i64)) {
        let Lookup { positions, found } = lookup;
        for positions in positions.chunks(AT_ONCE) {
            // A core waits for many of these at once, as long as nothing is decided by what one of them says.
            found.clear();
            found.extend(positions.iter().filter_map(|position| self.occasions.get(*position)));
            for Attendance { end, seated, standing } in found.iter() {
                seated.iter().for_each(|rep| visit(*rep, *end));
                let (first, count) = *standing;
                if count > 0 {
                    let standing = self.standing.iter().skip(first as usize).take(count as usize);
                    standing.for_each(|rep| visit(*rep, *end));
                }
            }
        }
        positions.clear();
    }
}
