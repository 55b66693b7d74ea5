//! What stands in for conversations where uses carry no deal.

use serde::{Deserialize, Serialize};

use super::super::calendar::{Cut, Finder};
use crate::analysis::placement::conversation;
use crate::analysis::{Calendar, Fold, Shard, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind};

/// A rep's ISO week in a conversation, in which they put something to work that names no deal. It is an
/// occasion, and never counts as held, assisted or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct StandIn<'s> {
    pub(in crate::analysis) rep: u32,
    pub(in crate::analysis) conversation: Conversation,
    /// From its first to its last use.
    pub(in crate::analysis) under_way: (i64, i64),
    uses: &'s [UsedInWeek],
}

impl StandIn<'_> {
    /// Each asset that was put to work by an action that the scope asks about, with the first time; by asset.
    pub(in crate::analysis) fn first_uses(&self) -> impl Iterator<Item = (u32, i64)> + '_ {
        let touched = self.uses.iter().filter(|used| used.touched != NEVER);
        touched.map(|used| (used.asset, used.touched))
    }
}

/// All of a scope; in which weeks there was a use does not depend on its filters of assets and actions.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct StandIns {
    /// Sorted, but for what was added since it was last put in order.
    uses: Vec<UsedInWeek>,
    tidy: usize,
}

/// An asset was put to work without a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct UsedInWeek {
    rep: u32,
    week: u32,
    conversation: Conversation,
    asset: u32,
    first: i64,
    last: i64,
    /// When first by an action that the scope asks about; [`NEVER`] if it was not.
    touched: i64,
}

const NEVER: i64 = i64::MAX;

impl UsedInWeek {
    const fn stand_in(&self) -> (u32, u32, u8) {
        (self.rep, self.week, self.conversation.code())
    }
}

impl StandIns {
    /// Reads them.
    pub(in crate::analysis) fn of(view: &View<'_>) -> Result<Self> {
        let weeks = Calendar::Week.cuts(view.span())?;
        view.run(&StandInFold { view, weeks: &weeks })
    }

    /// All of them, by rep, week and conversation.
    pub(in crate::analysis) fn all(&self) -> impl Iterator<Item = StandIn<'_>> {
        let all = self.uses.chunk_by(|one, other| one.stand_in() == other.stand_in());
        all.map(|uses| StandIn {
            rep: uses[0].rep,
            conversation: uses[0].conversation,
            under_way: uses.iter().fold((i64::MAX, i64::MIN), |(first, last), used| {
                (first.min(used.first), last.max(used.last))
            }),
            uses,
        })
    }

    fn add(&mut self, used: UsedInWeek) {
        const FEW: usize = 65_536;
        self.uses.push(used);
        if self.uses.len() >= 2 * self.tidy + FEW {
            self.tidy_up();
        }
    }

    /// One for each asset of a stand-in.
    fn tidy_up(&mut self) {
        self.uses.sort_unstable();
        self.uses.dedup_by(|next, kept| {
            let same = (next.stand_in(), next.asset) == (kept.stand_in(), kept.asset);
            if same {
                kept.last = kept.last.max(next.last);
                kept.touched = kept.touched.min(next.touched);
            }
            same
        });
        self.tidy = self.uses.len();
    }
}

impl Tally for StandIns {
    fn merge(mut self, mut other: Self) -> Self {
        self.uses.append(&mut other.uses);
        self.tidy_up();
        self
    }
}

pub(super) struct StandInFold<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) weeks: &'a [Cut],
}

impl Fold for StandInFold<'_> {
    type Tally = StandIns;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Code, Field::Rep, Field::Asset, Field::Deal, Field::Conversation]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn without_deal(&self) -> bool {
        true
    }

    fn fold(&self, shard: &Shard<'_>) -> StandIns {
        let mut tally = StandIns::default();
        // Who asks about some deals does not ask about what names none.
        if !self.view.has_deal(NONE as usize) {
            return tally;
        }
        let mut weeks = Finder::new(self.weeks);
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (rep, at) = (facts.rep[position], facts.at[position]);
                if facts.deal[position] != NONE
                    || !facts.puts_to_work(position)
                    || !self.view.span().contains(at)
                    || !self.view.has_any_rep(&[rep])
                {
                    continue;
                }
                let Some(conversation) = conversation(facts.conversation[position]) else {
                    continue;
                };
                let week = weeks.find(at).and_then(|week| u32::try_from(week).ok());
                if let (Some(week), true) = (week, self.view.has_conversation(conversation)) {
                    let asset = facts.asset[position];
                    let touched =
                        if self.view.has_action(facts.code[position]) { at } else { NEVER };
                    let (first, last) = (at, at);
                    tally.add(UsedInWeek { rep, week, conversation, asset, first, last, touched });
                }
            }
        });
        tally.tidy_up();
        tally
    }
}
