//! The recommendations of a scope, and whom each of them addressed.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::life::DAY;
use crate::analysis::tallies::Sorted;
use crate::analysis::{Fold, Shard, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::Name;
use crate::ledger::chunk::{Field, Packed};
use crate::model::{Audience, EventKind, Rep, Timestamp};

/// After how many days a recommendation lapses that does not say until when it stands.
pub(super) const DAYS: u32 = 30;

/// A recommendation, as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Sent {
    /// Its write: they come in this order, and need not be sorted.
    seq: u64,
    at: i64,
    /// The code of the audience, see [`Audience`], with its rep or the word for its team.
    audience: (u8, u32),
    pub(super) asset: u32,
    /// The code of the conversation it names, 0 for none.
    pub(super) conversation: u8,
    /// Before which microsecond it stands.
    until: i64,
}

impl Sent {
    /// From when on, and before when it stands; for no time if it had lapsed when it was sent.
    pub(super) fn stands(&self) -> Range<i64> {
        self.at..self.until.max(self.at)
    }
}

/// All of a scope, in the order in which they were recorded.
pub(super) struct AllSent(Vec<Sent>);

impl AllSent {
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        Ok(Self(view.run(&SentFold { view })?.into_vec()))
    }

    /// Visits each with the numbers of the reps that it addressed, of those that the filters let through.
    pub(super) fn visit(
        &self,
        view: &View<'_>,
        mut visit: impl FnMut(&Sent, &[u32]),
    ) -> Result<()> {
        let teams = Teams::of(view);
        // What is sent to many is sent at one moment.
        for together in self.0.chunk_by(|one, other| one.call() == other.call()) {
            match together {
                [Sent { audience: (Audience::REP, rep), .. }, ..] => {
                    let is_there =
                        view.has_rep(*rep as usize) && (*rep as usize) < view.reps().len();
                    if is_there {
                        together.iter().for_each(|sent| visit(sent, &[*rep]));
                    }
                }
                [first, ..] => {
                    let reps = first.reps(view, &teams)?;
                    together.iter().for_each(|sent| visit(sent, &reps));
                }
                [] => {}
            }
        }
        Ok(())
    }
}

impl Sent {
    /// When and to whom it was sent.
    const fn call(&self) -> (i64, (u8, u32)) {
        (self.at, self.audience)
    }

    /// Of one that names no rep: the reps of the catalogue who were active when it was sent, in the team that it
    /// names.
    fn reps(&self, view: &View<'_>, teams: &Teams<'_>) -> Result<Vec<u32>> {
        let (code, number) = self.audience;
        let at = Timestamp::from_micros(self.at)?;
        let team = view.columns().names(Name::Word).get(number as usize);
        let is_addressed = |rep: &Rep| match code {
            Audience::TEAM => {
                rep.team.as_ref().zip(team).is_some_and(|(own, team)| own.as_str() == &**team)
            }
            _ => true,
        };
        let is_active = |rep: &Rep| {
            rep.started_at.is_none_or(|started| started <= at)
                && rep.left_at.is_none_or(|left| at < left)
        };
        let histories = &view.columns().catalogue().reps;
        let is_there = |rep: &u32| {
            let known = histories.get(*rep as usize);
            let known = known.and_then(|history| history.holding(at, view.writes()));
            known.is_some_and(|known| is_active(known) && is_addressed(known))
                && view.has_rep(*rep as usize)
        };
        Ok(match code {
            Audience::TEAM => {
                let members = team.and_then(|team| teams.0.get(&**team));
                members.into_iter().flatten().copied().filter(is_there).collect()
            }
            _ => (0..).take(histories.len()).filter(is_there).collect(),
        })
    }
}

/// Who was ever in each team, by number, so that not all reps are asked for each recommendation.
struct Teams<'a>(HashMap<&'a str, Vec<u32>>);

impl<'a> Teams<'a> {
    fn of(view: &View<'a>) -> Self {
        let mut teams: HashMap<&str, Vec<u32>> = HashMap::new();
        for (rep, history) in (0..).zip(&view.columns().catalogue().reps) {
            for (_, known) in history.timeline(view.writes()) {
                let Some(team) = &known.team else { continue };
                let members = teams.entry(team.as_str()).or_default();
                if members.last() != Some(&rep) {
                    members.push(rep);
                }
            }
        }
        Self(teams)
    }
}

/// Finds the recommendations that were sent in the scope.
pub(super) struct SentFold<'a> {
    pub(super) view: &'a View<'a>,
}

impl Fold for SentFold<'_> {
    type Tally = Sorted<Sent>;

    fn fields(&self) -> &[Field] {
        &[
            Field::At,
            Field::Rep,
            Field::Asset,
            Field::Deal,
            Field::Conversation,
            Field::Code,
            Field::Word,
            Field::Number,
        ]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Recommendation]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> Sorted<Sent> {
        const RECOMMENDATION: u8 = EventKind::Recommendation.code();
        let mut all = Vec::new();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (at, deal) = (facts.at[position], facts.deal[position]);
                let asset = facts.asset[position];
                if facts.kind[position] != RECOMMENDATION
                    || !self.view.span().contains(at)
                    || self.view.assets().len() <= asset as usize
                    || !self.view.has_asset(asset as usize)
                    // One that names no deal is for all of them.
                    || !(deal == NONE || self.view.has_deal(deal as usize))
                {
                    continue;
                }
                let code = facts.code[position];
                let whom = match code {
                    Audience::REP => facts.rep[position],
                    Audience::TEAM => facts.word[position],
                    _ => NONE,
                };
                let until = match facts.number[position] {
                    Packed::NONE => at.saturating_add(i64::from(DAYS) * DAY),
                    until => until,
                };
                let conversation = facts.conversation[position];
                let seq = facts.seq(position).get();
                all.push(Sent { seq, at, audience: (code, whom), asset, conversation, until });
            }
        });
        Sorted::of(all)
    }
}
