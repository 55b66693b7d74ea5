//! What a scope says of conversations and the deals that they are held on.

use std::collections::BTreeSet;

use super::View;
use crate::analysis::held::{Held, PutToWork};
use crate::analysis::placement::Placement;
use crate::columns::Slice;
use crate::error::Result;
use crate::model::{Conversation, Deal};

impl<'a> View<'a> {
    /// Whether the conversation in which a fact took place passes the filter.
    #[inline]
    pub(super) fn lets_placed(&self, facts: &Slice, position: usize) -> bool {
        if self.scope.conversations.is_empty() {
            return true;
        }
        let placed = self.placed.get().and_then(|placement| placement.place_fact(facts, position));
        placed.is_some_and(|(conversation, _)| self.scope.conversations.contains(conversation))
    }

    /// Whether the filters of reps, deals and conversations let the ask at `position` through. The slice
    /// needs the rep, the deal, the conversation and the time.
    pub(in crate::analysis) fn lets_ask(&self, facts: &Slice, position: usize) -> bool {
        self.has_deal(facts.deal[position] as usize)
            && self.has_any_rep(&[facts.rep[position]])
            && self.lets_placed(facts, position)
    }

    /// Whether the filters let this conversation through.
    pub fn has_conversation(&self, conversation: Conversation) -> bool {
        let wanted = self.scope.conversations;
        wanted.is_empty() || wanted.contains(conversation)
    }

    /// Whether the filters of actions, reps, assets and conversations let a use on a deal through.
    pub(in crate::analysis) fn lets(&self, used: &PutToWork) -> bool {
        self.lets_of_any_asset(used) && self.has_asset(used.asset as usize)
    }

    /// Whether the filters of reps, assets and conversations keep no use on a deal out.
    pub(in crate::analysis) fn lets_all(&self) -> bool {
        self.rep_filter.is_none()
            && self.asset_filter.is_none()
            && self.scope.conversations.is_empty()
    }

    /// The same as [`View::lets`] whatever the filters of assets.
    pub(in crate::analysis) fn lets_of_any_asset(&self, used: &PutToWork) -> bool {
        let wanted = self.scope.conversations;
        self.has_action(used.action())
            && self.has_rep(used.rep as usize)
            && (wanted.is_empty() || used.conversation().is_some_and(|one| wanted.contains(one)))
    }

    /// Whether the filters let the deal with this number through.
    pub fn has_deal(&self, number: usize) -> bool {
        self.deal_filter.as_ref().is_none_or(|lets| lets.get(number).is_some_and(|lets| *lets))
    }

    /// Whether the filters let one of these reps through, or all reps.
    pub fn has_any_rep(&self, reps: &[u32]) -> bool {
        self.rep_filter.is_none() || reps.iter().any(|rep| self.has_rep(*rep as usize))
    }

    /// The held conversations of the scope.
    pub fn held(&self) -> Result<&Held> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let held = Held::of(self)?;
        Ok(self.held.get_or_init(|| held))
    }

    /// In which conversation facts take place.
    pub fn placement(&self) -> Result<&Placement> {
        if let Some(placement) = self.placed.get() {
            return Ok(placement);
        }
        let placement = Placement::of(self)?;
        Ok(self.placed.get_or_init(|| placement))
    }

    /// Each deal by number, as the catalogue knows it at the scope's end; `None` if it does not.
    pub(crate) fn deals(&self) -> Result<impl Iterator<Item = Option<&'a Deal>>> {
        let (end, writes) = (self.end(), self.writes());
        let histories = self.columns.deals()?.histories.iter();
        Ok(histories.map(move |deal| deal.holding(end, writes)))
    }

    /// The value of a tag of each deal by number.
    pub(crate) fn deal_values(&self, key: &str) -> Result<Vec<Option<&'a str>>> {
        Ok(self.deals()?.map(|deal| deal?.tags.get(key)).collect())
    }

    /// The keys of tags that deals carry.
    pub(crate) fn deal_tags(&self) -> Result<BTreeSet<String>> {
        let mut keys = BTreeSet::new();
        for (key, _) in self.deals()?.flatten().flat_map(|deal| deal.tags.iter()) {
            if !keys.contains(key) {
                keys.insert(key.to_owned());
            }
        }
        Ok(keys)
    }
}
