//! The facts of one deal, as a pass over the deals finds them.

use std::ops::Range;

use super::super::InForce;
use super::fact::DealFact;
use super::says::Says;
use super::stages::Entered;

/// The facts of one deal as columns of the same length, in order of time. Not all of them need hold.
#[derive(Debug, Clone, Copy)]
pub struct DealFacts<'a> {
    /// The deal's number.
    pub deal: u32,
    pub(crate) says: &'a [Says],
    pub(crate) at: &'a [i64],
    pub(crate) write: &'a [u32],
    pub(crate) rep: &'a [u32],
    pub(crate) asset: &'a [u32],
    /// The stages that it entered, one for each fact that says so.
    pub(crate) stages: &'a [Entered],
    pub(crate) in_force: &'a InForce,
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

    /// Those of one deal, which stand at some positions.
    pub(super) fn of_deal<'a>(
        &'a self,
        deal: u32,
        positions: &Range<usize>,
        (says, stages): (&'a [Says], &'a [Entered]),
        in_force: &'a InForce,
    ) -> DealFacts<'a> {
        fn part<'a, T>(column: &'a [T], positions: &Range<usize>) -> &'a [T] {
            column.get(positions.clone()).unwrap_or_default()
        }
        DealFacts {
            deal,
            says,
            at: part(&self.at, positions),
            write: part(&self.write, positions),
            rep: part(&self.rep, positions),
            asset: part(&self.asset, positions),
            stages,
            in_force,
        }
    }
}
