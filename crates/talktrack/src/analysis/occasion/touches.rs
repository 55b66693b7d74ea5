//! What was put to work in occasions, by asset.

use serde::{Deserialize, Serialize};

use super::Occasion;
use crate::analysis::blocks::Blocks;

/// An asset was put to work in an occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::analysis) struct Touch {
    /// When first.
    pub(in crate::analysis) at: i64,
    /// Who did so first.
    pub(in crate::analysis) rep: u32,
    /// Twice the place of the occasion, and one more if it came in time: there are many of these, and each is looked
    /// at for that.
    place: u32,
}

impl Touch {
    /// Whether it came in time to make a difference: before the decision that ended the conversation, if any did.
    #[inline]
    pub(in crate::analysis) const fn is_in_time(&self) -> bool {
        self.place & 1 != 0
    }

    #[inline]
    const fn occasion(&self) -> usize {
        (self.place >> 1) as usize
    }
}

/// Those of occasions that stand together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Touches {
    /// The position of the first of the occasions, from which those of touches count.
    first: usize,
    /// Of each asset, in the order of occasions.
    by_asset: Vec<Blocks<Touch>>,
}

impl Touches {
    /// Nothing yet, of assets with numbers below `assets`.
    pub(super) fn none(assets: usize) -> Self {
        Self { first: 0, by_asset: vec![Blocks::default(); assets] }
    }

    /// Moves the occasions behind others.
    pub(super) const fn shift(&mut self, others: usize) {
        self.first += others;
    }

    /// Adds one to those of an asset, in the occasion `one` at a position.
    #[inline]
    pub(super) fn push(
        &mut self,
        (asset, rep, at): (u32, u32, i64),
        position: usize,
        one: &Occasion,
    ) {
        let in_time = one.result.is_some() && at <= one.end;
        // Far fewer occasions than half of 2³² fit into memory.
        let place = u32::try_from((position - self.first) << 1).unwrap_or(u32::MAX - 1);
        if let Some(touches) = self.by_asset.get_mut(asset as usize) {
            touches.push(Touch { at, rep, place: place | u32::from(in_time) });
        }
    }

    /// Those of an asset, each with the position of its occasion.
    #[inline]
    pub(super) fn of(&self, asset: usize) -> impl Iterator<Item = (usize, &Touch)> {
        let all = self.by_asset.get(asset).into_iter().flat_map(Blocks::iter);
        all.map(|touch| (self.first + touch.occasion(), touch))
    }

    /// How many assets they can be of.
    pub(super) fn assets(&self) -> usize {
        self.by_asset.len()
    }

    /// All of these together, where `places` says to which position each occasion went.
    pub(super) fn moved(all: &[Self], places: &[usize]) -> Self {
        let assets = all.iter().map(Self::assets).max().unwrap_or_default();
        let of_asset = |asset: usize| {
            let moved = |(position, touch): (usize, &Touch)| {
                let place = u32::try_from(*places.get(position)? << 1).ok()?;
                Some(Touch { place: place | touch.place & 1, ..*touch })
            };
            let mut moved: Vec<Touch> =
                all.iter().flat_map(|part| part.of(asset)).filter_map(moved).collect();
            moved.sort_unstable_by_key(|touch| touch.place);
            moved.into()
        };
        Self { first: 0, by_asset: (0..assets).map(of_asset).collect() }
    }
}
