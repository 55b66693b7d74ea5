//! What the two sides asked of each other, and what came of it.

use serde::{Deserialize, Serialize};

use super::tallies::Sorted;
use super::{Fold, Placement, Shard, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::{Field, Packed};
use crate::ledger::{Ledger, Seq};
use crate::model::{AnswerResult, Conversation, EventKind, Side};

/// An ask of the scope, with what had come of it by the scope's end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub(super) seq: Seq,
    pub(super) at: i64,
    pub(super) asked_by: Side,
    /// The number of the word for its kind.
    pub(super) kind: u32,
    /// [`NONE`] where it names none.
    pub(super) deal: u32,
    /// In which conversation it takes place, where that was looked up.
    pub(super) conversation: Option<Conversation>,
    pub(super) needed_by: Option<i64>,
    /// When it was first acknowledged.
    pub(super) acknowledged: Option<i64>,
    /// The first answer that ends it.
    pub(super) answer: Option<FirstAnswer>,
}

/// An ask was delivered or declined.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstAnswer {
    pub(super) at: i64,
    pub(super) delivered: bool,
    /// What was delivered, if it is an asset.
    pub(super) asset: Option<u32>,
}

impl Ask {
    /// The asks made in the scope, in the order of their writes. Filters of reps, deals and conversations
    /// choose among them; an ask without a rep or a deal passes no filter of those.
    pub(super) fn all(view: &View<'_>) -> Result<Vec<Self>> {
        Self::found(view, None)
    }

    /// The same with the conversations that they take place in.
    pub(super) fn all_placed(view: &View<'_>) -> Result<Vec<Self>> {
        Self::found(view, Some(view.placement()?))
    }

    fn found(view: &View<'_>, placement: Option<&Placement>) -> Result<Vec<Self>> {
        let asks = view.run(&AsksFold { view, placement })?.into_vec();
        // Most scopes are short, and most answers are to asks of another time.
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        let answers = view.run(&AnswersFold { until: view.span().until.micros() })?.into_vec();
        let columns = view.columns();
        let writes: Vec<Seq> = answers.iter().map(|answer| Seq::from(answer.seq)).collect();
        let to = columns.references(&writes)?.into_iter();
        let mut answers: Vec<(Seq, Answer)> =
            to.zip(answers).filter_map(|(ask, answer)| Some((ask?, answer))).collect();
        answers.sort_unstable_by_key(|(ask, answer)| (*ask, answer.at, answer.seq));
        let mut all = Vec::with_capacity(asks.len());
        for asked in asks {
            // Numbers are in range unless the file is damaged, and then `check` tells, not a failure.
            let Ok(asked_by) = Side::try_from(asked.by) else { continue };
            let seq = Seq::from(asked.seq);
            let first = answers.partition_point(|(ask, _)| *ask < seq);
            let own = answers.iter().skip(first).take_while(|(ask, _)| *ask == seq);
            let own: Vec<Answer> = own.map(|(_, answer)| *answer).collect();
            all.push(Self {
                seq,
                at: asked.at,
                asked_by,
                kind: asked.kind,
                deal: asked.deal,
                conversation: asked.conversation,
                needed_by: (asked.needed_by != Packed::NONE).then_some(asked.needed_by),
                acknowledged: own.iter().find(|answer| !answer.ends()).map(|answer| answer.at),
                answer: first_answer(columns.ledger(), &own)?,
            });
        }
        Ok(all)
    }
}

/// The first of the answers, ordered by time, that ends the ask. Source and id, which order those of one
/// moment, are looked up only where these differ.
fn first_answer(ledger: &dyn Ledger, answers: &[Answer]) -> Result<Option<FirstAnswer>> {
    let ends: Vec<&Answer> = answers.iter().filter(|answer| answer.ends()).collect();
    let Some(&first) = ends.first() else { return Ok(None) };
    let tied: Vec<&Answer> = ends.into_iter().filter(|answer| answer.at == first.at).collect();
    let mut earliest = first;
    if tied.iter().any(|answer| answer.says() != first.says()) {
        let writes: Vec<Seq> = tied.iter().map(|answer| Seq::from(answer.seq)).collect();
        let identities = ledger.identities(&writes)?;
        let by_identity = tied.into_iter().zip(identities).min_by(|one, other| one.1.cmp(&other.1));
        earliest = by_identity.map_or(first, |(answer, _)| answer);
    }
    Ok(Some(FirstAnswer {
        at: earliest.at,
        delivered: earliest.result == AnswerResult::Delivered.code(),
        asset: (earliest.asset != NONE).then_some(earliest.asset),
    }))
}

/// An ask as it was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Asked {
    seq: u64,
    at: i64,
    /// The code of the side that asked.
    by: u8,
    kind: u32,
    deal: u32,
    conversation: Option<Conversation>,
    needed_by: i64,
}

/// An answer, to whichever ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Answer {
    seq: u64,
    at: i64,
    result: u8,
    asset: u32,
}

impl Answer {
    /// Whether it answers: an acknowledgement does not.
    fn ends(&self) -> bool {
        const ENDS: [u8; 2] = [AnswerResult::Delivered.code(), AnswerResult::Declined.code()];
        ENDS.contains(&self.result)
    }

    const fn says(&self) -> (u8, u32) {
        (self.result, self.asset)
    }
}

/// Finds the asks of a scope.
struct AsksFold<'a> {
    view: &'a View<'a>,
    /// Where the conversation that they take place in is asked for.
    placement: Option<&'a Placement>,
}

/// Finds the answers of all times until a moment.
struct AnswersFold {
    until: i64,
}

impl Fold for AsksFold<'_> {
    type Tally = Sorted<Asked>;

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
        &[EventKind::Ask]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> Sorted<Asked> {
        const ASK: u8 = EventKind::Ask.code();
        let mut asks = Vec::new();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                let is_ask = facts.kind[position] == ASK && self.view.span().contains(at);
                if is_ask && self.view.lets_ask(facts, position) {
                    let placed = self.placement.and_then(|all| all.place_fact(facts, position));
                    asks.push(Asked {
                        seq: facts.seq(position).get(),
                        at,
                        by: facts.code[position],
                        kind: facts.word[position],
                        deal: facts.deal[position],
                        conversation: placed.map(|(conversation, _)| conversation),
                        needed_by: facts.number[position],
                    });
                }
            }
        });
        Sorted::of(asks)
    }
}

impl Fold for AnswersFold {
    type Tally = Sorted<Answer>;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Asset, Field::Code]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Answer]
    }

    fn span(&self) -> (i64, i64) {
        (i64::MIN, self.until)
    }

    fn fold(&self, shard: &Shard<'_>) -> Sorted<Answer> {
        const ANSWER: u8 = EventKind::Answer.code();
        let mut answers = Vec::new();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                if facts.kind[position] == ANSWER && at < self.until {
                    answers.push(Answer {
                        seq: facts.seq(position).get(),
                        at,
                        result: facts.code[position],
                        asset: facts.asset[position],
                    });
                }
            }
        });
        Sorted::of(answers)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common::promises;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in promises::records(60),
            cuts in proptest::collection::vec(0_u64..80, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let placement = view.placement().unwrap();
            let fold = AsksFold { view: &view, placement: Some(placement) };
            prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
            let fold = AnswersFold { until: view.span().until.micros() };
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
