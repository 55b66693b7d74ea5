//! The rules, in order: the first that holds is the verdict.

use super::Relevance;
use super::by_rep::ByRep;
use super::reach::{Reach, Shares};
use super::usage::Usage;
use crate::analysis::FEW_REPS;
use crate::analysis::effect::{Effect, Finding};
use crate::analysis::table::cells;
use crate::analysis::{Estimate, LEVEL, Value};
use crate::error::Result;
use crate::model::{Conversations, vocabulary};
use crate::scope::Span;
use crate::stats::welch;

vocabulary! {
    /// What is to be said of an asset.
    Verdict as "verdict" {
        /// It is not live at the end of the scope.
        Retired = 1 "retired",
        /// It was live for less than the grace period.
        TooNew = 2 "too-new",
        /// It is used elsewhere than it is filed.
        Misfiled = 3 "misfiled",
        /// There were too few conversations for it.
        NoOccasion = 4 "no-occasion",
        /// Those who could use it do not know it.
        Unknown = 5 "unknown",
        /// Those who were trained put it to work, the others hardly.
        TrainingGap = 6 "training-gap",
        /// It goes with failure.
        Harmful = 7 "harmful",
        /// It goes with success.
        Proven = 8 "proven",
        /// Those who know it do not choose it.
        NotChosen = 9 "not-chosen",
        /// It is put to work.
        Working = 10 "working",
        /// None of these can be said.
        Unclear = 11 "unclear",
    }
}

vocabulary! {
    /// What to do about an asset.
    Advice as "action" {
        /// Point those who use it to what takes its place.
        Replace = 1 "replace",
        /// Wait for more to be recorded.
        Wait = 2 "wait",
        /// File it where it is used.
        Refile = 3 "refile",
        /// Make it fit more conversations, or retire it.
        WidenOrRetire = 4 "widen or retire",
        /// Introduce it to those who have occasions for it.
        Introduce = 5 "introduce",
        /// Train those who were not trained.
        Train = 6 "train",
        /// Look into it with the reps who use it, then rework it.
        ReviewThenRework = 7 "review with reps, then rework",
        /// Tell others.
        Promote = 8 "promote",
        /// Rework it, or retire it.
        ReworkOrRetire = 9 "rework or retire",
        /// Keep it as it is.
        Keep = 10 "keep",
    }
}

cells! {
    Verdict: Category, |verdict| Value::Text(verdict.as_str().into());
    Advice: Category, |advice| Value::Text(advice.as_str().into());
}

/// A use counts as outside from this share on.
const OUTSIDE: f64 = 0.5;
const PLACED: u64 = 10;
const REPS_MISFILED: u64 = 3;
const REPS_OF_A_FEW: u64 = 2;
const WIDEN_AFTER_DAYS: f64 = 180.0;
const AWARE: f64 = 5.0;
const AWARE_OF_TEN: f64 = 0.1;
const REPS_A_SIDE: usize = 2;
const TIMES_THE_OTHERS: f64 = 2.0;
const HARDLY_ANYBODY: f64 = 0.10;
const OF_TYPICAL: f64 = 0.25;
const EVER_USED: f64 = 1.0 / 3.0;
const REPS_WORKING: u64 = 3;
const TIMES_WORKING: u64 = 10;

/// All that is known of an asset.
pub(super) struct Known<'a> {
    /// What it is filed under.
    pub(super) supports: Conversations,
    /// Whether it is live at the end of the scope.
    pub(super) is_live_at_end: bool,
    /// When it goes live, and before when it ends.
    pub(super) born: i64,
    pub(super) end: Option<i64>,
    pub(super) scope: Span,
    /// In the scope.
    pub(super) live_days: f64,
    /// Whether it is unknown when it went live.
    pub(super) is_undated: bool,
    pub(super) usage: &'a Usage,
    /// How many reps put it to work.
    pub(super) users: u64,
    /// Uses outside what it was made for, and placed ones; by rep where there may be too many.
    pub(super) outside: (u64, u64),
    pub(super) outside_by_rep: Vec<(u64, u64)>,
    pub(super) reach: &'a Reach,
    pub(super) uptake: Estimate,
    pub(super) finding: Option<&'a Finding>,
    /// How often such assets are put to work by those who know them.
    pub(super) typical: f64,
    /// How many reps the scope has.
    pub(super) reps: u64,
}

