//! What a use touches: its asset, the kind of it, or the asset in a conversation.

use crate::analysis::held::PutToWork;
use crate::analysis::{AttributionTouch, View};
use crate::model::Conversation;

/// How many touches one name is where conversations are apart: one each, and one where that is unknown.
const PLACES: u32 = 6;

/// Touches as numbers, in the order of their names.
pub(super) struct Touches<'a> {
    /// What touches are named after, sorted and distinct: keys of assets or kinds; nothing for assets
    /// without a kind.
    names: Vec<Option<&'a str>>,
    /// By asset number: the first touch of its name.
    of_asset: Vec<u32>,
    /// How many touches one name is.
    places: u32,
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
        let in_conversation = touch == AttributionTouch::AssetInConversation;
        let places = if in_conversation { PLACES } else { 1 };
        let first = |name| {
            let position = u32::try_from(names.binary_search(name).unwrap_or_default());
            position.ok().and_then(|position| position.checked_mul(places)).unwrap_or_default()
        };
        let of_asset = of_assets.iter().map(first).collect();
        Self { names, of_asset, places }
    }

    /// How many numbers there are: each is below this.
    pub(super) fn count(&self) -> usize {
        self.names.len() * self.places as usize
    }

    /// The touch of a use; nothing for an asset that is not there.
    #[inline]
    pub(super) fn of(&self, used: &PutToWork) -> Option<u32> {
        // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
        let first = self.of_asset.get(used.asset as usize)?;
        Some(first + u32::from(used.place()).min(self.places - 1))
    }

    /// What a touch is called.
    pub(super) fn name(&self, touch: u32) -> Option<Box<str>> {
        let name = self.names.get((touch / self.places) as usize).copied().flatten()?;
        if self.places == 1 {
            return Some(name.into());
        }
        let place =
            (touch % self.places).checked_sub(1).and_then(|n| Conversation::ALL.get(n as usize));
        let place = place.map_or("unplaced", |conversation| conversation.as_str());
        Some(format!("{name} / {place}").into())
    }
}
