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
    /// Reads them, given the value of each deal.
    pub(super) fn read(view: &View<'_>, key: &str, deals: &[Option<&str>]) -> Result<Self> {
        let mut tally = view.run(&SignalsFold::new(view)?)?;
        let ledger = view.columns().ledger();
        let writes = |all: &[Found]| all.iter().map(|one| Seq::from(one.seq)).collect::<Vec<_>>();
        // Most scopes are short, and most answers are to asks of another time.
        if !tally.asks.is_empty() {
            let answers = view.run(&AnswersFold { until: view.span().until.micros() })?.0;
            let answers: Vec<Seq> = answers.into_iter().map(Seq::from).collect();
            let answered: BTreeSet<Seq> =
                ledger.references(&answers)?.into_iter().flatten().collect();
            tally.asks.retain(|ask| !answered.contains(&Seq::from(ask.seq)));
        }
        let mut signs = Vec::new();
        for (is_ask, found) in [(true, &tally.asks), (false, &tally.searches)] {
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

/// Finds asks that may be open, and searches.
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
    searches: Vec<Found>,
}

impl Tally for SignalsTally {
    fn merge(mut self, other: Self) -> Self {
        self.asks.extend(other.asks);
        self.searches.extend(other.searches);
        self.asks.sort_unstable();
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
        &[EventKind::Ask, EventKind::Search]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> SignalsTally {
        const ASK: u8 = EventKind::Ask.code();
        const SEARCH: u8 = EventKind::Search.code();
        let mut tally = SignalsTally::default();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (kind, seq) = (facts.kind[position], facts.seq(position));
                if !matches!(kind, ASK | SEARCH) || !self.view.span().contains(facts.at[position]) {
                    continue;
                }
                let deal = facts.deal[position];
                let wanted = match kind {
                    ASK => self.collateral == Some(facts.word[position]),
                    _ => facts.number[position] == 0,
                };
                if !wanted
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

/// Finds what ended an ask, at any time before the end of the scope.
pub(super) struct AnswersFold {
    pub(super) until: i64,
}

/// The writes of answers, sorted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AnswersTally(Vec<u64>);

impl Tally for AnswersTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self.0.sort_unstable();
        self
    }
}

impl Fold for AnswersFold {
    type Tally = AnswersTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Code]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Answer]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.until)
    }

    fn fold(&self, shard: &Shard<'_>) -> AnswersTally {
        const ANSWER: u8 = EventKind::Answer.code();
        const ENDS: [u8; 2] = [AnswerResult::Delivered.code(), AnswerResult::Declined.code()];
        let mut tally = AnswersTally(Vec::new());
        shard.visit(self, |facts| {
            let ends = |place: &usize| {
                facts.kind[*place] == ANSWER
                    && facts.at[*place] < self.until
                    && ENDS.contains(&facts.code[*place])
            };
            tally.0.extend(facts.in_force().filter(ends).map(|place| facts.seq(place).get()));
        });
        tally
    }
}
