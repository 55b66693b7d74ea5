//! Occasions: the conversations in which an asset could have been put to work.
//!
//! There are far too many pairs of an asset and a conversation to look at each. Assets fit conversations
//! by what they were made for and by their tags, so conversations are counted by class, and for an asset the
//! classes that it fits are added up; only those before and after its life are taken away again.

mod counts;
mod stand_ins;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

pub(super) use self::counts::OccasionCounts;
pub(super) use self::stand_ins::StandIns;
use super::{Life, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::model::{Asset, Conversation, Conversations, Tags};

/// What assets and conversations have in common that makes one an occasion for the other.
pub(super) struct Occasions<'a> {
    /// By the asset's number; nothing for one that the catalogue does not know.
    assets: Vec<Option<Made<'a>>>,
    /// The combinations of values that deals have.
    combinations: Vec<Values<'a>>,
    /// Which of them a deal has, by its number.
    of_deals: Vec<u32>,
}

/// Values of the keys that assets and deals both carry, in the order of keys.
type Values<'a> = Box<[Option<&'a str>]>;

/// What an asset was made for, and when it is live.
struct Made<'a> {
    supports: Conversations,
    values: Values<'a>,
    /// Whether it carries any of the keys.
    tagged: bool,
    /// From when on, and before when.
    live: (i64, i64),
}

/// Conversations that are alike for every asset but for their time: which of the five it is, and the tags of
/// the deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Class {
    conversation: Conversation,
    /// The combination of values; [`NONE`] where there is no deal.
    combination: u32,
}

impl<'a> Occasions<'a> {
    /// The catalogue as it holds at the scope's end.
    pub(super) fn of(view: &View<'a>) -> Result<Self> {
        let (end, writes) = (view.end(), view.writes());
        let histories = view.columns().deals()?.histories.iter();
        let deals: Vec<Option<&Tags>> =
            histories.map(|deal| Some(&deal.holding(end, writes)?.tags)).collect();
        let known = || view.assets().iter().flatten();
        let carried: BTreeSet<&str> =
            known().flat_map(|asset| asset.tags.iter().map(|(key, _)| key)).collect();
        let shared = |key: &&str| deals.iter().flatten().any(|tags| tags.get(key).is_some());
        let keys: Vec<&str> = carried.into_iter().filter(shared).collect();
        let values = |tags: &'a Tags| keys.iter().map(|key| tags.get(key));
        let mut numbers: HashMap<Values<'a>, u32> = HashMap::new();
        let mut combinations = Vec::new();
        let mut one = Vec::with_capacity(keys.len());
        let of_deals = deals.iter().map(|tags| {
            one.clear();
            match tags {
                Some(tags) => one.extend(values(tags)),
                None => one.resize(keys.len(), None),
            }
            numbers.get(&*one).copied().unwrap_or_else(|| {
                let number = u32::try_from(combinations.len()).unwrap_or(NONE);
                combinations.push(one.as_slice().into());
                numbers.insert(one.as_slice().into(), number);
                number
            })
        });
        let of_deals = of_deals.collect();
        let lives = Life::of_all(view)?;
        let made = |(asset, life): (Option<&'a Asset>, Option<Life>)| {
            let (asset, life) = (asset?, life?);
            let values: Values<'a> = values(&asset.tags).collect();
            let tagged = values.iter().any(Option::is_some);
            Some(Made { supports: asset.supports, values, tagged, live: (life.born, life.to) })
        };
        let assets = view.assets().iter().copied().zip(lives).map(made).collect();
        Ok(Self { assets, combinations, of_deals })
    }

    /// The class of a conversation on a deal.
    pub(super) fn class(&self, conversation: Conversation, deal: u32) -> Class {
        let combination = self.of_deals.get(deal as usize).copied().unwrap_or(NONE);
        Class { conversation, combination }
    }

    /// Whether an asset was made for conversations of a class, and contradicts none of their tags.
    fn fits(&self, asset: u32, class: Class) -> bool {
        let Some(made) = self.made(asset) else { return false };
        if !made.supports.is_empty() && !made.supports.contains(class.conversation) {
            return false;
        }
        match self.combinations.get(class.combination as usize) {
            Some(values) => made.values.iter().zip(values).all(|pair| match pair {
                (Some(one), Some(other)) => one == other,
                _ => true,
            }),
            // Whose deal is not known could be anybody's.
            None => !made.tagged,
        }
    }

    /// From when on, and before when, an asset is live; nothing if it never is, or is not in the catalogue.
    fn live(&self, asset: u32) -> Option<(i64, i64)> {
        self.made(asset).map(|made| made.live).filter(|(born, to)| born < to)
    }

    /// Whether a conversation that was under way from the first to the second moment is an occasion for an
    /// asset; for one that the catalogue does not know, none is.
    pub(super) fn has(&self, asset: u32, class: Class, (from, end): (i64, i64)) -> bool {
        self.live(asset).is_some_and(|(born, to)| from < to && born <= end)
            && self.fits(asset, class)
    }

    fn made(&self, asset: u32) -> Option<&Made<'a>> {
        self.assets.get(asset as usize)?.as_ref()
    }
}

#[cfg(test)]
mod tests;
