//! Occasions as they are found, and what was put to work in them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::stand_ins::StandIns;
use crate::analysis::Tally;
use crate::analysis::fold::{cores, each};
use crate::columns::NONE;
use crate::model::{Conversation, OutcomeResult};

/// A conversation in which assets could have been put to work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::analysis) struct Occasion {
    /// The deal's number; [`NONE`] for a week in which a rep worked without naming one.
    pub(in crate::analysis) deal: u32,
    pub(in crate::analysis) conversation: Conversation,
    /// How it was decided; nothing while it is open, or where there is no deal.
    pub(in crate::analysis) result: Option<OutcomeResult>,
    /// When it began, where that is known.
    pub(in crate::analysis) start: Option<i64>,
    /// From when on it is known to have been under way.
    pub(super) from: i64,
    /// When it was decided, or had its last fact.
    pub(in crate::analysis) end: i64,
    /// The deal's owner, else who is named on the outcome.
    pub(in crate::analysis) owner: Option<u32>,
    pub(super) reps: Range<u32>,
    pub(super) touches: Range<u32>,
}

impl Occasion {
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
        self.touches.len() as u64
    }

    /// How long it took, in microseconds, where its start is known.
    pub(in crate::analysis) fn length(&self) -> Option<i64> {
        self.start.map(|start| self.end.saturating_sub(start))
    }
}

/// An asset was put to work in an occasion.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct Touch {
    /// Who did so first.
    pub(in crate::analysis) rep: u32,
    /// When first.
    pub(in crate::analysis) at: i64,
    /// The position of the occasion.
    pub(in crate::analysis) occasion: u32,
}

/// What was put to work in an occasion: by whom first, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct FirstUse {
    asset: u32,
    rep: u32,
    at: i64,
}

/// Occasions with their reps, and what was put to work in each of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct Found {
    occasions: Vec<Occasion>,
    reps: Vec<u32>,
    touches: Vec<FirstUse>,
}

