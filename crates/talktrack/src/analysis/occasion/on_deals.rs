//! The conversations held on deals, with what was put to work in each.

use super::found::{Finder, Found, Occasion};
use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::{DealFold, DealShard, Tally, View};
use crate::error::Result;

/// What else a question reads of deals in the pass that finds their conversations.
pub(in crate::analysis) trait Besides: Sync {
    type Tally: Tally;

    /// Of no deal.
    fn nothing(&self) -> Self::Tally;

    /// Reads one deal.
    fn read(&self, deal: u32, on: &OnDeal, into: &mut Self::Tally);
}

impl Besides for () {
    type Tally = ();

    fn nothing(&self) {}

    fn read(&self, _: u32, _: &OnDeal, (): &mut ()) {}
}

pub(in crate::analysis) struct DealsFold<'a, B> {
    view: &'a View<'a>,
    reader: HeldReader<'a>,
    besides: &'a B,
}

impl<'a, B> DealsFold<'a, B> {
    pub(in crate::analysis) fn new(view: &'a View<'a>, besides: &'a B) -> Result<Self> {
        Ok(Self { view, reader: HeldReader::new(view)?, besides })
    }
}

impl<B: Besides> DealFold for DealsFold<'_, B> {
    type Tally = (Found, B::Tally);

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> Self::Tally {
        let assets = self.view.assets().len();
        let mut found = Finder::of(assets);
        let mut besides = self.besides.nothing();
        let mut on = OnDeal::default();
        // In which occasion each asset was put to work last: the first use in one counts.
        let mut touched = vec![0; assets];
        let mut number = 0_u32;
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            self.besides.read(facts.deal, &on, &mut besides);
            for held in on.within(self.view) {
                let one = Occasion::of(held);
                number += 1;
                let mut is_first = |asset: u32| {
                    let last = touched.get_mut(asset as usize);
                    last.is_some_and(|last| std::mem::replace(last, number) != number)
                };
                let uses = on.uses_in(held);
                let uses =
                    uses.filter(|used| self.view.has_action(used.action()) && is_first(used.asset));
                found.push(&one, on.reps(held), uses.map(|used| (used.asset, used.rep, used.at)));
            }
        });
        (found.done().sorted(), besides)
    }
}
