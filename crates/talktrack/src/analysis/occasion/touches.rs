//! What was put to work in occasions, by asset and conversation.

use serde::{Deserialize, Serialize};

use super::Occasion;
use crate::analysis::blocks::Blocks;
use crate::analysis::sorted_apart::SortedApart;
use crate::model::Conversation;

const CONVERSATIONS: usize = Conversation::ALL.len();

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
    /// Of each asset and conversation, in the order of occasions: an asset is asked about in those it was made for.
    by_asset: Vec<[Blocks<Touch>; CONVERSATIONS]>,
}

impl Touches {
    /// Moves the occasions behind others.
    pub(super) const fn shift(&mut self, others: usize) {
        self.first += others;
    }

    /// Those of an asset in a conversation, each with the position of its occasion.
    #[inline]
    pub(super) fn of(
        &self,
        asset: usize,
        conversation: Conversation,
    ) -> impl Iterator<Item = (usize, &Touch)> + Clone {
        let ours = self.by_asset.get(asset).map(|touches| &touches[index(conversation)]);
        let all = ours.into_iter().flat_map(Blocks::iter);
        all.map(|touch| (self.first + touch.occasion(), touch))
    }

    /// How many assets they can be of.
    pub(super) fn assets(&self) -> usize {
        self.by_asset.len()
    }

    /// All of these together, where `places` says to which position each occasion went.
    pub(super) fn moved(all: &[Self], places: &[usize]) -> Self {
        let assets = all.iter().map(Self::assets).max().unwrap_or_default();
        let of_one = |asset: usize, conversation: Conversation| {
            let moved = |(position, touch): (usize, &Touch)| {
                let place = u32::try_from(*places.get(position)? << 1).ok()?;
                Some(Touch { place: place | touch.place & 1, ..*touch })
            };
            let mut moved: Vec<Touch> = all
                .iter()
                .flat_map(|part| part.of(asset, conversation))
                .filter_map(moved)
                .collect();
            moved.sort_unstable_by_key(|touch| touch.place);
            moved.into()
        };
        let of_asset = |asset| std::array::from_fn(|place| of_one(asset, Conversation::ALL[place]));
        Self { first: 0, by_asset: (0..assets).map(of_asset).collect() }
    }
}

/// Touches of occasions that are found one after the other.
pub(super) struct Touching {
    by_asset: Vec<[Blocks<Touch>; CONVERSATIONS]>,
    waiting: SortedApart<Touch>,
}

impl Touching {
    /// Nothing yet, of assets with numbers below `assets`.
    pub(super) fn of(assets: usize) -> Self {
        let waiting = SortedApart::to(assets * CONVERSATIONS);
        Self { by_asset: vec![Default::default(); assets], waiting }
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
        let place = u32::try_from(position << 1).unwrap_or(u32::MAX - 1) | u32::from(in_time);
        let list = asset as usize * CONVERSATIONS + index(one.conversation);
        self.waiting.push(list, Touch { at, rep, place });
        if self.waiting.is_full() {
            self.settle();
        }
    }

    fn settle(&mut self) {
        let lists = self.by_asset.as_flattened_mut();
        self.waiting.drain(|list, some| lists[list].extend_from_slice(some));
    }

    /// All of them.
    pub(super) fn done(mut self) -> Touches {
        self.settle();
        Touches { first: 0, by_asset: self.by_asset }
    }
}

const fn index(conversation: Conversation) -> usize {
    conversation.code() as usize - 1
}
