//! Which recommendations met occasions: the rep had one while they stood.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::units::Units;
use crate::analysis::Tally;
use crate::analysis::occasion::{Chances, Occasion};
use crate::columns::short;
use crate::model::OutcomeResult;

/// Of so many reps at once what was recommended to them is looked for.
const TOGETHER: usize = 8;

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
    /// Adds the units that an occasion with these reps met, if there are any.
    pub(super) fn add(
        &mut self,
        (one, reps): (&Occasion, &[u32]),
        units: &Units,
        chances: &Chances<'_>,
    ) {
        let class = chances.class(one);
        let first = self.units.len();
        // What was recommended to one lies far in memory from that to another: it is found for some of the reps before
        // the first of it is waited for.
        let mut found: [Range<usize>; TOGETHER] = Default::default();
        for reps in reps.chunks(TOGETHER) {
            for (found, rep) in found.iter_mut().zip(reps) {
                *found = units.around(*rep, one.conversation, (one.from(), one.end));
            }
            for found in found.iter().take(reps.len()) {
                let met = units.until(found.clone(), one.end).filter(|(_, unit)| {
                    unit.stood().is_some_and(|stood| one.overlaps(stood))
                        && chances.is_for(unit.asset as usize, (one, class))
                });
                self.units.extend(met.filter_map(|(position, _)| u32::try_from(position).ok()));
            }
        }
        if self.units.len() > first {
            self.occasions.push((short(self.units.len()), one.result));
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
        for one in chances.all() {
            part.add((one, chances.reps(one)), units, chances);
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
