//! Signs that something is missing: asks for collateral that are open, and searches without hits.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::values::Values;
use crate::analysis::{Fold, Placement, Shard, Tally, View};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Name, Seq};
use crate::model::{AnswerResult, Conversation, EventKind, Word};

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
    pub(super) fn read(view: &View<'_>, key: &str) -> Result<Self> {
        let mut tally = view.run(&SignalsFold::new(view)?)?;
        let ledger = view.columns().ledger();
        let writes = |all: &[Found]| all.iter().map(|one| Seq::from(one.seq)).collect::<Vec<_>>();
        if !tally.asks.is_empty() {
            let answers: Vec<Seq> = tally.answers.iter().map(|seq| Seq::from(*seq)).collect();
            let answered: BTreeSet<Seq> =
                ledger.references(&answers)?.into_iter().flatten().collect();
            tally.asks.retain(|ask| !answered.contains(&Seq::from(ask.seq)));
        }
        let deals = view.deal_values(key)?;
        let mut signs = Vec::new();
        for (is_ask, found) in [(true, &tally.asks), (false, &tally.searches)] {
            for (one, tags) in found.iter().zip(ledger.tags(&writes(found))?) {
                let own = tags.get(key).map(Word::new).transpose()?;
                let value = own.or_else(|| deals.get(one.deal as usize).cloned().flatten());
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

/// Finds them; answers of all times until the end of the scope are looked at.
pub(super) struct SignalsFold<'a> {
    view: &'a View<'a>,
    placement: &'a Placement,
    /// The number of the word `collateral`.
    collateral: Option<u32>,
}

impl<'a> SignalsFold<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Result<Self> {
        let collateral = view.columns().number(Name::Word, COLLATERAL);
        Ok(Self { view, placement: view.placement()?, collateral })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Found {
    seq: u64,
    deal: u32,
    conversation: u8,
}

/// Sorted by write.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct SignalsTally {
    asks: Vec<Found>,
    answers: Vec<u64>,
    searches: Vec<Found>,
}

impl Tally for SignalsTally {
    fn merge(mut self, other: Self) -> Self {
        self.asks.extend(other.asks);
        self.answers.extend(other.answers);
        self.searches.extend(other.searches);
        self.asks.sort_unstable();
        self.answers.sort_unstable();
        self.searches.sort_unstable();
        self
    }
}

impl Fold for SignalsFold<'_> {
    type Tally = SignalsTally;

    fn fields(&self) -> &[Field] {
        &[
            Field::At,
            Field::Rep,
            Field::Deal,
            Field::Conversation,
            Field::Code,
            Field::Word,
            Field::Number,
        ]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Ask, EventKind::Answer, EventKind::Search]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.view.span().until.micros())
    }

    fn fold(&self, shard: &Shard<'_>) -> SignalsTally {
        const ASK: u8 = EventKind::Ask.code();
        const ANSWER: u8 = EventKind::Answer.code();
        const SEARCH: u8 = EventKind::Search.code();
        const ENDS: [u8; 2] = [AnswerResult::Delivered.code(), AnswerResult::Declined.code()];
        let mut tally = SignalsTally::default();
        let (since, until) = self.view.span().micros();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (kind, at, seq) =
                    (facts.kind[position], facts.at[position], facts.seq(position));
                if !matches!(kind, ASK | ANSWER | SEARCH) || at >= until {
                    continue;
                }
                if kind == ANSWER {
                    if ENDS.contains(&facts.code[position]) {
                        tally.answers.push(seq.get());
                    }
                    continue;
                }
                let deal = facts.deal[position];
                let wanted = match kind {
                    ASK => self.collateral == Some(facts.word[position]),
                    _ => facts.number[position] == 0,
                };
                if !wanted
                    || at < since
                    || !self.view.has_deal(deal as usize)
                    || !self.view.has_any_rep(&[facts.rep[position]])
                {
                    continue;
                }
                let Some((conversation, _)) = self.placement.place_fact(facts, position) else {
                    continue;
                };
                if self.view.has_conversation(conversation) {
                    let conversation = conversation.code();
                    let found = Found { seq: seq.get(), deal, conversation };
                    let list = if kind == ASK { &mut tally.asks } else { &mut tally.searches };
                    list.push(found);
                }
            }
        });
        tally
    }
}
