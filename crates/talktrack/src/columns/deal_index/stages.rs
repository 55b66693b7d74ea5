//! The stages that deals entered.

use super::super::in_force::short;
use super::fact::DealFact;

/// A deal entered a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// When, in microseconds.
    pub at: i64,
    /// The write that says so.
    pub write: u32,
    /// The number of the stage's name.
    pub stage: u32,
}

/// The stages of each deal, in order.
#[derive(Debug, Default)]
pub(super) struct Stages {
    /// Where those of each deal end; empty where no deal entered any.
    ends: Vec<u32>,
    all: Vec<Entered>,
}

impl Stages {
    /// The stages of the next deal, of whose facts they are some.
    pub(super) fn push<'f>(&mut self, facts: impl Iterator<Item = &'f DealFact>) {
        self.all.extend(entered(facts));
        self.ends.push(short(self.all.len()));
    }

    /// Adds those of the next deals.
    pub(super) fn append(&mut self, next: &Self) {
        let offset = self.ends.last().copied().unwrap_or_default();
        self.ends.extend(next.ends.iter().map(|end| end.saturating_add(offset)));
        self.all.extend_from_slice(&next.all);
    }

    /// Those of a deal.
    #[inline]
    pub(super) fn of(&self, deal: u32) -> &[Entered] {
        let place = deal as usize;
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default() as usize;
        self.all.get(begin.unwrap_or_default() as usize..end).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        self.ends.len() * size_of::<u32>() + self.all.len() * size_of::<Entered>()
    }
}

/// The stages among the facts of a deal.
pub(super) fn entered<'f>(
    facts: impl Iterator<Item = &'f DealFact>,
) -> impl Iterator<Item = Entered> {
    let stages = facts.filter(|fact| fact.says.is_stage());
    stages.map(|fact| Entered { at: fact.at, write: fact.write, stage: fact.stage })
}