impl Known<'_> {
    /// The first rule that holds.
    pub(super) fn verdict(&self, asked: &Relevance) -> Result<Verdict> {
        let (reach, effect) = (self.reach, self.effect());
        Ok(if !self.is_live_at_end {
            Verdict::Retired
        } else if self.live_days < f64::from(asked.grace_days) {
            Verdict::TooNew
        } else if self.is_misfiled()? {
            Verdict::Misfiled
        } else if reach.occasions < asked.min_occasions {
            Verdict::NoOccasion
        } else if self.is_unknown() {
            Verdict::Unknown
        } else if has_training_gap(reach)? {
            Verdict::TrainingGap
        } else if effect < 0.0 {
            Verdict::Harmful
        } else if effect > 0.0 {
            Verdict::Proven
        } else if self.is_not_chosen()? {
            Verdict::NotChosen
        } else if self.users >= REPS_WORKING
            || (self.users >= REPS_OF_A_FEW && self.usage.put_to_work >= TIMES_WORKING)
        {
            Verdict::Working
        } else {
            Verdict::Unclear
        })
    }

    /// The adjusted difference, or 0 where it may well be one that chance makes.
    fn effect(&self) -> f64 {
        let finding = self.finding.filter(|finding| finding.q.is_some_and(|q| q <= Effect::Q));
        finding.and_then(|finding| finding.adjusted().value).unwrap_or_default()
    }

    fn is_misfiled(&self) -> Result<bool> {
        let reps = if self.reps < FEW_REPS as u64 { REPS_OF_A_FEW } else { REPS_MISFILED };
        if self.outside.1 < PLACED || (self.outside_by_rep.len() as u64) < reps {
            return Ok(false);
        }
        let by_rep = ByRep::of(self.outside_by_rep.iter().copied());
        let (share, others) = (by_rep.share()?, by_rep.share_without_most()?);
        Ok(share.low.is_some_and(|low| low > OUTSIDE)
            && others.value.is_some_and(|share| share > OUTSIDE))
    }

    fn is_unknown(&self) -> bool {
        let (reps, aware) = (self.reach.reps as f64, self.reach.aware as f64);
        aware < AWARE.min(reps / 2.0) || aware < AWARE_OF_TEN * reps
    }

    fn is_not_chosen(&self) -> Result<bool> {
        let users = Estimate::proportion(self.reach.users, self.reach.aware)?;
        if users.high.is_some_and(|high| high < HARDLY_ANYBODY) {
            return Ok(true);
        }
        if users.value.is_none_or(|share| share >= EVER_USED) {
            return Ok(false);
        }
        let is_low =
            |uptake: Estimate| uptake.high.is_some_and(|high| high < OF_TYPICAL * self.typical);
        Ok(is_low(self.uptake) || is_low(self.reach.after.share_without_most()?))
    }

    /// What to do about it.
    pub(super) fn advice(&self, verdict: Verdict) -> Option<Advice> {
        Some(match verdict {
            Verdict::Retired if self.usage.after_end > 0 => Advice::Replace,
            Verdict::Retired => return None,
            Verdict::NoOccasion if self.live_days >= WIDEN_AFTER_DAYS => Advice::WidenOrRetire,
            Verdict::TooNew | Verdict::NoOccasion | Verdict::Unclear => Advice::Wait,
            Verdict::Misfiled => Advice::Refile,
            Verdict::Unknown => Advice::Introduce,
            Verdict::TrainingGap => Advice::Train,
            Verdict::Harmful => Advice::ReviewThenRework,
            Verdict::Proven => Advice::Promote,
            Verdict::NotChosen => Advice::ReworkOrRetire,
            Verdict::Working => Advice::Keep,
        })
    }
}

fn has_training_gap(reach: &Reach) -> Result<bool> {
    let (trained, others) = (&reach.of_trained.relative, &reach.of_others.relative);
    if trained.len() < REPS_A_SIDE || others.len() < REPS_A_SIDE || reach.trained * 2 >= reach.reps
    {
        return Ok(false);
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let differs = welch(trained, others, LEVEL)?.is_some_and(|test| test.low > 0.0);
    Ok(differs && mean(trained) >= TIMES_THE_OTHERS * mean(others))
}

impl Shares {
    /// In which share of their occasions these reps put it to work.
    pub(super) fn share(&self) -> f64 {
        self.touched as f64 / self.occasions.max(1) as f64
    }
}
