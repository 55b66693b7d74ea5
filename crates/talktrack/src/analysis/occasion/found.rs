//! Occasions as they are found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::stand_ins::StandIns;
use super::touches::{Touch, Touches, Touching};
use crate::analysis::Tally;
use crate::analysis::held::HeldConversation;
use crate::columns::{NONE, short};
use crate::model::{Conversation, OutcomeResult};

/// A conversation in which assets could have been put to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::analysis) struct Occasion {
    /// The deal's number; [`NONE`] for a week in which a rep worked without naming one.
    pub(in crate::analysis) deal: u32,
    pub(in crate::analysis) conversation: Conversation,
    /// How it was decided; nothing while it is open, or where there is no deal.
    pub(in crate::analysis) result: Option<OutcomeResult>,
    /// When it began; [`UNKNOWN`] where that is not known.
    start: i64,
    /// From when on it is known to have been under way.
    pub(super) from: i64,
    /// When it was decided, or had its last fact.
    pub(in crate::analysis) end: i64,
    /// The deal's owner, else who is named on the outcome; [`NONE`] for nobody.
    owner: u32,
    reps: Range<u32>,
    /// How many assets were put to work in it.
    assets: u32,
}

/// No time at all. There are many occasions, and an option takes twice the room.
const UNKNOWN: i64 = i64::MIN;

impl Occasion {
    /// A conversation that was held.
    pub(in crate::analysis) fn of(held: &HeldConversation) -> Self {
        Self {
            deal: held.deal,
            conversation: held.conversation,
            result: held.result,
            start: held.start.unwrap_or(UNKNOWN),
            from: held.from,
            end: held.end,
            owner: held.owner.unwrap_or(NONE),
            reps: 0..0,
            assets: 0,
        }
    }

    /// When it began, where that is known.
    #[inline]
    pub(in crate::analysis) fn start(&self) -> Option<i64> {
        Some(self.start).filter(|start| *start != UNKNOWN)
    }

    /// The deal's owner, else who is named on the outcome.
    #[inline]
    pub(in crate::analysis) fn owner(&self) -> Option<u32> {
        Some(self.owner).filter(|owner| *owner != NONE)
    }

    /// From when on it is known to have been under way.
    pub(in crate::analysis) const fn from(&self) -> i64 {
        self.from
    }

    /// Whether any moment of it lies in a span: from the first microsecond on, before the second.
    #[inline]
    pub(in crate::analysis) fn overlaps(&self, span: (i64, i64)) -> bool {
        self.from < span.1 && span.0 <= self.end
    }

    /// How many assets were put to work in it.
    pub(in crate::analysis) fn assets(&self) -> u64 {
        self.assets.into()
    }

    /// How long it took, in microseconds, where its start is known.
    pub(in crate::analysis) fn length(&self) -> Option<i64> {
        self.start().map(|start| self.end.saturating_sub(start))
    }
}

/// Occasions with their reps, and what was put to work in them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct Found {
    occasions: Vec<Occasion>,
    reps: Vec<u32>,
    /// Of some of the occasions, one after the other.
    touches: Vec<Touches>,
}

/// Finds occasions one by one.
pub(super) struct Finder {
    occasions: Vec<Occasion>,
    reps: Vec<u32>,
    touches: Touching,
}

impl Finder {
    /// Nothing yet, with what is put to work of assets with numbers below `assets`.
    pub(super) fn of(assets: usize) -> Self {
        Self { occasions: Vec::new(), reps: Vec::new(), touches: Touching::of(assets) }
    }

    /// Adds an occasion: its reps, and asset, rep and time of the first use of each asset in it.
    pub(super) fn push(
        &mut self,
        one: &Occasion,
        reps: &[u32],
        uses: impl Iterator<Item = (u32, u32, i64)>,
    ) {
        let (first_rep, position) = (self.reps.len(), self.occasions.len());
        self.reps.extend_from_slice(reps);
        let mut assets = 0;
        for used in uses {
            self.touches.push(used, position, one);
            assets += 1;
        }
        let reps = short(first_rep)..short(self.reps.len());
        self.occasions.push(Occasion { reps, assets, ..one.clone() });
    }

