//! What was held on one deal, read from its facts in order.

use std::collections::HashMap;

use super::deal_reps::DealReps;
use super::decisions::{Decisions, place};
use super::{HeldConversation, PutToWork};
use crate::analysis::placement::Meanings;
use crate::analysis::{Placement, View};
use crate::columns::{DealFacts, Deals, NONE, Turn};
use crate::error::Result;
use crate::ledger::Name;
use crate::model::{Conversation, Deal, OutcomeResult, StageMeaning, Timestamp};

const CONVERSATIONS: usize = Conversation::ALL.len();
const NEVER: i64 = i64::MAX;

/// Reads what was held on one deal after the other.
pub(in crate::analysis) struct HeldReader<'a> {
    placement: &'a Placement,
    deals: &'a Deals,
    /// The catalogue is read as it holds then.
    end: (Timestamp, u64),
    /// The rep's number, by the number that deals have for their owner.
    owners: Vec<Option<u32>>,
    /// The place of each rep in the order of keys, by number.
    rep_order: Vec<u32>,
}

/// What was held on one deal, with what a question about outcomes asks of it.
#[derive(Debug, Default)]
pub(in crate::analysis) struct OnDeal {
    /// The deal's owner, by number, as the catalogue knows the deal at the scope's end.
    pub(in crate::analysis) owner: Option<u32>,
    opened_at: Option<Timestamp>,
    /// The conversations that were held on it, in the scope or not, in order.
    pub(in crate::analysis) conversations: Vec<HeldConversation>,
    /// When it entered its stages, in order, and what those mean.
    pub(in crate::analysis) stages: Vec<(i64, Option<StageMeaning>)>,
    pub(super) reps: Vec<u32>,
    /// Everything that was put to work on it, by time; and room for more.
    uses: Vec<PutToWork>,
    used: usize,
    /// Of each of the five, by code; the first one takes what belongs to none.
    found: [Found; 1 + CONVERSATIONS],
    worked: DealReps,
}

/// What uses and outcomes say of a conversation.
#[derive(Debug)]
struct Found {
    /// The first use put to work or outcome; [`NEVER`] if there is none.
    first: i64,
    /// The last use put to work.
    used: Option<i64>,
    stated: Option<(i64, Option<OutcomeResult>)>,
    /// Who is named on that outcome.
    stated_by: Option<u32>,
}

impl Found {
    const fn is_some(&self) -> bool {
        self.first != NEVER
    }

    /// Notes an outcome: the latest one holds.
    fn decide(&mut self, at: i64, rep: u32, result: Option<OutcomeResult>) {
        self.first = self.first.min(at);
        self.stated = Some((at, result));
        self.stated_by = Some(rep).filter(|rep| *rep != NONE);
    }
}

impl Default for Found {
    fn default() -> Self {
        Self { first: NEVER, used: None, stated: None, stated_by: None }
    }
}

impl<'a> HeldReader<'a> {
    pub(in crate::analysis) fn new(view: &'a View<'_>) -> Result<Self> {
        let keys = view.columns().names(Name::Rep);
        let mut by_key: Vec<u32> = (0..).take(keys.len()).collect();
        by_key.sort_by_key(|rep| keys.get(*rep as usize));
        let mut rep_order = vec![0; keys.len()];
        for (place, rep) in (0..).zip(by_key) {
            rep_order[rep as usize] = place;
        }
        let numbers: HashMap<&str, u32> = keys.iter().map(|key| &**key).zip(0..).collect();
        let deals = view.columns().deals()?;
        Ok(Self {
            placement: view.placement()?,
            deals,
            end: (view.end(), view.writes()),
            owners: deals.of_owners(|owner| numbers.get(owner.as_str()).copied()),
            rep_order,
        })
    }

    /// Reads what was held on a deal.
    pub(in crate::analysis) fn read(&self, facts: &DealFacts<'_>, on: &mut OnDeal) {
        on.clear(self.rep_order.len(), facts.says.len());
        on.read(facts, self.placement.meanings());
        let now = self.deals.now(facts.deal, self.end.0, self.end.1);
        on.owner = now.owner.and_then(|owner| self.owners.get(owner as usize).copied()?);
        on.opened_at = now.opened_at;
        on.decide(facts.deal, |rep| self.rep_order.get(rep as usize).copied());
    }

    /// A deal, as the catalogue knows it at the scope's end.
    pub(in crate::analysis) fn deal(&self, number: u32) -> Option<&'a Deal> {
        self.deals.holding(number, self.end.0, self.end.1)
    }
}

impl OnDeal {
    fn clear(&mut self, reps: usize, facts: usize) {
        self.conversations.clear();
        self.stages.clear();
        self.reps.clear();
        self.found = Default::default();
        self.worked.begin(reps, facts);
    }

