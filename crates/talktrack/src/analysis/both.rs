//! Two passes over the facts in one: what both of them read is unpacked once.

use super::fold::{Fold, Shard};
use crate::columns::{Facts, Slice};
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// A pass over the facts that counts part by part, and in each asset by asset: what is known of an asset is far from
/// what is known of the next one, and is at hand then for all facts of the part.
pub(super) trait AssetFold: Fold {
    /// Of no facts.
    fn nothing(&self) -> Self::Tally;

    /// The numbers of assets are below this.
    fn assets(&self) -> usize;

    /// Counts the facts of a part that name the asset; they stand at `positions`, in order.
    fn count(&self, asset: usize, facts: &Slice, positions: &[u32], tally: &mut Self::Tally);

    /// Counts over one shard.
    fn count_all(&self, shard: &Shard<'_>) -> Self::Tally {
        let mut tally = self.nothing();
        let mut by_asset = ByAsset::default();
        shard.visit(self, |facts| {
            by_asset.read(facts, self.assets());
            by_asset.visit(|asset, positions| self.count(asset, facts, positions, &mut tally));
        });
        tally
    }
}

/// Where in a part of the facts each asset is named, of those facts that hold.
#[derive(Default)]
struct ByAsset {
    /// Where the positions of each asset end.
    ends: Vec<u32>,
    positions: Vec<u32>,
}

impl ByAsset {
    /// Of assets with numbers below `assets`.
    fn read(&mut self, facts: &Slice, assets: usize) {
        self.ends.clear();
        self.ends.resize(assets, 0);
        let named = || {
            let named = facts.in_force().map(|position| (position, facts.asset[position]));
            named.filter(|(_, asset)| (*asset as usize) < assets)
        };
        named().for_each(|(_, asset)| self.ends[asset as usize] += 1);
        let mut begin = 0;
        for end in &mut self.ends {
            (*end, begin) = (begin, begin + *end);
        }
        self.positions.resize(begin as usize, 0);
        for (position, asset) in named() {
            let end = &mut self.ends[asset as usize];
            // A part has no more facts than are counted with 32 bits.
            self.positions[*end as usize] = u32::try_from(position).unwrap_or(u32::MAX);
            *end += 1;
        }
    }

    /// Visits each asset that is named.
    fn visit(&self, mut visit: impl FnMut(usize, &[u32])) {
        let mut begin = 0;
        for (asset, end) in self.ends.iter().enumerate() {
            let positions = self.positions.get(begin as usize..*end as usize).unwrap_or_default();
            if !positions.is_empty() {
                visit(asset, positions);
            }
            begin = *end;
        }
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
    fn nothing(&self) -> Self::Tally {
        (self.first.nothing(), self.second.nothing())
    }

    fn assets(&self) -> usize {
        self.first.assets().max(self.second.assets())
    }

    fn count(
        &self,
        asset: usize,
        facts: &Slice,
        positions: &[u32],
        (first, second): &mut Self::Tally,
    ) {
        self.first.count(asset, facts, positions, first);
        self.second.count(asset, facts, positions, second);
    }
}
