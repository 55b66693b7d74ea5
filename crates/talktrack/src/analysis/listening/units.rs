//! What was recommended to each rep: one asset for one conversation, for as long as it stood.

use std::ops::Range;

use super::sent::AllSent;
use crate::analysis::View;
use crate::analysis::placement::conversation;
use crate::error::Result;
use crate::model::{Conversation, Conversations};

const CONVERSATIONS: usize = Conversation::ALL.len();

/// An asset was recommended to a rep for a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) rep: u32,
    /// The code of the conversation.
    conversation: u8,
    pub(super) asset: u32,
    /// When it was sent, and when it lapsed.
    from: i64,
    to: i64,
}

impl Unit {
    /// From when on, and before when it stood; nothing if it never did.
    pub(super) fn stood(&self) -> Option<(i64, i64)> {
        (self.from < self.to).then_some((self.from, self.to))
    }

    /// Its place among those of all reps and conversations.
    fn place(&self) -> usize {
        place(self.rep, self.conversation)
    }
}

/// The place of a rep and the conversation with this code.
fn place(rep: u32, conversation: u8) -> usize {
    rep as usize * CONVERSATIONS + usize::from(conversation) - 1
}

/// All of a scope, by rep, conversation and the time from which on they stood.
pub(super) struct Units {
    all: Vec<Unit>,
    /// Where those of each rep and conversation begin; one more for where the last ones end.
    begins: Vec<usize>,
    /// Of each of them, when it and all of its rep and conversation before it had lapsed.
    lapsed: Vec<i64>,
    /// How many recommendations reached a rep: one to ten reps counts ten times.
    pub(super) received: u64,
}

impl Units {
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        let mut sent = Vec::new();
        let mut received = 0;
        AllSent::of(view)?.visit(view, |one, reps| {
            let asset = view.assets().get(one.asset as usize).copied().flatten();
            let supports = asset.map_or(Conversations::NONE, |asset| asset.supports);
            let stated = conversation(one.conversation);
            let is_addressed = |one: &Conversation| {
                let made_for = supports.is_empty() || supports.contains(*one);
                stated.map_or(made_for, |stated| stated == *one) && view.has_conversation(*one)
            };
            let addressed = || Conversation::ALL.iter().filter(|one| is_addressed(one));
            if addressed().next().is_some() {
                received += reps.len() as u64;
            }
            let (asset, stands) = (one.asset, one.stands());
            for rep in reps {
                sent.extend(addressed().map(|one| Unit {
                    rep: *rep,
                    conversation: one.code(),
                    asset,
                    from: stands.start,
                    to: stands.end,
                }));
            }
        })?;
        let (all, begins) = together(sent, view.reps().len() * CONVERSATIONS);
        let mut lapsed: Vec<i64> = all.iter().map(|unit| unit.to).collect();
        for ends in begins.windows(2) {
            let own = lapsed.get_mut(ends[0]..ends[1]).unwrap_or_default();
            let mut latest = i64::MIN;
            own.iter_mut().for_each(|to| {
                latest = latest.max(*to);
                *to = latest;
            });
        }
        Ok(Self { all, begins, lapsed, received })
    }

    pub(super) fn all(&self) -> &[Unit] {
        &self.all
    }

    /// The positions of those of a rep for a conversation of which any may have stood from one moment to another; more
    /// may follow that stood later.
    #[inline]
    pub(super) fn around(
        &self,
        rep: u32,
        conversation: Conversation,
        (from, to): (i64, i64),
    ) -> Range<usize> {
        let place = place(rep, conversation.code());
        let range = self.begins.get(place).zip(self.begins.get(place + 1));
        let range = range.map_or(0..0, |(begin, end)| *begin..*end);
        let lapsed = self.lapsed.get(range.clone()).unwrap_or_default();
        let first = range.start + lapsed.partition_point(|lapsed| *lapsed <= from);
        let any = self.all.get(first).is_some_and(|unit| unit.from <= to);
        first..if any { range.end } else { first }
    }

    /// Those at these positions that stood by a moment, each with its position.
    #[inline]
    pub(super) fn until(
        &self,
        range: Range<usize>,
        to: i64,
    ) -> impl Iterator<Item = (usize, &Unit)> {
        let units = range.clone().zip(self.all.get(range).unwrap_or_default());
        units.take_while(move |(_, unit)| unit.from <= to)
    }

    /// The position of the one that stood when a rep did something with an asset in a conversation.
    #[inline]
    pub(super) fn standing(
        &self,
        rep: u32,
        conversation: Conversation,
        asset: u32,
        at: i64,
    ) -> Option<usize> {
        let stood = |unit: &Unit| unit.asset == asset && unit.from <= at && at < unit.to;
        // They do not overlap, so that one at most stands.
        let mut around = self.until(self.around(rep, conversation, (at, at)), at);
        around.find(|(_, unit)| stood(unit)).map(|(position, _)| position)
    }
}

/// Puts those of the same rep and conversation together, of so many `places`: by the time from which on they stood,
/// those that overlap made one. Also says where those of each place begin.
fn together(sent: Vec<Unit>, places: usize) -> (Vec<Unit>, Vec<usize>) {
    let mut ends = vec![0; places];
    for unit in &sent {
        ends[unit.place()] += 1;
    }
    let mut begin = 0;
    for end in &mut ends {
        (*end, begin) = (begin, begin + *end);
    }
    let mut by_place = sent.clone();
    for unit in sent {
        let end = &mut ends[unit.place()];
        by_place[*end] = unit;
        *end += 1;
    }
    let mut all = Vec::with_capacity(by_place.len());
    let mut begins = Vec::with_capacity(places + 1);
    begins.push(0);
    let mut rest = by_place.as_mut_slice();
    let mut begin = 0;
    for end in ends {
        let (own, others) = rest.split_at_mut(end - begin);
        (rest, begin) = (others, end);
        own.sort_unstable_by_key(|unit| (unit.asset, unit.from, unit.to));
        let first = all.len();
        for unit in &*own {
            match all[first..].last_mut() {
                Some(Unit { asset, to, .. }) if *asset == unit.asset && unit.from < *to => {
                    *to = unit.to.max(*to);
                }
                _ => all.push(*unit),
            }
        }
        all[first..].sort_unstable_by_key(|unit| (unit.from, unit.asset, unit.to));
        begins.push(all.len());
    }
    (all, begins)
}
