//! `relevance`: one verdict and action per asset.

mod alike;
mod attended;
mod by_rep;
mod evidence;
mod knowing;
mod reach;
mod reason;
#[cfg(test)]
mod tests;
mod typical;
mod usage;
mod verdict;
mod voices;

use self::evidence::Evidence;
use self::typical::Typical;
pub use self::verdict::{Advice, Verdict};
use super::effect::Finding;
use super::fold::each;
use super::{Answer, Definition, Estimate, FEW_REPS, Flag, Question, Row, View, table};
use crate::error::Result;
use crate::model::{Asset, FeedbackReason};

/// Asks what is to be said of each asset, and done about it: why it is not used, or what goes with its use.
///
/// Each asset gets the first verdict whose rule holds, with a reason in a sentence. Where the figures are too small
/// the answer is to wait. "Goes with" success is not "causes" it: see [`Effect`](super::Effect).
///
/// ```
/// use talktrack::analysis::{Relevance, Verdict};
/// use talktrack::model::{Asset, AssetKey};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// tracker.put(Asset::new(AssetKey::new("deck")?))?;
/// let answer = tracker.ask(&Relevance::new())?;
/// assert!(answer.rows.iter().all(|row| row.verdict != Verdict::Harmful));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source of the training gap: [`stats::welch`](crate::stats::welch); of what goes with success and failure: see
/// [`Effect`](super::Effect).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relevance {
    grace_days: u32,
    min_occasions: u64,
}

impl Default for Relevance {
    fn default() -> Self {
        Self { grace_days: 30, min_occasions: 20 }
    }
}

impl Relevance {
    /// With the usual thresholds.
    pub fn new() -> Self {
        Self::default()
    }

    /// For how many days an asset must have been live in the scope before it can be judged; 30 unless given.
    pub const fn grace_days(mut self, days: u32) -> Self {
        self.grace_days = days;
        self
    }

    /// How many occasions an asset must have had before it can be judged; 20 unless given.
    pub const fn min_occasions(mut self, occasions: u64) -> Self {
        self.min_occasions = occasions;
        self
    }

    fn definition(self) -> Definition {
        let Self { grace_days, min_occasions } = self;
        Definition {
            question: "relevance",
            text: format!(
                "Each asset of the catalogue gets the first verdict that holds; its counts are those of its life in the scope. retired: not live at the end of the scope. too-new: live for less than {grace_days} days. misfiled: put to work and placed 10 times or more by 3 reps or more (2 where there are fewer than 5), and the lower bound of the share outside the conversations it is filed under above one half, as is the share without the rep who uses it outside most. no-occasion: fewer than {min_occasions} conversations were an occasion for it: held (or, without a deal, a week in which a rep put something to work) while it was live, among those it was made for, on a deal whose tags do not contradict its own. unknown: of the reps with an occasion, fewer than 5 (or half of them, if that is less) or fewer than a tenth knew it: were introduced or trained, advised by name, used it, or opened it from a search. training-gap: the share of their occasions in which trained reps put it to work, divided by how many other assets they use in one, is above that of the others by Welch's 95% bound and at least twice as high, with at least 2 reps a side and fewer than half of the reps trained. harmful and proven: what goes with it (question effect) is below or above zero, q at most 0.05. not-chosen: of those who knew it and had an occasion, the share who put it to work has an upper bound below 0.10; or, over the occasions after they knew it, its uptake, or that without the rep who uses it most, has one below a quarter of what is typical, and fewer than a third of them ever put it to work. Typical is the median uptake of live assets filed alike (of all, if those are fewer than 5; 0.04 if these are). working: put to work by 3 reps, or 10 times by 2. Else it is unclear. Intervals are Wilson's at 95%, for as many uses or occasions as they are worth: they cluster by rep."
            ),
        }
    }
}

