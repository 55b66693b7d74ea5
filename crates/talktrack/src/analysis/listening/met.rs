//! Which recommendations met occasions: the rep had one while they stood.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::units::Units;
use crate::analysis::Tally;
use crate::analysis::occasion::{Chances, Occasion};
use crate::columns::short;
use crate::model::OutcomeResult;

/// The occasions that units met, in parts that were read together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Meetings(Vec<Part>);

/// Occasions, each with the units that met it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Part {
    /// By position; those of each occasion one after the other.
    units: Vec<u32>,
    /// Where those of each occasion end, and how it was decided, if it was.
    occasions: Vec<(u32, Option<OutcomeResult>)>,
}

impl Part {
    /// Adds the units that occasions with these reps met; those that met none are left out.
    ///
    /// What was recommended to one rep lies far in memory from that to another: it is found, in `room`, for all of them
    /// before the first of it is waited for.
    pub(super) fn add<'o>(
        &mut self,
        occasions: impl Iterator<Item = (Occasion, &'o [u32])> + Clone,
        units: &Units,
        chances: &Chances<'_>,
        room: &mut Vec<Range<usize>>,
    ) {
        room.clear();
        room.extend(occasions.clone().flat_map(|(one, reps)| {
            let span = (one.from(), one.end);
            reps.iter().map(move |rep| units.around(*rep, one.conversation, span))
        }));
        let mut found = room.drain(..);
        for (one, reps) in occasions {
            let class = chances.class(&one);
            let first = self.units.len();
            for found in found.by_ref().take(reps.len()) {
                let met = units.until(found, one.end).filter(|(_, unit)| {
                    unit.stood().is_some_and(|stood| one.overlaps(stood))
                        && chances.is_for(unit.asset as usize, (&one, class))
                });
                self.units.extend(met.filter_map(|(position, _)| u32::try_from(position).ok()));
            }
            if self.units.len() > first {
                self.occasions.push((short(self.units.len()), one.result));
            }
        }
    }

    /// Each occasion: the units that met it, by position, and how it was decided, if it was.
    pub(super) fn each(&self) -> impl Iterator<Item = (&[u32], Option<OutcomeResult>)> {
        let mut begin = 0;
        self.occasions.iter().map(move |(end, result)| {
            let begin = std::mem::replace(&mut begin, *end as usize);
            (self.units.get(begin..*end as usize).unwrap_or_default(), *result)
        })
    }
}

impl Meetings {
    /// Of those occasions that are not on deals.
    pub(super) fn without_deals(units: &Units, chances: &Chances<'_>) -> Self {
        let mut part = Part::default();
        let mut room = Vec::new();
        for one in chances.all() {
            part.add(std::iter::once((one.clone(), chances.reps(one))), units, chances, &mut room);
        }
        part.into()
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.0
    }
}

impl From<Part> for Meetings {
    fn from(part: Part) -> Self {
        Self(vec![part])
    }
}

impl Tally for Meetings {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }
}

/// The same occasions, in whatever parts they were read.
#[cfg(test)]
impl PartialEq for Meetings {
    fn eq(&self, other: &Self) -> bool {
        let all = |meetings: &Self| {
            let mut all: Vec<_> = meetings
                .0
                .iter()
                .flat_map(Part::each)
                .map(|(units, result)| (units.to_vec(), result))
                .collect();
            all.sort_unstable();
            all
        };
        all(self) == all(other)
    }
}
