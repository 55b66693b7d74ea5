//! Two passes over the facts in one: what both of them read is unpacked once.

use super::fold::{Fold, Shard};
use crate::columns::{Facts, Slice};
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// A pass over the facts that counts part by part.
pub(super) trait PartFold: Fold {
    /// Of no facts.
    fn nothing(&self) -> Self::Tally;

    /// Counts one part, which may hold nothing that counts.
    fn count(&self, facts: &Slice, tally: &mut Self::Tally);

    /// Counts over one shard.
    fn count_all(&self, shard: &Shard<'_>) -> Self::Tally {
        let mut tally = self.nothing();
        shard.visit(self, |facts| self.count(facts, &mut tally));
        tally
    }
}

/// Two of them.
pub(super) struct Both<A, B> {
    first: A,
    second: B,
    fields: Vec<Field>,
    kinds: Vec<EventKind>,
}

impl<A: PartFold, B: PartFold> Both<A, B> {
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

impl<A: PartFold, B: PartFold> Fold for Both<A, B> {
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

impl<A: PartFold, B: PartFold> PartFold for Both<A, B> {
    fn nothing(&self) -> Self::Tally {
        (self.first.nothing(), self.second.nothing())
    }

    fn count(&self, facts: &Slice, (first, second): &mut Self::Tally) {
        self.first.count(facts, first);
        self.second.count(facts, second);
    }
}
