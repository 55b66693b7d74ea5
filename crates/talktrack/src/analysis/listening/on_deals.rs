//! What became of recommendations on deals: which met occasions there, and which were followed.

use super::followed::{Followed, FollowedFold};
use super::met::{Meetings, Part};
use crate::analysis::held::{HeldReader, OnDeal};
use crate::analysis::occasion::{Chances, Occasion};
use crate::analysis::{DealFold, DealShard, View};
use crate::error::Result;

/// Reads the conversations held on deals, and what was put to work there.
pub(super) struct OnDealsFold<'a> {
    view: &'a View<'a>,
    reader: HeldReader<'a>,
    chances: &'a Chances<'a>,
    followed: &'a FollowedFold<'a>,
}

impl<'a> OnDealsFold<'a> {
    pub(super) fn new(
        view: &'a View<'_>,
        chances: &'a Chances<'_>,
        followed: &'a FollowedFold<'_>,
    ) -> Result<Self> {
        Ok(Self { view, reader: HeldReader::new(view)?, chances, followed })
    }
}

impl DealFold for OnDealsFold<'_> {
    type Tally = (Followed, Meetings);

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    /// What is recommended becomes more in the course of the scope.
    fn pieces(&self) -> usize {
        16
    }

    fn fold(&self, shard: &DealShard<'_>) -> Self::Tally {
        let mut followed = self.followed.nothing();
        let mut met = Part::default();
        let (mut on, mut room) = (OnDeal::default(), Vec::new());
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            let held = on.within(self.view);
            let occasions = held.map(|held| (Occasion::of(held), on.reps(held)));
            met.add(occasions, self.followed.units(), self.chances, &mut room);
            self.followed.read(facts.deal, &on, &mut followed);
        });
        (followed, met.into())
    }
}
