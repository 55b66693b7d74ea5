//! What a scope says of conversations and the deals that they are held on.

use std::collections::BTreeSet;

use super::View;
use crate::analysis::held::Held;
use crate::analysis::placement::Placement;
use crate::columns::Slice;
use crate::error::Result;
use crate::model::{Conversation, Deal, Word};

impl View<'_> {
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

    /// Whether the filters let the deal with this number through.
    pub fn has_deal(&self, number: usize) -> bool {
        self.deal_filter.as_ref().is_none_or(|lets| lets.get(number).is_some_and(|lets| *lets))
    }

    /// Whether the filters let one of these reps through, or all reps.
    pub fn has_any_rep(&self, reps: &[u32]) -> bool {
        self.rep_filter.is_none() || reps.iter().any(|rep| self.has_rep(*rep as usize))
    }

    /// The conversations that were held, in the scope or not.
    pub fn held(&self) -> Result<&Held> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let held = Held::of(self)?;
        Ok(self.held.get_or_init(|| held))
    }

    /// In which conversation facts take place, whenever they do.
    pub fn placement(&self) -> Result<&Placement> {
        if let Some(placement) = self.placed.get() {
            return Ok(placement);
        }
        let placement = Placement::of(self)?;
        Ok(self.placed.get_or_init(|| placement))
    }

    /// In which conversation facts of the scope's span take place.
    pub fn placement_within(&self) -> Result<&Placement> {
        if let Some(placement) = self.placed.get().or_else(|| self.placed_within.get()) {
            return Ok(placement);
        }
        let placement = Placement::within(self)?;
        Ok(self.placed_within.get_or_init(|| placement))
    }

    /// The value of a tag of each deal by number, as the catalogue knows it at the scope's end.
    pub(crate) fn deal_values(&self, key: &str) -> Result<Vec<Option<Word>>> {
        let (end, writes) = (self.end(), self.writes());
        let value = |deal: &Deal| deal.tags.get(key).and_then(|value| Word::new(value).ok());
        let histories = self.columns.deals()?.histories.iter();
        Ok(histories.map(|deal| deal.holding(end, writes).and_then(value)).collect())
    }

    /// The keys of tags that deals carry.
    pub(crate) fn deal_tags(&self) -> Result<BTreeSet<String>> {
        let (end, writes) = (self.end(), self.state.seq.get());
        let deals = self.columns.deals()?.histories.iter();
        let deals = deals.filter_map(|deal| deal.holding(end, writes));
        Ok(deals.flat_map(|deal| deal.tags.iter().map(|(key, _)| key.to_owned())).collect())
    }
}
