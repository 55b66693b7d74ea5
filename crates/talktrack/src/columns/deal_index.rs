//! The facts that name a deal, in the order of deals and, within a deal, of times.
//!
//! Questions that follow a deal from its first fact to its last read it here. It is packed like the chunks
//! and never changes; what was recorded since stands beside it, deal by deal, until that has become so
//! much that it is built anew.

mod block;
mod build;
mod fact;
mod facts;
mod says;
mod settle;
mod stages;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use self::block::Block;
use self::fact::DealFact;
pub use self::facts::DealFacts;
use self::facts::Unpacked;
pub(crate) use self::says::{Says, Turn};
pub use self::stages::Entered;
use self::stages::{Stages, entered};
use super::in_force::narrow;
use super::{Facts, InForce};
use crate::error::Result;
use crate::ledger::{Ledger, Seq};

/// So many facts are unpacked together, unless one deal has more.
const AT_ONCE: usize = if cfg!(test) { 8 } else { 2_048 };

/// So many new facts are never too many to stand beside the packed ones.
const FEW: usize = if cfg!(test) { 8 } else { 65_536 };

/// Every fact that names a deal, by deal. Facts at one moment are ordered by source and id where that can
/// make a difference to the stage that a fact is in, or to the outcome that holds; else by their writes.
/// Cheap to clone: what it holds is shared.
#[derive(Debug, Clone)]
pub struct DealIndex {
    blocks: Arc<Vec<Block>>,
    stages: Arc<Stages>,
    /// All facts of those deals of which some were recorded since.
    moved: Arc<BTreeMap<u32, Moved>>,
    /// How many these are.
    moved_facts: usize,
    /// The last write that is in it.
    seq: Seq,
}

/// A deal of which there is more than the blocks know.
#[derive(Debug, Clone, Default)]
struct Moved {
    facts: Vec<DealFact>,
    stages: Vec<Entered>,
}

impl DealIndex {
    /// Reads the facts of the writes up to `last`.
    pub(super) fn build(facts: &Facts, ledger: &dyn Ledger, last: Seq) -> Result<Self> {
        let (blocks, stages) = build::build(facts, ledger, last)?;
        Ok(Self {
            blocks: Arc::new(blocks),
            stages: Arc::new(stages),
            moved: Arc::default(),
            moved_facts: 0,
            seq: last,
        })
    }

    /// Adds the facts of the writes up to `last` that are not in it; nothing is left of it if they are so
    /// many that it should rather be built anew.
    pub(super) fn refreshed(
        mut self,
        facts: &Facts,
        ledger: &dyn Ledger,
        last: Seq,
    ) -> Result<Option<Self>> {
        let worthwhile = self.len() / 4 + FEW;
        if last.get() - self.seq.get() > worthwhile as u64 {
            return Ok(None);
        }
        let mut touched: BTreeMap<u32, Vec<DealFact>> = BTreeMap::new();
        build::news(facts, ledger, (self.seq, last), |deal, fact| {
            touched.entry(deal).or_default().push(fact);
        })?;
        let mut all = Vec::new();
        let mut ties = Vec::new();
        let mut places = Vec::new();
        for (deal, news) in touched {
            let first = all.len();
            all.extend(self.facts(deal));
            all.extend(news);
            settle::sort(&mut all[first..], first, &mut ties);
            places.push((deal, first..all.len()));
        }
        settle::settle(ledger, &mut all, &ties)?;
        let moved = Arc::make_mut(&mut self.moved);
        for (deal, place) in places {
            let facts = all[place].to_vec();
            self.moved_facts += facts.len();
            let stages = entered(facts.iter()).collect();
            let before = moved.insert(deal, Moved { facts, stages });
            self.moved_facts -= before.map_or(0, |before| before.facts.len());
        }
        self.seq = last;
        Ok((self.moved_facts <= worthwhile).then_some(self))
    }

    /// How many facts were packed.
    fn len(&self) -> usize {
        self.blocks.iter().map(Block::len).sum()
    }

    /// How many facts of some deals were packed.
    pub(crate) fn facts_of(&self, deals: &Range<u32>) -> usize {
        let ours =
            |block: &&Block| block.deals().start < deals.end && deals.start < block.deals().end;
        self.blocks.iter().filter(ours).map(Block::len).sum()
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        let packed: usize = self.blocks.iter().map(Block::bytes).sum();
        packed + self.stages.bytes() + self.moved_facts * size_of::<DealFact>()
    }