/// Positions are counted with 32 bits: more facts do not fit into memory.
fn short(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

const fn wide(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

impl Found {
    pub(super) fn occasions(&self) -> &[Occasion] {
        &self.occasions
    }

    pub(super) fn reps(&self, of: &Occasion) -> &[u32] {
        self.reps.get(wide(&of.reps)).unwrap_or_default()
    }

    /// Of each occasion one after the other.
    pub(super) fn all_reps(&self) -> &[u32] {
        &self.reps
    }

    fn touches(&self, of: &Occasion) -> &[FirstUse] {
        self.touches.get(wide(&of.touches)).unwrap_or_default()
    }

    /// Nothing yet, with room for what was put to work in so many facts.
    pub(super) fn with_room(facts: usize) -> Self {
        Self { touches: Vec::with_capacity(facts), ..Self::default() }
    }

    /// Adds an occasion: its reps, and asset, rep and time of the first use of each asset in it.
    pub(super) fn push(
        &mut self,
        one: &Occasion,
        reps: &[u32],
        uses: impl Iterator<Item = (u32, u32, i64)>,
    ) {
        let (first_rep, first) = (self.reps.len(), self.touches.len());
        self.reps.extend_from_slice(reps);
        self.touches.extend(uses.map(|(asset, rep, at)| FirstUse { asset, rep, at }));
        self.occasions.push(Occasion {
            reps: short(first_rep)..short(self.reps.len()),
            touches: short(first)..short(self.touches.len()),
            ..one.clone()
        });
    }

    /// Weeks that stand in for conversations.
    pub(super) fn of_weeks(weeks: &StandIns) -> Self {
        let mut found = Self::default();
        for week in weeks.all() {
            let (from, end) = week.under_way;
            let one = Occasion {
                deal: NONE,
                conversation: week.conversation,
                result: None,
                start: Some(from),
                from,
                end,
                owner: None,
                reps: 0..0,
                touches: 0..0,
            };
            let uses = week.first_uses().map(|(asset, at)| (asset, week.rep, at));
            found.push(&one, &[week.rep], uses);
        }
        found
    }

    fn copy(&mut self, from: &Self, one: &Occasion) {
        let (first_rep, first) = (self.reps.len(), self.touches.len());
        self.reps.extend_from_slice(from.reps(one));
        self.touches.extend_from_slice(from.touches(one));
        self.occasions.push(Occasion {
            reps: short(first_rep)..short(self.reps.len()),
            touches: short(first)..short(self.touches.len()),
            ..one.clone()
        });
    }

    /// Those of both.
    pub(super) fn and(mut self, mut other: Self) -> Self {
        if self.occasions.is_empty() {
            return other;
        }
        let [reps, touches] = [self.reps.len(), self.touches.len()].map(short);
        let after = |range: &Range<u32>, before| range.start + before..range.end + before;
        for one in &mut other.occasions {
            one.reps = after(&one.reps, reps);
            one.touches = after(&one.touches, touches);
        }
        self.occasions.append(&mut other.occasions);
        self.reps.append(&mut other.reps);
        self.touches.append(&mut other.touches);
        self
    }

    /// The same in the order of deals and conversations.
    pub(super) fn sorted(self) -> Self {
        let key = |one: &Occasion| (one.deal, one.conversation);
        if self.occasions.is_sorted_by_key(key) { self } else { self.in_order(key) }
    }

    fn in_order<K: Ord>(self, key: impl Fn(&Occasion) -> K) -> Self {
        let mut order: Vec<&Occasion> = self.occasions.iter().collect();
        order.sort_by_key(|one| key(one));
        let mut sorted = Self::default();
        order.into_iter().for_each(|one| sorted.copy(&self, one));
        sorted
    }

    /// Puts those with the same key together, and says where they stand. What was put to work stays where it is,
    /// to be taken out by asset.
    pub(super) fn group_by<K: Ord + Copy>(
        &mut self,
        key: impl Fn(&Occasion) -> K,
    ) -> Vec<(K, Range<usize>)> {
        self.occasions.sort_by_cached_key(&key);
        let mut groups: Vec<(K, Range<usize>)> = Vec::new();
        for (position, one) in self.occasions.iter().enumerate() {
            let own = key(one);
            match groups.last_mut() {
                Some((last, range)) if *last == own => range.end = position + 1,
                _ => groups.push((own, position..position + 1)),
            }
        }
        groups
    }

    /// Takes the touches out by asset, in the order of occasions.
    pub(super) fn touches_by_asset(&mut self, assets: usize) -> Vec<Vec<Touch>> {
        let all = std::mem::take(&mut self.touches);
        let mut counts = vec![0; assets];
        for touch in &all {
            if let Some(count) = counts.get_mut(touch.asset as usize) {
                *count += 1;
            }
        }
        let parts = cut(&counts, cores());
        let take = |(): &mut (), part: usize| {
            let part = &parts[part];
            let room = counts[part.clone()].iter().map(|count| Vec::with_capacity(*count));
            let mut taken: Vec<Vec<Touch>> = room.collect();
            for (occasion, one) in (0..).zip(&self.occasions) {
                for FirstUse { asset, rep, at } in all.get(wide(&one.touches)).unwrap_or_default() {
                    let place = (*asset as usize).wrapping_sub(part.start);
                    if let Some(touches) = taken.get_mut(place) {
                        touches.push(Touch { rep: *rep, at: *at, occasion });
                    }
                }
            }
            taken
        };
        each(parts.len(), || (), take).into_iter().flatten().collect()
    }

    /// When the first of them begins, and the last one ends.
    pub(super) fn extent(&self) -> (i64, i64) {
        let first = self.occasions.iter().map(|one| one.from).min();
        let last = self.occasions.iter().map(|one| one.end).max();
        (first.unwrap_or(i64::MAX), last.unwrap_or(i64::MIN))
    }
}

/// Cuts what is counted into `parts` ranges of about as many each.
fn cut(counts: &[usize], parts: usize) -> Vec<Range<usize>> {
    let share = counts.iter().sum::<usize>().div_ceil(parts.max(1));
    let (mut ranges, mut first, mut sum) = (Vec::new(), 0, 0);
    for (place, count) in counts.iter().enumerate() {
        sum += count;
        if sum > share {
            ranges.push(first..place + 1);
            (first, sum) = (place + 1, 0);
        }
    }
    ranges.push(first..counts.len());
    ranges
}

impl Tally for Found {
    fn merge(self, other: Self) -> Self {
        self.and(other).sorted()
    }
}
