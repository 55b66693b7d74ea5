//! What was held on one deal, read from its facts in order.

use std::collections::HashMap;

use super::HeldConversation;
use super::decisions::{Decisions, place};
use crate::analysis::placement::{Meanings, conversation};
use crate::analysis::{Placed, Placement, View};
use crate::columns::{DealFacts, Deals, NONE, Turn};
use crate::error::Result;
use crate::ledger::Name;
use crate::model::{Conversation, Deal, OutcomeResult, StageMeaning, Timestamp};

const CONVERSATIONS: usize = Conversation::ALL.len();
/// How many of the last reps are compared with the next one.
const FEW: usize = 4;
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

/// An asset was put to work on a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct PutToWork {
    pub(in crate::analysis) asset: u32,
    pub(in crate::analysis) rep: u32,
    pub(in crate::analysis) at: i64,
    /// The write that says so: uses of one moment stand in the order of their writes.
    pub(in crate::analysis) write: u32,
    /// The code of what was done with it.
    pub(in crate::analysis) action: u8,
    /// In which conversation, if that is known.
    pub(in crate::analysis) conversation: Option<Conversation>,
    /// Whether it says so itself.
    pub(in crate::analysis) stated: bool,
}

impl PutToWork {
    /// Stands where there is none yet.
    const ROOM: Self = Self {
        asset: NONE,
        rep: NONE,
        at: NEVER,
        write: 0,
        action: 0,
        conversation: None,
        stated: false,
    };

    /// How its conversation is known, if it is.
    pub(in crate::analysis) fn placed(&self) -> Option<Placed> {
        self.conversation.map(|_| if self.stated { Placed::Stated } else { Placed::Inferred })
    }
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
    /// Reps and latest stated outcome of each of the five, by code; the first one takes what belongs to none.
    found: [Found; 1 + CONVERSATIONS],
}

/// What uses and outcomes say of a conversation.
#[derive(Debug, Default)]
struct Found {
    /// In no order, with repeats.
    reps: Vec<u32>,
    /// The last few of them; [`NONE`] as long as there are fewer.
    last_reps: [u32; FEW],
    /// The first use put to work or outcome; [`NEVER`] if there is none.
    first: i64,
    /// The last use put to work.
    used: Option<i64>,
    stated: Option<(i64, Option<OutcomeResult>)>,
    /// Who is named on that outcome.
    stated_by: Option<u32>,
}

impl Found {
    fn clear(&mut self) {
        self.reps.clear();
        self.last_reps = [NONE; FEW];
        (self.first, self.used, self.stated, self.stated_by) = (NEVER, None, None, None);
    }

    const fn is_some(&self) -> bool {
        self.first != NEVER
    }

    /// Notes a fact that happened after those before.
    fn add(&mut self, at: i64, rep: u32) {
        self.first = self.first.min(at);
        // Few reps work on one conversation, so that most of them were noted a moment ago. All are
        // compared, so that which of them it is makes no branch.
        let noted = self.last_reps.iter().filter(|noted| **noted == rep).count();
        if noted == 0 {
            self.last_reps[self.reps.len() % FEW] = rep;
            self.reps.push(rep);
        }
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
        on.clear();
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
    fn clear(&mut self) {
        self.conversations.clear();
        self.stages.clear();
        self.reps.clear();
        self.found.iter_mut().for_each(Found::clear);
    }

    /// Reads the facts in order: each is placed in the conversation that it states, or else in that of the
    /// stage that the deal is in.
    fn read(&mut self, facts: &DealFacts<'_>, meanings: &Meanings) {
        if self.uses.len() < facts.says.len() {
            self.uses.resize(facts.says.len(), PutToWork::ROOM);
        }
        let mut stages = facts.stages.iter();
        let mut current = 0;
        self.used = 0;
        let what = facts.says.iter().zip(facts.at).zip(facts.write);
        for (((says, at), write), (rep, asset)) in what.zip(facts.rep.iter().zip(facts.asset)) {
            let (at, rep, stated) = (*at, *rep, says.conversation());
            let turn = says.turn();
            let entered = if turn == Some(Turn::Stage) { stages.next() } else { None };
            if !facts.in_force.is_everything() && !facts.in_force.holds(*write) {
                continue;
            }
            match turn {
                // Most facts are uses. What makes no difference is counted where nobody looks, so that there is
                // no branch that cannot be foreseen.
                None => {
                    let works = says.puts_to_work();
                    let placed = if stated == 0 { current } else { stated };
                    let Some(next) = self.uses.get_mut(self.used) else { break };
                    *next = PutToWork {
                        asset: *asset,
                        rep,
                        at,
                        write: *write,
                        action: says.action(),
                        conversation: conversation(placed),
                        stated: stated != 0,
                    };
                    self.used += usize::from(works);
                    let found = &mut self.found[if works { usize::from(placed) } else { 0 }];
                    found.add(at, rep);
                    found.used = Some(at);
                }
                Some(Turn::Stage) => {
                    let means = entered.and_then(|entered| meanings.of_stage(entered.stage));
                    self.stages.push((at, means));
                    current = match means {
                        Some(StageMeaning::Conversation(conversation)) => conversation.code(),
                        Some(StageMeaning::Won | StageMeaning::Lost) | None => 0,
                    };
                }
                Some(Turn::Outcome(result)) if stated != 0 => {
                    let found = &mut self.found[usize::from(stated)];
                    found.add(at, rep);
                    found.stated = Some((at, result));
                    found.stated_by = Some(rep).filter(|rep| *rep != NONE);
                }
                Some(Turn::Outcome(_)) => {}
            }
        }
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
        let [_, found @ ..] = &mut self.found;
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
            found.reps.sort_unstable();
            found.reps.dedup();
            self.reps.extend(found.reps.iter().filter(|rep| **rep != NONE));
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
    ) -> impl Iterator<Item = &HeldConversation> {
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
        let conversation = Some(of.conversation);
        self.uses().iter().filter(move |one| one.conversation == conversation)
    }
}