    /// Reads the facts in order: each is placed in the conversation that it states, or else in that of the
    /// stage that the deal is in.
    fn read(&mut self, facts: &DealFacts<'_>, meanings: &Meanings) {
        if self.uses.len() < facts.says.len() {
            self.uses.resize(facts.says.len(), PutToWork::ROOM);
        }
        // A count in a register: each use would otherwise wait until the one before it has stored it.
        let (room, mut count) = (self.uses.as_mut_slice(), 0);
        let all_hold = facts.in_force.is_everything();
        let mut stages = facts.stages.iter();
        let mut current = 0;
        let columns = facts.says.iter().zip(facts.at).zip(facts.rep.iter().zip(facts.asset));
        for (position, ((says, at), (rep, asset))) in (0..).zip(columns) {
            let (at, rep, asset, stated) = (*at, *rep, *asset, says.conversation());
            let turn = says.turn();
            let entered = if turn == Some(Turn::Stage) { stages.next() } else { None };
            if !all_hold && !facts.holds(position as usize) {
                continue;
            }
            match turn {
                None => {
                    // What makes no difference is written where the next one will be, so that there is no branch
                    // that cannot be foreseen.
                    let place = if stated == 0 { current } else { stated };
                    let Some(next) = room.get_mut(count) else { break };
                    *next = PutToWork { at, asset, rep, position, says: *says, place };
                    count += usize::from(says.puts_to_work());
                }
                Some(Turn::Stage) => {
                    let means = entered.and_then(|entered| meanings.of_stage(entered.stage));
                    self.stages.push((at, means));
                    current = match means {
                        Some(StageMeaning::Conversation(conversation)) => conversation.code(),
                        Some(StageMeaning::Won | StageMeaning::Lost) | None => 0,
                    };
                }
                Some(Turn::Outcome(result)) => {
                    if stated != 0 {
                        self.found[usize::from(stated)].decide(at, rep, result);
                        self.worked.add(rep, stated);
                    }
                }
            }
        }
        for one in room.iter().take(count) {
            let Some(found) = self.found.get_mut(usize::from(one.place)) else { continue };
            found.first = found.first.min(one.at);
            found.used = Some(one.at);
            self.worked.add(one.rep, one.place);
        }
        self.used = count;
    }

    /// Everything that was put to work on it, by time.
    pub(in crate::analysis) fn uses(&self) -> &[PutToWork] {
        self.uses.get(..self.used).unwrap_or_default()
    }

    fn decide(&mut self, number: u32, order: impl Fn(u32) -> Option<u32>) {
        let owner = self.owner;
        let value = Conversation::TangibleValue;
        let value_is_held = self.found[usize::from(value.code())].is_some()
            || self
                .stages
                .iter()
                .any(|(_, means)| *means == Some(StageMeaning::Conversation(value)));
        let stages = Decisions::of(&self.stages, value_is_held);
        // When the next lower held conversation was decided, if it was.
        let mut before: Option<i64> = None;
        self.worked.sort();
        let [_, found @ ..] = &self.found;
        for (&conversation, found) in Conversation::ALL.iter().zip(found) {
            let place = place(conversation);
            let entered = stages.entered[place];
            if !found.is_some() && entered.is_none() {
                continue;
            }
            let decided = match found.stated {
                Some((at, Some(result))) => Some((at, result)),
                _ => stages.decided[place],
            };
            let opened = self.opened_at.map(|at| at.micros());
            let start = entered.map(|(first, _)| first).or(before).or(opened);
            let last = found.used.max(entered.map(|(_, last)| last));
            before = decided.map(|(at, _)| at);
            // One that is held without an outcome has a use or a stage.
            let end = before.or(last).unwrap_or(i64::MIN);
            let first = self.reps.len();
            self.reps.extend(self.worked.of(conversation.code()));
            if self.reps.len() == first {
                self.reps.extend(owner);
            }
            let by_key = || self.reps[first..].iter().copied().min_by_key(|rep| order(*rep));
            self.conversations.push(HeldConversation {
                deal: number,
                conversation,
                result: decided.map(|(_, result)| result),
                start,
                from: start.unwrap_or(found.first).min(end),
                end,
                assisted: found.used.is_some(),
                lead: owner.or_else(by_key),
                owner: owner.or(found.stated_by),
                reps: first..self.reps.len(),
            });
        }
    }

    /// The numbers of the reps of one of the conversations.
    pub(in crate::analysis) fn reps(&self, of: &HeldConversation) -> &[u32] {
        self.reps.get(of.reps.clone()).unwrap_or_default()
    }

    /// The conversations that belong to a scope: that end in its span, on deals and in conversations that
    /// its filters let through, and of whose reps they let one through.
    pub(in crate::analysis) fn within(
        &self,
        view: &View<'_>,
    ) -> impl Iterator<Item = &HeldConversation> + Clone {
        self.conversations.iter().filter(|one| {
            view.span().contains(one.end)
                && view.has_conversation(one.conversation)
                && view.has_deal(one.deal as usize)
                && view.has_any_rep(self.reps(one))
        })
    }

    /// Each asset that was put to work in one of the conversations, with the first time; by asset. `into`
    /// is cleared before.
    pub(in crate::analysis) fn first_uses(
        &self,
        of: &HeldConversation,
        into: &mut Vec<(u32, i64)>,
    ) {
        into.clear();
        into.extend(self.uses_in(of).map(|used| (used.asset, used.at)));
        into.sort_unstable();
        into.dedup_by_key(|(asset, _)| *asset);
    }

    /// What was put to work in one of the conversations, by time.
    pub(in crate::analysis) fn uses_in(
        &self,
        of: &HeldConversation,
    ) -> impl Iterator<Item = &PutToWork> {
        let place = of.conversation.code();
        self.uses().iter().filter(move |one| one.place == place)
    }
}
