//! Two passes over the facts in one: what both of them read is unpacked once.

use super::fold::{Fold, Shard};
use super::sorted_apart::SortedApart;
use crate::columns::{Facts, Slice};
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// A pass over the facts that counts many of them at a time, and these asset by asset: what is known of an asset is far
/// from what is known of the next one, and is at hand then for all that name it.
pub(super) trait AssetFold: Fold {
    /// What is asked of a fact besides its asset, rep and time.
    type Mark: Copy;

    /// Of no facts.
    fn nothing(&self) -> Self::Tally;

    /// The numbers of assets are below this.
    fn assets(&self) -> usize;

    /// What is asked of the fact at a position.
    fn mark(&self, facts: &Slice, position: usize) -> Self::Mark;

    /// Counts facts that name the asset, in order.
    fn count(
        &self,
        asset: usize,
        named: impl Iterator<Item = Named<Self::Mark>> + Clone,
        tally: &mut Self::Tally,
    );

    /// Counts over one shard.
    fn count_all(&self, shard: &Shard<'_>) -> Self::Tally {
        let mut tally = self.nothing();
        // Columns are read in their order, and what is counted of a fact stands at one place.
        let mut by_asset = SortedApart::to(self.assets());
        let mut count = |asset: usize, named: &[Named<Self::Mark>]| {
            self.count(asset, named.iter().copied(), &mut tally);
        };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (at, rep) = (facts.at[position], facts.rep[position]);
                let named = Named { at, rep, mark: self.mark(facts, position) };
                by_asset.push(facts.asset[position] as usize, named);
            }
            if by_asset.is_full() {
                by_asset.drain(&mut count);
            }
        });
        by_asset.drain(&mut count);
        tally
    }
}

/// A fact that names an asset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<M> {
    pub(super) at: i64,
    pub(super) rep: u32,
    pub(super) mark: M,
}

impl<M> Named<M> {
    fn map<N>(self, mark: impl Fn(M) -> N) -> Named<N> {
        Named { at: self.at, rep: self.rep, mark: mark(self.mark) }
    }
}

/// Two of them.
pub(super) struct Both<A, B> {
    first: A,
    second: B,
    fields: Vec<Field>,
    kinds: Vec<EventKind>,
}

impl<A: AssetFold, B: AssetFold> Both<A, B> {
    pub(super) fn new(first: A, second: B) -> Self {
        let mut fields = [first.fields(), second.fields()].concat();
        fields.sort_unstable();
        fields.dedup();
        // None means all of them, for both too.
        let all_kinds = first.kinds().is_empty() || second.kinds().is_empty();
        let kinds = if all_kinds { Vec::new() } else { [first.kinds(), second.kinds()].concat() };
        Self { first, second, fields, kinds }
    }
}

impl<A: AssetFold, B: AssetFold> Fold for Both<A, B> {
    type Tally = (A::Tally, B::Tally);

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &self.kinds
    }

    fn span(&self) -> (i64, i64) {
        let (first, second) = (self.first.span(), self.second.span());
        (first.0.min(second.0), first.1.max(second.1))
    }

    fn fold(&self, shard: &Shard<'_>) -> Self::Tally {
        self.count_all(shard)
    }

    fn needs(&self, facts: &Facts, part: usize) -> bool {
        self.first.needs(facts, part) || self.second.needs(facts, part)
    }
}

impl<A: AssetFold, B: AssetFold> AssetFold for Both<A, B> {
    type Mark = (A::Mark, B::Mark);

    fn nothing(&self) -> Self::Tally {
        (self.first.nothing(), self.second.nothing())
    }

    fn assets(&self) -> usize {
        self.first.assets().max(self.second.assets())
    }

    fn mark(&self, facts: &Slice, position: usize) -> Self::Mark {
        (self.first.mark(facts, position), self.second.mark(facts, position))
    }

    fn count(
        &self,
        asset: usize,
        named: impl Iterator<Item = Named<Self::Mark>> + Clone,
        (first, second): &mut Self::Tally,
    ) {
        self.first.count(asset, named.clone().map(|one| one.map(|(mark, _)| mark)), first);
        self.second.count(asset, named.map(|one| one.map(|(_, mark)| mark)), second);
    }
}