    /// All of them.
    pub(super) fn done(self) -> Found {
        let Self { occasions, reps, touches } = self;
        Found { occasions, reps, touches: vec![touches.done()] }
    }
}

impl Found {
    pub(super) fn occasions(&self) -> &[Occasion] {
        &self.occasions
    }

    pub(super) fn reps(&self, of: &Occasion) -> &[u32] {
        self.reps.get(of.reps.start as usize..of.reps.end as usize).unwrap_or_default()
    }

    /// Of each occasion one after the other.
    pub(super) fn all_reps(&self) -> &[u32] {
        &self.reps
    }

    /// What was put to work of an asset in a conversation, in the order of occasions, each with the position of its
    /// occasion.
    pub(super) fn touches(
        &self,
        asset: usize,
        conversation: Conversation,
    ) -> impl Iterator<Item = (usize, &Touch)> + Clone {
        self.touches.iter().flat_map(move |some| some.of(asset, conversation))
    }

    /// Weeks that stand in for conversations.
    pub(super) fn of_weeks(weeks: &StandIns, assets: usize) -> Self {
        let mut found = Finder::of(assets);
        for week in weeks.all() {
            let (from, end) = week.under_way;
            let one = Occasion {
                deal: NONE,
                conversation: week.conversation,
                result: None,
                start: from,
                from,
                end,
                owner: NONE,
                reps: 0..0,
                assets: 0,
            };
            let uses = week.first_uses().map(|(asset, at)| (asset, week.rep, at));
            found.push(&one, &[week.rep], uses);
        }
        found.done()
    }

    /// Those of both.
    pub(super) fn and(mut self, mut other: Self) -> Self {
        let (occasions, reps) = (self.occasions.len(), short(self.reps.len()));
        for one in &mut other.occasions {
            one.reps = one.reps.start + reps..one.reps.end + reps;
        }
        other.touches.iter_mut().for_each(|touches| touches.shift(occasions));
        self.occasions.append(&mut other.occasions);
        self.reps.append(&mut other.reps);
        self.touches.append(&mut other.touches);
        self
    }

    /// The same in the order of deals and conversations.
    pub(super) fn sorted(self) -> Self {
        let key = |one: &Occasion| (one.deal, one.conversation);
        if self.occasions.is_sorted_by_key(key) {
            return self;
        }
        let mut order: Vec<usize> = (0..self.occasions.len()).collect();
        order.sort_by_key(|position| key(&self.occasions[*position]));
        let mut places = vec![0; order.len()];
        let mut sorted = Self::default();
        for (place, position) in order.into_iter().enumerate() {
            places[position] = place;
            let one = &self.occasions[position];
            let first = sorted.reps.len();
            sorted.reps.extend_from_slice(self.reps(one));
            let reps = short(first)..short(sorted.reps.len());
            sorted.occasions.push(Occasion { reps, ..one.clone() });
        }
        sorted.touches = vec![Touches::moved(&self.touches, &places)];
        sorted
    }

    /// When the first of them begins, and the last one ends.
    pub(super) fn extent(&self) -> (i64, i64) {
        let first = self.occasions.iter().map(|one| one.from).min();
        let last = self.occasions.iter().map(|one| one.end).max();
        (first.unwrap_or(i64::MAX), last.unwrap_or(i64::MIN))
    }
}

impl Tally for Found {
    fn merge(self, other: Self) -> Self {
        self.and(other).sorted()
    }
}

/// The same occasions, and the same put to work in them, however many parts that stands in.
#[cfg(test)]
impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        let all = self.touches.iter().chain(&other.touches);
        let assets = all.map(Touches::assets).max().unwrap_or_default();
        let placed = |found: &Self, asset: usize| {
            let touches =
                Conversation::ALL.iter().copied().flat_map(|one| found.touches(asset, one));
            touches.map(|(position, touch)| (position, touch.at, touch.rep)).collect::<Vec<_>>()
        };
        (&self.occasions, &self.reps) == (&other.occasions, &other.reps)
            && (0..assets).all(|asset| placed(self, asset) == placed(other, asset))
    }
}
