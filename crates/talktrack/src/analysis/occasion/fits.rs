//! What makes a conversation an occasion for an asset.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::{Life, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::model::{Asset, Conversation, Conversations, Tags};

/// What assets and conversations have in common that makes one an occasion for the other.
pub(super) struct Fits<'a> {
    /// By the asset's number; nothing for one that the catalogue does not know.
    assets: Vec<Option<Fit<'a>>>,
    /// The combinations of values that deals have.
    combinations: Vec<Values<'a>>,
    /// Which of them a deal has, by its number.
    of_deals: Vec<u32>,
}

/// Values of the keys that assets and deals both carry, in the order of keys.
type Values<'a> = Box<[Option<&'a str>]>;

/// What an asset was made for, and when it is live.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Fit<'a> {
    conversations: Conversations,
    values: Values<'a>,
    /// Whether it carries any of the keys.
    tagged: bool,
    /// From when on, and before when.
    live: (i64, i64),
}

impl<'a> Fit<'a> {
    /// The conversations it was made for; none in particular if they are empty.
    pub(in crate::analysis) const fn conversations(&self) -> Conversations {
        self.conversations
    }

    /// The same in one conversation only; nothing if it was not made for that.
    pub(in crate::analysis) fn narrowed(&self, to: Conversation) -> Option<Self> {
        let conversations = Conversations::NONE.with(to);
        self.is_for(to).then(|| Self { conversations, ..self.clone() })
    }

    /// Assets of which this is the same are for the same conversations, as far as they are live.
    pub(in crate::analysis) fn made_for(&self) -> (u8, &[Option<&'a str>]) {
        (self.conversations.bits(), &self.values)
    }

    /// From when on, and before when, it is live.
    pub(in crate::analysis) const fn live(&self) -> (i64, i64) {
        self.live
    }

    /// Whether it tells conversations of one kind apart by their deals.
    pub(super) const fn tells_deals_apart(&self) -> bool {
        self.tagged
    }

    /// Whether it was made for a conversation, or for none in particular.
    pub(super) fn is_for(&self, conversation: Conversation) -> bool {
        self.conversations.is_empty() || self.conversations.contains(conversation)
    }
}

/// Conversations that are alike for every asset but for their time: which of the five it is, and the tags of
/// the deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) struct Class {
    conversation: Conversation,
    /// The combination of values; [`NONE`] where there is no deal.
    combination: u32,
}

impl<'a> Fits<'a> {
    /// The catalogue as it holds at the scope's end.
    pub(super) fn of(view: &View<'a>) -> Result<Self> {
        let deals: Vec<Option<&Tags>> = view.deals()?.map(|deal| Some(&deal?.tags)).collect();
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
            Some(Fit { conversations: asset.supports, values, tagged, live: (life.born, life.to) })
        };
        let assets = view.assets().iter().copied().zip(lives).map(made).collect();
        Ok(Self { assets, combinations, of_deals })
    }

    /// The class of a conversation on a deal.
    pub(super) fn class(&self, conversation: Conversation, deal: u32) -> Class {
        let combination = self.of_deals.get(deal as usize).copied().unwrap_or(NONE);
        Class { conversation, combination }
    }

    /// How many classes there can be: each has a number below this.
    pub(super) fn classes(&self) -> usize {
        Conversation::ALL.len() * self.of_each_conversation()
    }

    /// One of each combination, and one where there is no deal.
    fn of_each_conversation(&self) -> usize {
        self.combinations.len() + 1
    }

    /// The number of a class; numbers are in the order of classes.
    pub(super) fn number(&self, class: Class) -> usize {
        let before = usize::from(class.conversation.code()) - 1;
        let combination = (class.combination as usize).min(self.combinations.len());
        before * self.of_each_conversation() + combination
    }

    /// The class with a number.
    pub(super) fn numbered(&self, number: usize) -> Option<Class> {
        let conversation = *Conversation::ALL.get(number / self.of_each_conversation())?;
        let combination = number % self.of_each_conversation();
        let is_known = combination < self.combinations.len();
        let combination = u32::try_from(combination).ok().filter(|_| is_known).unwrap_or(NONE);
        Some(Class { conversation, combination })
    }

    /// What an asset was made for; nothing if the catalogue does not know it, or it is never live.
    pub(super) fn of_asset(&self, asset: usize) -> Option<&Fit<'a>> {
        self.assets.get(asset)?.as_ref().filter(|fit| fit.live.0 < fit.live.1)
    }

    /// Whether what fits so was made for conversations of a class, and contradicts none of their tags.
    pub(super) fn suit(&self, fit: &Fit<'_>, class: Class) -> bool {
        if !fit.is_for(class.conversation) {
            return false;
        }
        match self.combinations.get(class.combination as usize) {
            Some(values) => fit.values.iter().zip(values).all(|pair| match pair {
                (Some(one), Some(other)) => one == other,
                _ => true,
            }),
            // Whose deal is not known could be anybody's.
            None => !fit.tagged,
        }
    }
}
