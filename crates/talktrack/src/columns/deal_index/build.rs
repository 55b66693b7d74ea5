//! Puts all facts that name a deal into the order of deals.

use std::num::NonZero;
use std::ops::Range;

use super::block::Block;
use super::fact::{DealFact, FIELDS, STAGE};
use super::settle;
use super::stages::Stages;
use crate::columns::{Facts, Slice};
use crate::error::Result;
use crate::ledger::chunk::{CHUNK, Field};
use crate::ledger::{Ledger, Seq};

/// About how many facts a block has: what a pass over them unpacks at once stays in a core's cache.
const BLOCK: u32 = if cfg!(test) { 8 } else { 16_384 };

/// Packs the facts of the writes up to `last`, in the order of deals.
pub(super) fn build(facts: &Facts, ledger: &dyn Ledger, last: Seq) -> Result<(Vec<Block>, Stages)> {
    require(facts, ledger, |_| true)?;
    let order = Order::of(facts, last);
    let shares = order.shares();
    let packed = std::thread::scope(|scope| {
        let pack = |share: &[Range<u32>]| -> Result<Vec<(Block, Stages)>> {
            share.iter().map(|deals| order.pack(facts, ledger, deals.clone())).collect()
        };
        let threads: Vec<_> = shares.iter().map(|share| scope.spawn(move || pack(share))).collect();
        let joined = threads.into_iter().map(|thread| match thread.join() {
            Ok(packed) => packed,
            // A panic is a fault of this crate; it is passed on, not hidden.
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect::<Result<Vec<_>>>()
    })?;
    let mut stages = Stages::default();
    let mut blocks = Vec::new();
    for (block, entered) in packed.into_iter().flatten() {
        blocks.push(block);
        stages.append(&entered);
    }
    Ok((blocks, stages))
}

/// Reads the columns of the index that are not there yet, of the parts that are needed.
pub(super) fn require(
    facts: &Facts,
    ledger: &dyn Ledger,
    needed: impl Fn(usize) -> bool,
) -> Result<()> {
    facts.require(ledger, FIELDS, &needed)?;
    facts.require(ledger, &[Field::Word], |part| needed(part) && facts.may_have(part, STAGE))
}

/// Visits the facts that name a deal of the writes after the first and up to the second, with their deals.
pub(super) fn news(
    facts: &Facts,
    ledger: &dyn Ledger,
    writes: (Seq, Seq),
    mut visit: impl FnMut(u32, DealFact),
) -> Result<()> {
    let first = usize::try_from(writes.0.get() / CHUNK).unwrap_or(usize::MAX);
    require(facts, ledger, |part| part >= first)?;
    let mut slice = Slice::default();
    for part in first..facts.parts() {
        facts.slice(part, &[Field::Deal], writes, writes.1, &mut slice);
        for position in slice.range().clone() {
            let deal = slice.deal[position];
            if is_deal(deal, writes.1) {
                visit(deal, DealFact::read(facts, part, position));
            }
        }
    }
    Ok(())
}

/// Whether a number can be that of a deal. None has a greater number than there are writes, unless the file
/// is damaged: then `check` tells.
fn is_deal(number: u32, last: Seq) -> bool {
    u64::from(number) < last.get()
}

/// Where the facts of each deal stand among all.
struct Order {
    /// Where those of each deal end.
    ends: Vec<u32>,
    /// Part and row of each, as one number.
    rows: Vec<u32>,
}

impl Order {
    /// Counts the facts of each deal, and then puts each in its place.
    fn of(facts: &Facts, last: Seq) -> Self {
        let mut ends: Vec<u32> = Vec::new();
        visit(facts, last, |deal, _| {
            if deal >= ends.len() {
                ends.resize(deal + 1, 0);
            }
            ends[deal] += 1;
        });
        let mut begin = 0;
        for end in &mut ends {
            (*end, begin) = (begin, begin + *end);
        }
        let mut rows = vec![0; begin as usize];
        visit(facts, last, |deal, row| {
            rows[ends[deal] as usize] = row;
            ends[deal] += 1;
        });
        Self { ends, rows }
    }

    fn end(&self, deal: u32) -> u32 {
        self.ends.get(deal as usize).copied().unwrap_or_default()
    }

    fn begin(&self, deal: u32) -> u32 {
        deal.checked_sub(1).map_or(0, |before| self.end(before))
    }

    /// The deals of each block, for each thread a list.
    fn shares(&self) -> Vec<Vec<Range<u32>>> {
        let mut blocks = Vec::new();
        let mut first = 0;
        for (deal, end) in (0..).zip(&self.ends) {
            if end - self.begin(first) >= BLOCK || deal as usize + 1 == self.ends.len() {
                blocks.push(first..deal + 1);
                first = deal + 1;
            }
        }
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let size = blocks.len().div_ceil(threads).max(1);
        blocks.chunks(size).map(<[_]>::to_vec).collect()
    }

    fn pack(
        &self,
        facts: &Facts,
        ledger: &dyn Ledger,
        deals: Range<u32>,
    ) -> Result<(Block, Stages)> {
        let (begin, end) = (self.begin(deals.start), self.begin(deals.end));
        let rows = self.rows.get(begin as usize..end as usize).unwrap_or_default();
        let chunk = usize::try_from(CHUNK).unwrap_or(usize::MAX);
        let read = |row: &u32| DealFact::read(facts, *row as usize / chunk, *row as usize % chunk);
        let mut all: Vec<DealFact> = rows.iter().map(read).collect();
        let ends: Vec<u32> = deals.clone().map(|deal| self.end(deal) - begin).collect();
        let mut ties = Vec::new();
        let mut from = 0;
        for end in ends.iter().map(|end| *end as usize) {
            settle::sort(&mut all[from..end], from, &mut ties);
            from = end;
        }
        settle::settle(ledger, &mut all, &ties)?;
        let mut stages = Stages::default();
        let mut from = 0;
        for end in ends.iter().map(|end| *end as usize) {
            stages.push(all[from..end].iter());
            from = end;
        }
        Ok((Block::of(deals.start, ends, &all), stages))
    }
}

/// Visits deal and place of every fact that names a deal.
fn visit(facts: &Facts, last: Seq, mut visit: impl FnMut(usize, u32)) {
    let mut slice = Slice::default();
    for part in 0..facts.parts() {
        facts.slice(part, &[Field::Deal], (Seq::ZERO, last), last, &mut slice);
        let first = u32::try_from(part as u64 * CHUNK).unwrap_or(u32::MAX);
        for (row, position) in (first..).zip(slice.range().clone()) {
            let deal = slice.deal[position];
            if is_deal(deal, last) {
                visit(deal as usize, row);
            }
        }
    }
}
