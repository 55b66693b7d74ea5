//! The conversations that were held: on which deal, when, by whom, how they ended and whether any asset
//! helped.

mod decisions;
mod fold;

use std::collections::HashMap;
use std::ops::Range;

use self::decisions::Decisions;
use self::fold::{Cell, HeldFold, HeldTally, latest_of_tied};
use super::{Placement, View};
use crate::error::Result;
use crate::ledger::Name;
use crate::model::{Conversation, Deal, OutcomeResult};

/// A conversation that was held on a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldConversation {
    /// The deal's number.
    pub deal: u32,
    /// Which of the five it is.
    pub conversation: Conversation,
    /// How it was decided; nothing while it is open.
    pub result: Option<OutcomeResult>,
    /// When it began, in microseconds, where that is known. An outcome that was recorded before the
    /// stage can make it later than the end.
    pub start: Option<i64>,
    /// When it was decided; the last fact of one that is open.
    pub end: i64,
    /// Whether any asset was put to work in it.
    pub assisted: bool,
    /// Whom it counts for where figures cluster by rep: the deal's owner, else the first of its reps by
    /// key.
    pub lead: Option<u32>,
    reps: Range<usize>,
}

/// Every conversation that was held, in the order of deals and conversations.
///
/// A conversation is held on a deal if an asset was put to work in it, an outcome was stated, or the
/// deal entered a stage that maps to it. Facts of all times count, whatever the scope, and so does every
/// asset and action: a scope chooses among conversations by [`Held::within`].
#[derive(Debug, Clone, Default)]
pub struct Held {
    all: Vec<HeldConversation>,
    reps: Vec<u32>,
}

impl Held {
    /// Reads what was held.
    pub fn of(view: &View<'_>) -> Result<Self> {
        let placement = view.placement()?;
        let deals = view.columns().deals()?;
        let fold = HeldFold::new(placement, deals.names.len());
        let tally = view.run(&fold)?;
        let latest = latest_of_tied(view, &tally)?;
        let (end, writes) = (view.end(), view.writes());
        let rep_numbers: HashMap<&str, u32> =
            view.columns().names(Name::Rep).iter().map(|key| &**key).zip(0..).collect();
        let mut held = Self::default();
        for (number, history) in (0..).zip(&deals.histories) {
            let cells = tally.of_deal(number);
            if placement.stages(number).0.is_empty() && cells.iter().all(Cell::is_empty) {
                continue;
            }
            let deal = history.holding(end, writes);
            let owner = deal.and_then(|deal| deal.owner.as_ref());
            let owner = owner.and_then(|key| rep_numbers.get(key.as_str()).copied());
            let one = OneDeal { number, deal, owner, tally: &tally, latest: &latest };
            held.add(view, placement, &one);
        }
        Ok(held)
    }

    fn add(&mut self, view: &View<'_>, placement: &Placement, of: &OneDeal<'_>) {
        let cells = of.tally.of_deal(of.number);
        let (ats, means) = placement.stages(of.number);
        let last = Conversation::ALL.len() - 1;
        let value_is_held = means.contains(&Conversation::TangibleValue.code())
            || cells.get(last).is_some_and(|cell| !cell.is_empty());
        let stages = Decisions::of(ats, means, value_is_held);
        // When the next lower held conversation was decided, if it was.
        let mut before: Option<i64> = None;
        for (place, &conversation) in Conversation::ALL.iter().enumerate() {
            let cell = cells.get(place).copied().unwrap_or(Cell::EMPTY);
            let entered = stages.entered[place];
            if cell.is_empty() && entered.is_none() {
                continue;
            }
            let index = fold::cell(of.number, conversation.code()).unwrap_or(usize::MAX);
            let stated = cell
                .outcome()
                .map(|(at, result)| (at, result.or_else(|| of.latest.get(&index).copied())));
            let decided = match stated {
                Some((at, Some(result))) => Some((at, result)),
                _ => stages.decided[place],
            };
            let opened = of.deal.and_then(|deal| deal.opened_at).map(|at| at.micros());
            let start = entered.map(|(first, _)| first).or(before).or(opened);
            let last = cell.last_use().max(entered.map(|(_, last)| last));
            before = decided.map(|(at, _)| at);
            let first = self.reps.len();
            self.reps.extend(of.tally.reps(index));
            if self.reps.len() == first {
                self.reps.extend(of.owner);
            }
            let by_key = self.reps[first..].iter().min_by_key(|rep| view.rep_key(**rep as usize));
            self.all.push(HeldConversation {
                deal: of.number,
                conversation,
                result: decided.map(|(_, result)| result),
                start,
                // One that is held without an outcome has a use or a stage.
                end: before.or(last).unwrap_or(i64::MIN),
                assisted: cell.last_use().is_some(),
                lead: of.owner.or(by_key.copied()),
                reps: first..self.reps.len(),
            });
        }
    }

    /// All of them.
    pub fn all(&self) -> &[HeldConversation] {
        &self.all
    }

    /// The numbers of the reps of a conversation: who put anything to work in it or is named on an
    /// outcome of it; without any, the deal's owner.
    pub fn reps(&self, of: &HeldConversation) -> &[u32] {
        self.reps.get(of.reps.clone()).unwrap_or_default()
    }

    /// Those of a scope: that end in its span, on deals and in conversations that its filters let
    /// through, and of whose reps they let one through.
    pub fn within<'h>(
        &'h self,
        view: &'h View<'_>,
    ) -> impl Iterator<Item = &'h HeldConversation> + 'h {
        self.all.iter().filter(|one| {
            view.span().contains(one.end)
                && view.has_conversation(one.conversation)
                && view.has_deal(one.deal as usize)
                && view.has_any_rep(self.reps(one))
        })
    }
}

/// What is known of one deal.
struct OneDeal<'a> {
    number: u32,
    deal: Option<&'a Deal>,
    owner: Option<u32>,
    tally: &'a HeldTally,
    /// What was decided where outcomes at one moment contradict each other, by cell.
    latest: &'a HashMap<usize, OutcomeResult>,
}
