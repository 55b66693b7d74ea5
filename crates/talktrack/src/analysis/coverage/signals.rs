//! Signs that something is missing: asks for collateral that are open, and searches without hits.

use serde::{Deserialize, Serialize};

use super::values::Values;
use crate::analysis::asks::Ask;
use crate::analysis::tallies::Sorted;
use crate::analysis::{Fold, Placement, Shard, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Name, Seq};
use crate::model::{Conversation, EventKind, Word};

/// The kind of ask that asks for something to use.
const COLLATERAL: &str = "collateral";

/// A sign that something is missing in a conversation.
struct Sign {
    is_ask: bool,
    conversation: Conversation,
    value: Option<Word>,
}

/// The signs of a scope.
pub(super) struct Signals {
    signs: Vec<Sign>,
    /// Open asks and empty searches by cell.
    counts: Vec<(u64, u64)>,
}

impl Signals {
    /// Reads them, given the value of each deal.
    pub(super) fn read(view: &View<'_>, key: &str, deals: &[Option<&str>]) -> Result<Self> {
        let searches = view.run(&SearchesFold::new(view)?)?.into_vec();
        let asks = open_asks(view)?;
        let ledger = view.columns().ledger();
        let writes = |all: &[Found]| all.iter().map(|one| Seq::from(one.seq)).collect::<Vec<_>>();
        let mut signs = Vec::new();
        for (is_ask, found) in [(true, &asks), (false, &searches)] {
            for (one, tags) in found.iter().zip(ledger.tags(&writes(found))?) {
                let of_deal = || deals.get(one.deal as usize).copied().flatten();
                let value = tags.get(key).or_else(of_deal).map(Word::new).transpose()?;
                let conversation = Conversation::try_from(one.conversation)?;
                signs.push(Sign { is_ask, conversation, value });
            }
        }
        Ok(Self { signs, counts: Vec::new() })
    }

    /// The values of the tag that asks and searches have.
    pub(super) fn values(&self) -> impl Iterator<Item = &Word> {
        self.signs.iter().filter_map(|sign| sign.value.as_ref())
    }

    pub(super) fn count(&mut self, values: &Values) {
        self.counts = vec![(0, 0); values.cells()];
        for sign in &self.signs {
            let cell = values.cell(sign.conversation, values.number(sign.value.as_ref()));
            let (asks, searches) = &mut self.counts[cell];
            *(if sign.is_ask { asks } else { searches }) += 1;
        }
    }

    pub(super) fn asks(&self, cell: usize) -> u64 {
        self.counts.get(cell).map_or(0, |(asks, _)| *asks)
    }

    pub(super) fn searches(&self, cell: usize) -> u64 {
        self.counts.get(cell).map_or(0, |(_, searches)| *searches)
    }
}

/// Asks for collateral that were neither delivered nor declined, where they are placed.
fn open_asks(view: &View<'_>) -> Result<Vec<Found>> {
    let Some(collateral) = view.columns().number(Name::Word, COLLATERAL) else {
        return Ok(Vec::new());
    };
    let asks = Ask::all_placed(view)?.into_iter();
    let open = asks.filter(|ask| ask.kind == collateral && ask.answer.is_none());
    let found = open.filter_map(|ask| {
        let conversation = ask.conversation?.code();
        Some(Found { seq: ask.seq.get(), deal: ask.deal, conversation })
    });
    Ok(found.collect())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Found {
    seq: u64,
    deal: u32,
    conversation: u8,
}

/// Finds searches without hits.
pub(super) struct SearchesFold<'a> {
    view: &'a View<'a>,
    placement: &'a Placement,
}

impl<'a> SearchesFold<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Result<Self> {
        Ok(Self { view, placement: view.placement()? })
    }
}

impl Fold for SearchesFold<'_> {
    type Tally = Sorted<Found>;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Rep, Field::Deal, Field::Conversation, Field::Number]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Search]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> Sorted<Found> {
        const SEARCH: u8 = EventKind::Search.code();
        let mut found = Vec::new();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let deal = facts.deal[position];
                if facts.kind[position] != SEARCH
                    || facts.number[position] != 0
                    || !self.view.span().contains(facts.at[position])
                    || !self.view.has_deal(deal as usize)
                    || !self.view.has_any_rep(&[facts.rep[position]])
                {
                    continue;
                }
                let Some((conversation, _)) = self.placement.place_fact(facts, position) else {
                    continue;
                };
                if self.view.has_conversation(conversation) {
                    let (seq, conversation) = (facts.seq(position).get(), conversation.code());
                    found.push(Found { seq, deal, conversation });
                }
            }
        });
        Sorted::of(found)
    }
}
