//! The conversations held on deals, with what was put to work in each.

use super::found::{Found, Occasion};
use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::{DealFold, DealShard, View};
use crate::error::Result;

pub(super) struct DealsFold<'a> {
    view: &'a View<'a>,
    reader: HeldReader<'a>,
    with_uses: bool,
}

impl<'a> DealsFold<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Result<Self> {
        Ok(Self { view, reader: HeldReader::new(view)?, with_uses: true })
    }

    /// The conversations alone.
    pub(super) fn without_uses(self) -> Self {
        Self { with_uses: false, ..self }
    }
}

impl DealFold for DealsFold<'_> {
    type Tally = Found;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> Found {
        let mut found = Found::default();
        let mut on = OnDeal::default();
        shard.visit(self, |deal, facts, range| {
            self.reader.read(deal, facts, range, &mut on);
            for held in on.within(self.view) {
                let one = Occasion {
                    deal,
                    conversation: held.conversation,
                    result: held.result,
                    start: held.start,
                    from: held.from,
                    end: held.end,
                    owner: held.owner,
                    reps: 0..0,
                    touches: 0..0,
                };
                let counts = |action| self.with_uses && self.view.has_action(action);
                let uses = on.uses_in(held).filter(|used| counts(used.action));
                found.push(&one, on.reps(held), uses.map(|used| (used.asset, used.rep, used.at)));
            }
        });
        found.sorted()
    }
}