    /// The stages that a deal entered, in order; those that do not hold included.
    #[inline]
    pub fn stages(&self, deal: u32) -> &[Entered] {
        if !self.moved.is_empty()
            && let Some(moved) = self.moved.get(&deal)
        {
            return &moved.stages;
        }
        self.stages.of(deal)
    }

    /// How many stages a deal entered before the fact that was recorded by `write` and happened at the
    /// moment `at`.
    pub fn stages_before(&self, deal: u32, at: i64, write: Seq) -> usize {
        let earlier = self.stages(deal).partition_point(|entered| entered.at < at);
        let among = |moment: &mut dyn Iterator<Item = (Says, u32)>| {
            let before = moment.take_while(|(_, other)| *other != narrow(write));
            before.filter(|(says, _)| says.is_stage()).count()
        };
        earlier
            + match (self.moved.get(&deal), self.block(deal)) {
                (Some(moved), _) => {
                    let facts = moved.facts.iter().filter(|fact| fact.at == at);
                    among(&mut facts.map(|fact| (fact.says, fact.write)))
                }
                (None, Some(block)) => among(&mut block.moment(deal, at)),
                (None, None) => 0,
            }
    }

    fn block(&self, deal: u32) -> Option<&Block> {
        let next = self.blocks.partition_point(|block| block.deals().end <= deal);
        self.blocks.get(next)
    }

    /// All facts of a deal, in order.
    fn facts(&self, deal: u32) -> Vec<DealFact> {
        if let Some(moved) = self.moved.get(&deal) {
            return moved.facts.clone();
        }
        let block = self.block(deal);
        block.map(|block| block.facts(deal, &self.stages).collect()).unwrap_or_default()
    }

    /// Cuts all deals into `parts` ranges with about as many facts each.
    pub fn cut(&self, parts: usize) -> Vec<Range<u32>> {
        let share = self.len().div_ceil(parts.max(1)).max(1);
        let mut ranges = Vec::new();
        let (mut first, mut facts) = (0, 0);
        for block in &*self.blocks {
            facts += block.len();
            if facts >= share {
                ranges.push(first..block.deals().end);
                (first, facts) = (block.deals().end, 0);
            }
        }
        // Deals that are new since it was built have greater numbers.
        match ranges.last_mut() {
            Some(last) if facts == 0 => last.end = u32::MAX,
            _ => ranges.push(first..u32::MAX),
        }
        ranges
    }

    /// Visits those of `deals` whose first and last fact have anything of `span` between them, in no order.
    pub fn visit(
        &self,
        deals: &Range<u32>,
        span: (i64, i64),
        in_force: &InForce,
        mut visit: impl FnMut(&DealFacts<'_>),
    ) {
        let mut unpacked = Unpacked::default();
        // Where all facts hold nobody asks each of them for its write.
        let lean = in_force.is_everything();
        for block in &*self.blocks {
            let ours = block.deals().start.max(deals.start)..block.deals().end.min(deals.end);
            if ours.is_empty() || !block.overlaps(span) {
                continue;
            }
            let mut next = ours.start;
            let wanted =
                |deal: u32| block.deal_overlaps(deal, span) && !self.moved.contains_key(&deal);
            while next < ours.end {
                // Deals that stand together are unpacked together, as many as stay at hand until they are visited.
                let begin = next;
                next += 1;
                if !wanted(begin) {
                    continue;
                }
                let first = block.range(begin).start;
                let joins = |deal: u32| wanted(deal) && block.range(deal).end - first <= AT_ONCE;
                while next < ours.end && joins(next) {
                    next += 1;
                }
                block.unpack(begin..next, !lean, &mut unpacked);
                for deal in begin..next {
                    let range = block.range(deal);
                    let writes = lean.then(|| block.writes(range.start));
                    let says = (block.says(range.clone()), writes, self.stages.of(deal));
                    let positions = range.start - first..range.end - first;
                    visit(&unpacked.of_deal(deal, &positions, says, in_force));
                }
            }
        }
        for (deal, moved) in self.moved.range(deals.clone()) {
            let ends = moved.facts.first().zip(moved.facts.last());
            if ends.is_some_and(|(first, last)| first.at < span.1 && span.0 <= last.at) {
                let says = unpacked.fill(&moved.facts);
                let positions = 0..moved.facts.len();
                let says = (says.as_slice(), None, moved.stages.as_slice());
                visit(&unpacked.of_deal(*deal, &positions, says, in_force));
            }
        }
    }
}
