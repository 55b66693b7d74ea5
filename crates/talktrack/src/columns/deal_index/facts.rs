//! The facts of one deal, as a pass over the deals finds them.

use std::ops::Range;

use super::super::InForce;
use super::fact::DealFact;
use super::says::Says;
use super::stages::Entered;
use crate::ledger::chunk::Packed;

/// The facts of one deal as columns of the same length, in order of time. Not all of them need hold.
#[derive(Debug, Clone, Copy)]
pub struct DealFacts<'a> {
    /// The deal's number.
    pub deal: u32,
    pub(crate) says: &'a [Says],
    pub(crate) at: &'a [i64],
    /// By position.
    pub(crate) write: Writes<'a>,
    pub(crate) rep: &'a [u32],
    pub(crate) asset: &'a [u32],
    /// The stages that it entered, one for each fact that says so.
    pub(crate) stages: &'a [Entered],
    pub(crate) in_force: &'a InForce,
}

impl DealFacts<'_> {
    /// Whether the fact at a position holds.
    #[inline]
    pub(crate) fn holds(&self, position: usize) -> bool {
        self.in_force.is_everything() || self.in_force.holds(self.write.get(position))
    }
}

/// By which writes facts were recorded. Hardly anybody asks, unless some facts do not hold.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Writes<'a> {
    Unpacked(&'a [u32]),
    /// From a position on.
    Packed(&'a Packed, usize),
}

impl Writes<'_> {
    /// The write of the fact at a position.
    #[inline]
    pub(crate) fn get(&self, position: usize) -> u32 {
        match self {
            Self::Unpacked(writes) => writes.get(position).copied().unwrap_or(u32::MAX),
            Self::Packed(writes, first) => {
                u32::try_from(writes.get(first + position)).unwrap_or(u32::MAX)
            }
        }
    }
}

/// The columns of facts that stand together, but for what they say.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    pub(super) at: Vec<i64>,
    pub(super) write: Vec<u32>,
    pub(super) rep: Vec<u32>,
    pub(super) asset: Vec<u32>,
}

impl Unpacked {
    /// Takes what stands beside the packed facts, and returns what it says.
    pub(super) fn fill(&mut self, facts: &[DealFact]) -> Vec<Says> {
        *self = Self {
            at: facts.iter().map(|fact| fact.at).collect(),
            write: facts.iter().map(|fact| fact.write).collect(),
            rep: facts.iter().map(|fact| fact.rep).collect(),
            asset: facts.iter().map(|fact| fact.asset).collect(),
        };
        facts.iter().map(|fact| fact.says).collect()
    }

    /// Those of one deal, which stand at some positions; its writes are there unless they are given.
    pub(super) fn of_deal<'a>(
        &'a self,
        deal: u32,
        positions: &Range<usize>,
        (says, write, stages): (&'a [Says], Option<Writes<'a>>, &'a [Entered]),
        in_force: &'a InForce,
    ) -> DealFacts<'a> {
        fn part<'a, T>(column: &'a [T], positions: &Range<usize>) -> &'a [T] {
            column.get(positions.clone()).unwrap_or_default()
        }
        DealFacts {
            deal,
            says,
            at: part(&self.at, positions),
            write: write.unwrap_or(Writes::Unpacked(part(&self.write, positions))),
            rep: part(&self.rep, positions),
            asset: part(&self.asset, positions),
            stages,
            in_force,
        }
    }
}
