//! The facts of some deals, packed.

use std::ops::Range;

use super::super::{NONE, Slice};
use super::fact::{DealFact, STAGE, number};
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
    /// The kinds, codes and conversations that occur together.
    says: Vec<[u8; 3]>,
    /// Which of them a fact has.
    saying: Packed,
    at: Packed,
    write: Packed,
    rep: Packed,
    asset: Packed,
}

impl Block {
    /// Packs the facts of deals from number `first` on; those of each end at one of `ends`.
    pub(super) fn of(first: u32, ends: Vec<u32>, facts: &[DealFact]) -> Self {
        let mut says: Vec<_> = facts.iter().map(saying).collect();
        says.sort_unstable();
        says.dedup();
        let column = |value: &dyn Fn(&DealFact) -> i64| {
            Packed::of(&facts.iter().map(value).collect::<Vec<i64>>())
        };
        let named = |number: u32| if number == NONE { Packed::NONE } else { i64::from(number) + 1 };
        let place = |fact: &DealFact| {
            says.binary_search(&saying(fact)).ok().and_then(|place| i64::try_from(place).ok())
        };
        let times = facts.iter().fold((i64::MAX, i64::MIN), |(first, last), fact| {
            (first.min(fact.at), last.max(fact.at))
        });
        Self {
            first,
            ends,
            times,
            saying: column(&|fact| place(fact).unwrap_or_default()),
            at: column(&|fact| fact.at),
            write: column(&|fact| fact.write.into()),
            rep: column(&|fact| named(fact.rep)),
            asset: column(&|fact| named(fact.asset)),
            says,
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
        let columns = [&self.saying, &self.at, &self.write, &self.rep, &self.asset];
        let packed: usize = columns.iter().map(|packed| packed.data().len()).sum();
        packed + self.ends.len() * size_of::<u32>() + self.says.len() * size_of::<[u8; 3]>()
    }

    /// Whether any fact can lie in a span of time.
    pub(super) const fn overlaps(&self, (since, until): (i64, i64)) -> bool {
        self.times.0 < until && since <= self.times.1
    }

    /// Whether the time from the first to the last fact of `deal` touches a span of time.
    pub(super) fn deal_overlaps(&self, deal: u32, (since, until): (i64, i64)) -> bool {
        let range = self.range(deal);
        !range.is_empty()
            && ((since, until) == super::ALWAYS
                || self.at.get(range.start) < until && since <= self.at.get(range.end - 1))
    }

    /// The facts at some positions, with the names of stages.
    pub(super) fn facts<'s>(
        &'s self,
        deal: u32,
        stages: &'s Stages,
    ) -> impl Iterator<Item = DealFact> + 's {
        let mut entered = stages.of(deal).iter();
        self.range(deal).map(move |position| {
            let [kind, code, conversation] = self.saying(position);
            let stage = (kind == STAGE).then(|| entered.next()).flatten();
            DealFact {
                at: self.at.get(position),
                write: self.write(position),
                rep: number(self.rep.get(position)),
                asset: number(self.asset.get(position)),
                stage: stage.map_or(NONE, |stage| stage.stage),
                kind,
                code,
                conversation,
            }
        })
    }

    /// Kind and write of the facts of a deal at a moment, in order.
    pub(super) fn moment(&self, deal: u32, at: i64) -> impl Iterator<Item = (u8, u32)> + '_ {
        let Range { start: mut low, end } = self.range(deal);
        let mut high = end;
        while low < high {
            let middle = low.midpoint(high);
            if self.at.get(middle) < at { low = middle + 1 } else { high = middle }
        }
        let facts = (low..end).take_while(move |position| self.at.get(*position) == at);
        facts.map(|position| (self.saying(position)[0], self.write(position)))
    }

    fn write(&self, position: usize) -> u32 {
        u32::try_from(self.write.get(position)).unwrap_or(u32::MAX)
    }

    fn saying(&self, position: usize) -> [u8; 3] {
        let place = usize::try_from(self.saying.get(position)).unwrap_or(usize::MAX);
        self.says.get(place).copied().unwrap_or_default()
    }

    /// Unpacks the facts of a range of deals.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // what was packed were such numbers
    pub(super) fn unpack(&self, deals: Range<u32>, stages: &Stages, slice: &mut Slice) {
        let positions = self.range(deals.start).start..self.range(deals.end.wrapping_sub(1)).end;
        slice.clear(0);
        let number = |value: i64| value.wrapping_sub(1) as u32;
        self.at.unpack_as(positions.clone(), &mut slice.at, 0, |at| at);
        self.rep.unpack_as(positions.clone(), &mut slice.rep, NONE, number);
        self.asset.unpack_as(positions.clone(), &mut slice.asset, NONE, number);
        self.write.unpack_as(positions.clone(), &mut slice.write, NONE, |write| write as u32);
        let say = |field: usize| {
            let says = |place: i64| self.says.get(usize::try_from(place).unwrap_or(usize::MAX));
            move |place: i64| says(place).map_or(0, |says| says[field])
        };
        self.saying.unpack_as(positions.clone(), &mut slice.kind, 0, say(0));
        self.saying.unpack_as(positions.clone(), &mut slice.code, 0, say(1));
        self.saying.unpack_as(positions.clone(), &mut slice.conversation, 0, say(2));
        slice.deal.reserve(positions.len());
        for deal in deals.clone() {
            slice.deal.resize(self.range(deal).end - positions.start, deal);
        }
        slice.word.resize(positions.len(), NONE);
        if self.says.iter().any(|[kind, ..]| *kind == STAGE) {
            let entered = deals.flat_map(|deal| stages.of(deal));
            let kinds = slice.kind.iter().zip(&mut slice.word);
            let words = kinds.filter(|(kind, _)| **kind == STAGE).map(|(_, word)| word);
            words.zip(entered).for_each(|(word, entered)| *word = entered.stage);
        }
    }
}

const fn saying(fact: &DealFact) -> [u8; 3] {
    [fact.kind, fact.code, fact.conversation]
}
