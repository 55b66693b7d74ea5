//! What was recommended to each rep: one asset for one conversation, for as long as it stood.

use std::ops::Range;

use super::sent::AllSent;
use crate::analysis::View;
use crate::analysis::placement::conversation;
use crate::error::Result;
use crate::model::{Conversation, Conversations};

const CONVERSATIONS: usize = Conversation::ALL.len();

/// An asset was recommended to a rep for a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

    fn is_alike(&self, other: &Self) -> bool {
        (self.rep, self.conversation, self.asset) == (other.rep, other.conversation, other.asset)
    }
}

/// All of a scope, by rep, conversation and asset.
pub(super) struct Units {
    all: Vec<Unit>,
    /// Where those of each rep and conversation begin; one more for where the last ones end.
    begins: Vec<usize>,
    /// How many recommendations reached a rep: one to ten reps counts ten times.
    pub(super) received: u64,
}

impl Units {
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        let mut all = Vec::new();
        let mut received = 0;
        AllSent::of(view)?.visit(view, |sent, reps| {
            let asset = view.assets().get(sent.asset as usize).copied().flatten();
            let supports = asset.map_or(Conversations::NONE, |asset| asset.supports);
            let stated = conversation(sent.conversation);
            let is_addressed = |one: &Conversation| {
                let made_for = supports.is_empty() || supports.contains(*one);
                stated.map_or(made_for, |stated| stated == *one) && view.has_conversation(*one)
            };
            let addressed = || Conversation::ALL.iter().filter(|one| is_addressed(one));
            if addressed().next().is_some() {
                received += reps.len() as u64;
            }
            let (asset, stands) = (sent.asset, sent.stands());
            for rep in reps {
                all.extend(addressed().map(|one| Unit {
                    rep: *rep,
                    conversation: one.code(),
                    asset,
                    from: stands.start,
                    to: stands.end,
                }));
            }
        })?;
        all.sort_unstable();
        // Those that overlap are one.
        all.dedup_by(|next, kept| {
            let overlaps = kept.is_alike(next) && next.from < kept.to;
            if overlaps {
                kept.to = kept.to.max(next.to);
            }
            overlaps
        });
        let place =
            |unit: &Unit| unit.rep as usize * CONVERSATIONS + usize::from(unit.conversation) - 1;
        let places = view.reps().len() * CONVERSATIONS;
        let begins =
            (0..=places).map(|end| all.partition_point(|unit| place(unit) < end)).collect();
        Ok(Self { all, begins, received })
    }

    pub(super) fn all(&self) -> &[Unit] {
        &self.all
    }

    /// The positions of those of a rep for a conversation.
    #[inline]
    pub(super) fn of_rep(&self, rep: u32, conversation: Conversation) -> Range<usize> {
        let place = rep as usize * CONVERSATIONS + usize::from(conversation.code()) - 1;
        let range = self.begins.get(place).zip(self.begins.get(place + 1));
        range.map_or(0..0, |(begin, end)| *begin..*end)
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
        let range = self.of_rep(rep, conversation);
        let ours = self.all.get(range.clone())?;
        // They do not overlap, so that the last one that was sent by then is the only one that can stand.
        let sent = ours.partition_point(|unit| (unit.asset, unit.from) <= (asset, at));
        let last = sent.checked_sub(1)?;
        let unit = ours.get(last)?;
        (unit.asset == asset && at < unit.to).then_some(range.start + last)
    }
}
