//! What a use touches: its asset, the kind of it, or the asset in a conversation.

use crate::analysis::held::PutToWork;
use crate::analysis::{AttributionTouch, View};
use crate::model::Conversation;

/// How many touches one name can be: one a conversation, and one where that is unknown.
const PLACES: u32 = 6;

/// Touches as numbers, in the order of their names.
pub(super) struct Touches<'a> {
    /// What touches are named after, sorted and distinct: keys of assets or kinds; nothing for assets
    /// without a kind.
    names: Vec<Option<&'a str>>,
    /// By asset number: the position of its name.
    of_asset: Vec<u32>,
    in_conversation: bool,
}

impl<'a> Touches<'a> {
    pub(super) fn all(view: &'a View<'_>, touch: AttributionTouch) -> Self {
        let name = |asset: usize| match touch {
            AttributionTouch::Asset | AttributionTouch::AssetInConversation => {
                Some(view.asset_key(asset))
            }
            AttributionTouch::Kind => {
                view.assets()[asset].and_then(|asset| asset.kind.as_ref()).map(|kind| kind.as_str())
            }
        };
        let of_assets: Vec<Option<&str>> = (0..view.assets().len()).map(name).collect();
        let mut names = of_assets.clone();
        names.sort_unstable();
        names.dedup();
        let place = |name| u32::try_from(names.binary_search(name).unwrap_or_default());
        let of_asset = of_assets.iter().map(|name| place(name).unwrap_or_default()).collect();
        let in_conversation = touch == AttributionTouch::AssetInConversation;
        Self { names, of_asset, in_conversation }
    }

    /// How many numbers there are: each is below this.
    pub(super) fn count(&self) -> usize {
        self.names.len() * PLACES as usize
    }

    /// The touch of a use; nothing for an asset that is not there.
    pub(super) fn of(&self, used: &PutToWork) -> Option<u32> {
        let place = used.conversation.filter(|_| self.in_conversation);
        let place = place.map_or(0, Conversation::code);
        let name = self.of_asset.get(used.asset as usize)?;
        // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
        name.checked_mul(PLACES)?.checked_add(u32::from(place).min(PLACES - 1))
    }

    /// What a touch is called.
    pub(super) fn name(&self, touch: u32) -> Option<Box<str>> {
        let name = self.names.get((touch / PLACES) as usize).copied().flatten()?;
        if !self.in_conversation {
            return Some(name.into());
        }
        let place = (touch % PLACES).checked_sub(1).and_then(|n| Conversation::ALL.get(n as usize));
        let place = place.map_or("unplaced", |conversation| conversation.as_str());
        Some(format!("{name} / {place}").into())
    }
}