table! {
    /// One asset.
    RelevanceRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// What people call it.
        title: Option<Box<str>>, "";
        /// What is to be said of it.
        verdict: Verdict, "";
        /// What to do about it; none where there is nothing to do.
        action: Option<Advice>, "";
        /// Why, in a sentence.
        reason: Box<str>, "";
        /// Conversations in which it could have been put to work.
        occasions: u64, "conversations";
        /// Reps who had such a conversation.
        reps_with_occasion: u64, "reps";
        /// Of these, those who knew it.
        aware_reps: u64, "reps";
        /// Of these, those who were trained or certified.
        trained_reps: u64, "reps";
        /// Actions with it of any kind.
        uses: u64, "uses";
        /// Actions with it other than opening it.
        put_to_work: u64, "uses";
        /// Of these, those in conversations that it is not filed under; none where it is filed under none.
        uses_outside: Option<u64>, "uses";
        /// In which share of the occasions of those who knew it, after they did, it was put to work.
        uptake: Estimate, "share";
        /// Success with it less success without it, among conversations that are alike.
        effect: Estimate, "share";
        /// How probable an effect at least as large is without any association, adjusted for how many assets were
        /// tested.
        q: Option<f64>, "";
        /// How often reps rated it.
        ratings: u64, "ratings";
        /// The mean rating, from 1 to 5.
        mean_rating: Option<f64>, "";
        /// The reason that reps gave most.
        top_reason: Option<FeedbackReason>, "";
        /// How long buyers looked at it, all together.
        buyer_seconds: Option<f64>, "seconds";
        /// too few: too few conversations to say what goes with it. undated: it is not known when it went live. few-reps:
        /// fewer than five reps had an occasion.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// How many assets have a verdict.
    VerdictCount {
        /// The verdict.
        verdict: Verdict, "";
        /// How many have it.
        assets: u64, "assets";
    }
}

impl Question for Relevance {
    type Row = RelevanceRow;
    type Summary = Vec<VerdictCount>;

    fn answer(&self, view: &View<'_>) -> Result<Answer<RelevanceRow, Vec<VerdictCount>>> {
        let evidence = Evidence::read(view)?;
        let typical = Typical::of(view, &evidence, self.grace_days);
        let row = |(): &mut (), number: usize| {
            let asset = view.assets()[number].filter(|_| view.has_asset(number))?;
            Some(self.row(view, &evidence, &typical, number, asset))
        };
        let rows = each(view.assets().len(), || (), row).into_iter().flatten();
        let mut rows: Vec<RelevanceRow> = rows.collect::<Result<_>>()?;
        rows.sort_by(|one, other| (one.verdict, &one.asset).cmp(&(other.verdict, &other.asset)));
        let count = |verdict: &Verdict| VerdictCount {
            verdict: *verdict,
            assets: rows.iter().filter(|row| row.verdict == *verdict).count() as u64,
        };
        let summary = Verdict::ALL.iter().map(count).collect();
        Ok(view.answer(rows, RelevanceRow::columns(), summary, self.definition()))
    }
}

impl Relevance {
    fn row(
        self,
        view: &View<'_>,
        evidence: &Evidence,
        typical: &Typical,
        number: usize,
        asset: &Asset,
    ) -> Result<RelevanceRow> {
        let known = evidence.of_asset(view, number, typical.of_asset(asset));
        let verdict = known.verdict(&self)?;
        let voice = &evidence.voices[number];
        let flags = [
            (Flag::TooFew, known.finding.is_none_or(|finding| !finding.comparison.is_enough)),
            (Flag::FewReps, known.reach.reps < FEW_REPS as u64),
            (Flag::Undated, known.is_undated),
        ];
        Ok(RelevanceRow {
            asset: asset.key.as_str().into(),
            title: asset.title.as_ref().map(|title| title.as_str().into()),
            verdict,
            action: known.advice(verdict),
            reason: known.reason(verdict).into(),
            occasions: known.reach.occasions,
            reps_with_occasion: known.reach.reps,
            aware_reps: known.reach.aware,
            trained_reps: known.reach.trained,
            uses: known.usage.uses,
            put_to_work: known.usage.put_to_work,
            uses_outside: (!asset.supports.is_empty()).then_some(known.outside.0),
            uptake: known.uptake,
            effect: known.finding.map_or_else(Estimate::default, Finding::adjusted),
            q: known.finding.and_then(|finding| finding.q),
            ratings: voice.ratings,
            mean_rating: voice.mean_rating(),
            top_reason: voice.top_reason(),
            buyer_seconds: voice.buyer_seconds(),
            flags: flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect(),
        })
    }
}
