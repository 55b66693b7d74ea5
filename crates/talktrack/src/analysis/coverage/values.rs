//! The values of a tag that coverage has rows for.

use std::collections::{BTreeMap, BTreeSet};

use super::signals::Signals;
use crate::analysis::View;
use crate::analysis::groups::no_deal_has;
use crate::error::Result;
use crate::model::{Conversation, Word};

/// The values that deals have, and asks and searches besides, by number; the last number is for what
/// has none.
pub(super) struct Values {
    names: Vec<Word>,
    numbers: BTreeMap<Word, usize>,
    of_deals: Vec<usize>,
}

impl Values {
    /// Those of the scope, given the value of each deal.
    pub(super) fn of(
        view: &View<'_>,
        asked: Option<&Word>,
        deals: &[Option<&str>],
        signals: &Signals,
    ) -> Result<Self> {
        if let Some(asked) = asked
            && deals.iter().all(Option::is_none)
        {
            return Err(no_deal_has(view, asked.as_str(), "to group by", &[])?);
        }
        let known = deals.iter().enumerate().filter(|(number, _)| view.has_deal(*number));
        let known = known.filter_map(|(_, value)| *value);
        let names: BTreeSet<&str> = known.chain(signals.values().map(Word::as_str)).collect();
        let numbers: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
        let number = |value: Option<&str>| {
            value.and_then(|value| numbers.get(value).copied()).unwrap_or(names.len())
        };
        let of_deals = deals.iter().copied().map(number).collect();
        let names: Vec<Word> =
            names.iter().map(|name| Word::new(*name)).collect::<Result<_, _>>()?;
        let numbers = names.iter().cloned().zip(0..).collect();
        Ok(Self { names, numbers, of_deals })
    }

    /// How many there are, with none as one of them.
    pub(super) const fn len(&self) -> usize {
        self.names.len() + 1
    }

    /// The value with this number; nothing for none.
    pub(super) fn name(&self, number: usize) -> Option<&Word> {
        self.names.get(number)
    }

    /// What stands in the rows.
    pub(super) fn shown(&self, number: usize) -> Result<Word> {
        match self.name(number) {
            Some(name) => Ok(name.clone()),
            None => Ok(Word::new("(any)")?),
        }
    }

    pub(super) fn number(&self, value: Option<&Word>) -> usize {
        value.and_then(|value| self.numbers.get(value).copied()).unwrap_or(self.names.len())
    }

    /// The value of a deal; none for no deal.
    #[inline]
    pub(super) fn of_deal(&self, deal: u32) -> usize {
        self.of_deals.get(deal as usize).copied().unwrap_or(self.names.len())
    }

    pub(super) const fn cells(&self) -> usize {
        Conversation::ALL.len() * self.len()
    }

    #[inline]
    pub(super) const fn cell(&self, conversation: Conversation, value: usize) -> usize {
        (conversation.code() as usize - 1) * self.len() + value
    }
}
