//! What reps said of assets, and how long buyers looked at them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::tallies::Sorted;
use crate::analysis::{Fold, Shard, Tally, View};
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::{Field, Packed};
use crate::model::{EventKind, FeedbackReason};

/// What is known of one asset.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Voice {
    pub(super) ratings: u64,
    sum: u64,
    reasons: BTreeMap<FeedbackReason, u64>,
    millis: i64,
    looks: u64,
}

impl Voice {
    fn add(&mut self, other: Self) {
        self.ratings += other.ratings;
        self.sum += other.sum;
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
        self.millis = self.millis.saturating_add(other.millis);
        self.looks += other.looks;
    }

    pub(super) fn mean_rating(&self) -> Option<f64> {
        (self.ratings > 0).then(|| self.sum as f64 / self.ratings as f64)
    }

    /// The most frequent reason; of several the first in the order of the vocabulary.
    pub(super) fn top_reason(&self) -> Option<FeedbackReason> {
        let most = self.reasons.values().max()?;
        self.reasons.iter().find(|(_, count)| *count == most).map(|(reason, _)| *reason)
    }

    /// How long buyers looked, in seconds; nothing if none did.
    pub(super) fn buyer_seconds(&self) -> Option<f64> {
        (self.looks > 0).then(|| self.millis as f64 / 1_000.0)
    }
}

/// By the asset's number.
pub(super) fn voices(view: &View<'_>) -> Result<Vec<Voice>> {
    Ok(view.run_and(&VoiceFold { view }, |heard| Voices::of(view, &heard))?.0)
}

/// By the asset's number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Voices(Vec<Voice>);

impl Tally for Voices {
    fn merge(mut self, other: Self) -> Self {
        for (voice, other) in self.0.iter_mut().zip(other.0) {
            voice.add(other);
        }
        self
    }
}

impl Voices {
    /// Looks up what feedback gives as its reason, and which asset it was that buyers looked at.
    fn of(view: &View<'_>, heard: &VoiceTally) -> Result<Self> {
        let mut voices = vec![Voice::default(); view.assets().len()];
        let columns = view.columns();
        let writes: Vec<Seq> = heard.feedback.iter().map(|one| Seq::from(one.seq)).collect();
        for (one, reason) in heard.feedback.iter().zip(columns.reasons(&writes)?) {
            let Some(voice) = voices.get_mut(one.asset as usize) else { continue };
            if let Some(rating) = one.number {
                voice.ratings += 1;
                voice.sum += rating.unsigned_abs();
            }
            if let Some(reason) = reason {
                *voice.reasons.entry(reason).or_default() += 1;
            }
        }
        let writes: Vec<Seq> = heard.engagements.iter().map(|(seq, _)| Seq::from(*seq)).collect();
        let uses = columns.references(&writes)?;
        let mut looked: Vec<(u64, i64)> = Vec::with_capacity(uses.len());
        for (used, (_, millis)) in uses.into_iter().zip(&heard.engagements) {
            looked.extend(used.map(|used| (used.get(), *millis)));
        }
        looked.sort_unstable();
        if !looked.is_empty() {
            let found = view.run_here(&LookedFold { view, looked: &looked })?;
            for (asset, millis) in found.into_vec() {
                if let Some(voice) = voices.get_mut(asset as usize) {
                    voice.looks += 1;
                    voice.millis = voice.millis.saturating_add(millis);
                }
            }
        }
        Ok(Self(voices))
    }
}

pub(super) struct VoiceFold<'a> {
    pub(super) view: &'a View<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Feedback {
    seq: u64,
    asset: u32,
    number: Option<i64>,
}

/// Sorted by write: feedback, and engagements with their milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct VoiceTally {
    feedback: Vec<Feedback>,
    engagements: Vec<(u64, i64)>,
}

impl Tally for VoiceTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.feedback.append(&mut other.feedback);
        self.engagements.append(&mut other.engagements);
        self.feedback.sort_unstable();
        self.engagements.sort_unstable();
        self
    }
}

impl Fold for VoiceFold<'_> {
    type Tally = VoiceTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Rep, Field::Asset, Field::Number]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Feedback, EventKind::Engagement]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> VoiceTally {
        const FEEDBACK: u8 = EventKind::Feedback.code();
        const ENGAGEMENT: u8 = EventKind::Engagement.code();
        let mut tally = VoiceTally::default();
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !self.view.span().contains(facts.at[position]) {
                    continue;
                }
                let seq = facts.seq(position).get();
                let number = Some(facts.number[position]).filter(|number| *number != Packed::NONE);
                match facts.kind[position] {
                    FEEDBACK if self.view.has_rep(facts.rep[position] as usize) => {
                        let asset = facts.asset[position];
                        tally.feedback.push(Feedback { seq, asset, number });
                    }
                    ENGAGEMENT => tally.engagements.extend(number.map(|millis| (seq, millis))),
                    _ => {}
                }
            }
        });
        tally
    }
}

/// Finds the assets of uses that buyers looked at, whenever those were.
pub(super) struct LookedFold<'a> {
    pub(super) view: &'a View<'a>,
    /// The write of the use and the milliseconds, sorted.
    pub(super) looked: &'a [(u64, i64)],
}

impl Fold for LookedFold<'_> {
    /// Asset and milliseconds.
    type Tally = Sorted<(u32, i64)>;

    fn fields(&self) -> &[Field] {
        &[Field::Asset, Field::Rep]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn fold(&self, shard: &Shard<'_>) -> Sorted<(u32, i64)> {
        const USE: u8 = EventKind::Use.code();
        let mut found = Vec::new();
        shard.visit(self, |facts| {
            // Far fewer uses are looked at than not, so that these are looked for and not the others.
            let Some(last) = facts.range().clone().next_back() else { return };
            let (first, last) = (facts.seq(facts.range().start).get(), facts.seq(last).get());
            let begin = self.looked.partition_point(|(used, _)| *used < first);
            let here = self.looked[begin..].iter().take_while(|(used, _)| *used <= last);
            for (used, millis) in here {
                if let Some(position) = facts.position_of(Seq::from(*used))
                    && facts.kind[position] == USE
                    && self.view.has_rep(facts.rep[position] as usize)
                {
                    found.push((facts.asset[position], *millis));
                }
            }
        });
        Sorted::of(found)
    }
}
