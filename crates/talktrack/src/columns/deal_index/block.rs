//! The facts of some deals, packed.

use std::ops::Range;

use super::super::NONE;
use super::fact::{DealFact, number};
use super::facts::{Unpacked, Writes};
use super::says::Says;
use super::stages::Stages;
use crate::ledger::chunk::Packed;

/// The facts of a range of deals, in the order of deals and times.
#[derive(Debug)]
pub(super) struct Block {
    first: u32,
    /// Where the facts of each deal end.
    ends: Vec<u32>,
    /// When the earliest and the latest fact happened.
    times: (i64, i64),
    says: Box<[Says]>,
    at: Packed,
    write: Packed,
    rep: Packed,
    asset: Packed,
}

impl Block {
    /// Packs the facts of deals from number `first` on; those of each end at one of `ends`.
    pub(super) fn of(first: u32, ends: Vec<u32>, facts: &[DealFact]) -> Self {
        let column = |value: &dyn Fn(&DealFact) -> i64| {
            Packed::of(&facts.iter().map(value).collect::<Vec<i64>>())
        };
        let named = |number: u32| if number == NONE { Packed::NONE } else { i64::from(number) + 1 };
        let times = facts.iter().fold((i64::MAX, i64::MIN), |(first, last), fact| {
            (first.min(fact.at), last.max(fact.at))
        });
        Self {
            first,
            ends,
            times,
            says: facts.iter().map(|fact| fact.says).collect(),
            at: column(&|fact| fact.at),
            write: column(&|fact| fact.write.into()),
            rep: column(&|fact| named(fact.rep)),
            asset: column(&|fact| named(fact.asset)),
        }
    }

    /// The deals of the block.
    pub(super) fn deals(&self) -> Range<u32> {
        self.first..self.first + u32::try_from(self.ends.len()).unwrap_or_default()
    }

    /// Where the facts of a deal stand.
    pub(super) fn range(&self, deal: u32) -> Range<usize> {
        let place = deal.wrapping_sub(self.first) as usize;
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default();
        begin.unwrap_or_default() as usize..end as usize
    }

    /// How many facts there are.
    pub(super) fn len(&self) -> usize {
        self.ends.last().map_or(0, |end| *end as usize)
    }

    pub(super) fn bytes(&self) -> usize {
        let columns = [&self.at, &self.write, &self.rep, &self.asset];
        let packed: usize = columns.iter().map(|packed| packed.data().len()).sum();
        packed + size_of_val(&*self.says) + self.ends.len() * size_of::<u32>()
    }

    /// Whether any fact can lie in a span of time.
    pub(super) const fn overlaps(&self, (since, until): (i64, i64)) -> bool {
        self.times.0 < until && since <= self.times.1
    }

    /// Whether every fact lies in a span of time.
    pub(super) const fn is_within(&self, (since, until): (i64, i64)) -> bool {
        since <= self.times.0 && self.times.1 < until
    }

    /// Whether the time from the first to the last fact of `deal` touches a span of time.
    pub(super) fn deal_overlaps(&self, deal: u32, (since, until): (i64, i64)) -> bool {
        let range = self.range(deal);
        !range.is_empty()
            && (self.is_within((since, until))
                || self.at.get(range.start) < until && since <= self.at.get(range.end - 1))
    }

    /// The facts at some positions, with the names of stages.
    pub(super) fn facts<'s>(
        &'s self,
        deal: u32,
        stages: &'s Stages,
    ) -> impl Iterator<Item = DealFact> + 's {
        let mut entered = stages.of(deal).iter();
        let range = self.range(deal);
        range.clone().zip(self.says(range)).map(move |(position, says)| {
            let stage = says.is_stage().then(|| entered.next()).flatten();
            DealFact {
                at: self.at.get(position),
                write: self.write(position),
                rep: number(self.rep.get(position)),
                asset: number(self.asset.get(position)),
                stage: stage.map_or(NONE, |stage| stage.stage),
                says: *says,
            }
        })
    }

    /// The facts of a deal at a moment, in order: what each says, and its write.
    pub(super) fn moment(&self, deal: u32, at: i64) -> impl Iterator<Item = (Says, u32)> + '_ {
        let Range { start: mut low, end } = self.range(deal);
        let mut high = end;
        while low < high {
            let middle = low.midpoint(high);
            if self.at.get(middle) < at { low = middle + 1 } else { high = middle }
        }
        let facts = (low..end).zip(self.says(low..end));
        let facts = facts.take_while(move |(position, _)| self.at.get(*position) == at);
        facts.map(|(position, says)| (*says, self.write(position)))
    }

    fn write(&self, position: usize) -> u32 {
        self.writes(position).get(0)
    }

    /// The writes of the facts from a position on.
    pub(super) const fn writes(&self, first: usize) -> Writes<'_> {
        Writes::Packed(&self.write, first)
    }

    /// What the facts at some positions say.
    pub(super) fn says(&self, positions: Range<usize>) -> &[Says] {
        self.says.get(positions).unwrap_or_default()
    }

    /// Unpacks the facts of a range of deals; their writes only if these are asked of all.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // what was packed were such numbers
    pub(super) fn unpack(&self, deals: Range<u32>, with_writes: bool, into: &mut Unpacked) {
        let positions = self.range(deals.start).start..self.range(deals.end.wrapping_sub(1)).end;
        let number = |value: i64| value.wrapping_sub(1) as u32;
        self.at.unpack_as(positions.clone(), &mut into.at, 0, |at| at);
        self.rep.unpack_as(positions.clone(), &mut into.rep, NONE, number);
        self.asset.unpack_as(positions.clone(), &mut into.asset, NONE, number);
        if with_writes {
            self.write.unpack_as(positions, &mut into.write, NONE, |write| write as u32);
        }
    }
}
