//! `effect`: whether putting an asset to work goes with success, with what else makes a difference held
//! equal.

mod compare;
mod landmark;
mod strata;

use self::compare::{Compared, Comparison, Room, compare};
use self::landmark::{Lengths, lengths, median_age};
use self::strata::{OWNER, SEGMENT, Strata};
use super::fold::each;
use super::life::{DAY, days};
use super::occasion::{Fit, Occasions};
use super::{Answer, Definition, Estimate, Flag, Question, Row, View, table};
use crate::error::{Error, Result};
use crate::model::{Conversation, Invalid, Word};
use crate::stats::benjamini_hochberg;

/// Up to this share of false discoveries something is called a discovery.
pub(super) const Q: f64 = 0.05;

/// Asks whether putting an asset to work in a conversation goes with its success.
///
/// It compares decided conversations that were occasions for the asset: those in which it was put to work
/// before the decision, and the others. The crude difference mixes up what the asset does with who uses it
/// and on which deals; the adjusted one compares only within conversation, segment and owner of the deal.
/// Both are associations. What makes a difference and is not among the strata, such as how keen a buyer is,
/// can stand behind either; the E-value says how strong it would have to be.
///
/// ```
/// use talktrack::analysis::Effect;
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let answer = tracker.ask(&Effect::new())?;
/// assert_eq!((answer.rows.len(), answer.summary.tested), (0, 0));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source of the adjusted figures: see [`stats::mantel_haenszel`](crate::stats::mantel_haenszel); of the
/// crude interval [`stats::newcombe_effective`](crate::stats::newcombe_effective); of q
/// [`stats::benjamini_hochberg`](crate::stats::benjamini_hochberg); of the E-value
/// [`stats::e_value`](crate::stats::e_value).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effect {
    strata: Option<Vec<Word>>,
    landmark: Landmark,
}

/// From which day of a conversation on a use comes too late to count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Landmark {
    /// The asset's median age at first use, where conversations that succeed take longer or shorter than those
    /// that fail.
    #[default]
    Auto,
    /// All uses before the decision count.
    None,
    /// So many days after the start.
    Days(f64),
}

impl Effect {
    /// Per asset, within conversation, segment and owner.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compares within the values of these tags of deals, and `owner` if it is among them, in place of segment
    /// and owner; the conversation is always held equal. It is an error if no deal carries a tag.
    pub fn strata(mut self, strata: impl IntoIterator<Item = Word>) -> Self {
        self.strata = Some(strata.into_iter().collect());
        self
    }

    /// Sets the landmark. A negative number of days, or one that is none, is an error.
    pub const fn landmark(mut self, landmark: Landmark) -> Self {
        self.landmark = landmark;
        self
    }

    /// The same per asset and conversation.
    pub const fn by_conversation(self) -> EffectByConversation {
        EffectByConversation { effect: self }
    }

    fn definition(&self, each: &str) -> Definition {
        let named = match &self.strata {
            None => format!("{SEGMENT} and {OWNER} of the deal"),
            Some(strata) if strata.is_empty() => "nothing else".to_owned(),
            Some(strata) => strata.iter().map(Word::as_str).collect::<Vec<_>>().join(", "),
        };
        let landmark = match self.landmark {
            Landmark::Auto => "Where conversations that succeed take longer or shorter than those that fail (nine in ten starts known, Mann–Whitney p below 0.01), only uses in the first landmark_days from the start count, that many being the asset's median age at first use, and conversations decided sooner are left out: else an asset that is used late would share the credit of all that lasts.".to_owned(),
            Landmark::None => "All uses before the decision count.".to_owned(),
            Landmark::Days(days) => format!("Only uses in the first {days} days from the start count, and conversations decided sooner are left out."),
        };
        Definition {
            question: "effect",
            text: format!(
                "Per {each}: decided conversations of the scope that the asset was made for, while it was live, on deals whose tags do not contradict its own. Treated are those in which it was put to work at or before the decision, once however often. {landmark} Rates have Wilson's intervals, and the crude difference Newcombe's, for as many conversations as they are worth: they cluster by the deal's owner. The adjusted difference is that of Mantel and Haenszel within conversation and {named}, with Klingenberg's interval; odds ratio with the interval of Robins, Breslow and Greenland; chi2 and p of Cochran, Mantel and Haenszel without continuity correction; homogeneity_p of Breslow and Day with Tarone's correction over conversation and segment; the E-value is how strongly something unseen would have to go with both use and success to explain the risk ratio away. Fewer than 10 treated or 10 untreated within strata that hold both are too few to say. q adjusts p for how many assets were tested (Benjamini and Hochberg), those that filters leave out and those that have ended included. All this is association, not cause."
            ),
        }
    }
}

table! {
    /// One asset.
    EffectRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// Decided conversations in which it was put to work in time.
        treated: u64, "conversations";
        /// Of these, the share that succeeded.
        treated_rate: Estimate, "share";
        /// Decided conversations it was made for in which it was not.
        untreated: u64, "conversations";
        /// Of these, the share that succeeded.
        untreated_rate: Estimate, "share";
        /// Treated less untreated rate, with nothing held equal.
        difference: Estimate, "share";
        /// The difference within strata: what goes with the asset among conversations that are alike.
        adjusted: Estimate, "share";
        /// The odds of success with the asset over those without it, within strata.
        odds_ratio: Estimate, "";
        /// The test statistic for no difference within strata.
        chi2: Option<f64>, "";
        /// How probable a difference at least as large is without any association.
        p: Option<f64>, "";
        /// The same, adjusted for how many assets were tested.
        q: Option<f64>, "";
        /// How probable it is that odds ratios vary as much by conversation and segment as they do if there is one for
        /// all.
        homogeneity_p: Option<f64>, "";
        /// How strongly something unseen would have to go with use and with success to explain the estimate away.
        e_value: Option<f64>, "";
        /// The same for the end of the interval that is nearer to no association.
        e_value_limit: Option<f64>, "";
        /// Only uses in so many days from the start of a conversation count.
        landmark_days: Option<f64>, "days";
        /// too few: under 10 treated or untreated that can be compared. sign: crude and adjusted disagree in direction.
        /// time-unknown: too few starts are known to tell early from late uses. few-reps: fewer than five reps put it to work.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// One asset in one conversation.
    EffectInConversation {
        /// The asset's key.
        asset: Box<str>, "";
        /// The conversation.
        conversation: Conversation, "";
        /// Decided conversations in which it was put to work in time.
        treated: u64, "conversations";
        /// Of these, the share that succeeded.
        treated_rate: Estimate, "share";
        /// Decided conversations it was made for in which it was not.
        untreated: u64, "conversations";
        /// Of these, the share that succeeded.
        untreated_rate: Estimate, "share";
        /// Treated less untreated rate, with nothing held equal.
        difference: Estimate, "share";
        /// The difference within strata: what goes with the asset among conversations that are alike.
        adjusted: Estimate, "share";
        /// The odds of success with the asset over those without it, within strata.
        odds_ratio: Estimate, "";
        /// The test statistic for no difference within strata.
        chi2: Option<f64>, "";
        /// How probable a difference at least as large is without any association.
        p: Option<f64>, "";
        /// The same, adjusted for how many were tested.
        q: Option<f64>, "";
        /// How probable it is that odds ratios vary as much by segment as they do if there is one for all.
        homogeneity_p: Option<f64>, "";
        /// How strongly something unseen would have to go with use and with success to explain the estimate away.
        e_value: Option<f64>, "";
        /// The same for the end of the interval that is nearer to no association.
        e_value_limit: Option<f64>, "";
        /// Only uses in so many days from the start of a conversation count.
        landmark_days: Option<f64>, "days";
        /// too few: under 10 treated or untreated that can be compared. sign: crude and adjusted disagree in direction.
        /// time-unknown: too few starts are known to tell early from late uses. few-reps: fewer than five reps put it to work.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// What the tests come to.
    EffectSummary {
        /// Assets (or assets in conversations) of which there is enough to say, those that filters leave out included.
        tested: u64, "tests";
        /// Of these, those with q of 0.05 or less.
        rejected: u64, "tests";
    }
}

/// What is found of an asset, in one conversation or all that it was made for.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) asset: usize,
    conversation: Option<Conversation>,
    pub(super) comparison: Comparison,
    /// In microseconds.
    landmark: Option<i64>,
    time_unknown: bool,
    pub(super) q: Option<f64>,
}

impl Finding {
    /// The adjusted difference, where there is enough to say.
    pub(super) fn adjusted(&self) -> Estimate {
        let found = &self.comparison.strata;
        Estimate {
            value: found.risk_difference,
            low: found.rd_score_low,
            high: found.rd_score_high,
        }
    }

    fn flags(&self) -> Vec<Flag> {
        let difference = self.comparison.difference.value.unwrap_or_default();
        let adjusted = self.adjusted().value.unwrap_or_default();
        let flags = [
            (Flag::TooFew, !self.comparison.is_enough),
            (Flag::Sign, difference * adjusted < 0.0),
            (Flag::TimeUnknown, self.time_unknown),
            (Flag::FewReps, self.comparison.few_reps && self.comparison.treated > 0),
        ];
        flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect()
    }

    fn row(&self, view: &View<'_>) -> EffectRow {
        let Comparison { treated, untreated, treated_rate, untreated_rate, difference, .. } =
            self.comparison;
        let strata = &self.comparison.strata;
        EffectRow {
            asset: view.asset_key(self.asset).into(),
            treated,
            treated_rate,
            untreated,
            untreated_rate,
            difference,
            adjusted: self.adjusted(),
            odds_ratio: Estimate {
                value: strata.odds_ratio,
                low: strata.or_low,
                high: strata.or_high,
            },
            chi2: strata.chi2,
            p: strata.p,
            q: self.q,
            homogeneity_p: self.comparison.homogeneity_p,
            e_value: self.comparison.e_value.map(|(point, _)| point),
            e_value_limit: self.comparison.e_value.map(|(_, limit)| limit),
            landmark_days: self.landmark.map(days),
            flags: self.flags(),
        }
    }
}

/// What is found of every asset that had a decided occasion, in no particular order, filters of assets or not.
pub(super) fn findings(
    effect: &Effect,
    view: &View<'_>,
    occasions: &Occasions,
    by_conversation: bool,
) -> Result<Vec<Finding>> {
    let named = match &effect.strata {
        None => vec![Word::new(SEGMENT)?, Word::new(OWNER)?],
        Some(named) => {
            strata::check(view, named)?;
            named.clone()
        }
    };
    let given = match effect.landmark {
        Landmark::Days(days) if !(0.0..=36_500.0).contains(&days) => {
            let problem = "is not a number of days from 0 to 36500";
            return Err(Error::Invalid(Invalid::new("landmark_days", problem)));
        }
        #[allow(clippy::cast_possible_truncation)] // a hundred years of microseconds
        Landmark::Days(days) => Some((days * DAY as f64) as i64),
        Landmark::Auto | Landmark::None => None,
    };
    let strata = Strata::of(view, occasions, &named)?;
    // What is compared: an asset in what it was made for, or in each conversation of that by itself.
    let subjects = (0..view.assets().len()).flat_map(|asset| {
        let fit = occasions.fit(asset);
        let one_each = Conversation::ALL.iter().filter(|_| by_conversation);
        let narrowed = one_each.filter_map(move |one| Some((Some(*one), fit?.narrowed(*one)?)));
        let whole = fit.filter(|_| !by_conversation).map(|fit| (None, fit.clone()));
        narrowed.chain(whole).map(move |(conversation, fit)| (asset, conversation, fit))
    });
    let subjects: Vec<(usize, Option<Conversation>, Fit)> = subjects.collect();
    let lengths = lengths(occasions, subjects.iter().map(|(.., fit)| fit.conversations()))?;
    let find = |room: &mut Room, subject: usize| -> Result<Finding> {
        let (asset, conversation, ref fit) = subjects[subject];
        let touches = occasions.touches(asset);
        let known = lengths.get(&fit.conversations()).copied().unwrap_or(Lengths::Unknown);
        let landmark = match effect.landmark {
            Landmark::Auto if known == Lengths::Differ => median_age(occasions, fit, touches),
            _ => given,
        };
        let comparison = compare(occasions, &strata, &Compared { fit, touches, landmark }, room)?;
        let time_unknown = known == Lengths::Unknown;
        Ok(Finding { asset, conversation, comparison, landmark, time_unknown, q: None })
    };
    let found = each(subjects.len(), || Room::new(&strata), find);
    let mut found = found.into_iter().collect::<Result<Vec<Finding>>>()?;
    found.retain(|one| one.comparison.treated + one.comparison.untreated > 0);
    let p: Vec<_> = found.iter().map(|one| one.comparison.strata.p).collect();
    for (one, q) in found.iter_mut().zip(benjamini_hochberg(&p)?) {
        one.q = q;
    }
    Ok(found)
}

fn summary(found: &[Finding]) -> EffectSummary {
    let tested = found.iter().filter(|one| one.q.is_some()).count() as u64;
    let rejected = found.iter().filter(|one| one.q.is_some_and(|q| q <= Q)).count() as u64;
    EffectSummary { tested, rejected }
}

impl Question for Effect {
    type Row = EffectRow;
    type Summary = EffectSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<EffectRow, EffectSummary>> {
        let (found, summary) = shown(self, view, false)?;
        let rows = found.iter().map(|one| one.row(view)).collect();
        Ok(view.answer(rows, EffectRow::columns(), summary, self.definition("asset")))
    }
}

/// Asks the same per asset and conversation. Made by [`Effect::by_conversation`].
#[derive(Debug, Clone, PartialEq)]
pub struct EffectByConversation {
    effect: Effect,
}

impl Question for EffectByConversation {
    type Row = EffectInConversation;
    type Summary = EffectSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<EffectInConversation, EffectSummary>> {
        let (found, summary) = shown(&self.effect, view, true)?;
        let row = |one: &Finding| {
            let row = one.row(view);
            Some(EffectInConversation {
                asset: row.asset,
                conversation: one.conversation?,
                treated: row.treated,
                treated_rate: row.treated_rate,
                untreated: row.untreated,
                untreated_rate: row.untreated_rate,
                difference: row.difference,
                adjusted: row.adjusted,
                odds_ratio: row.odds_ratio,
                chi2: row.chi2,
                p: row.p,
                q: row.q,
                homogeneity_p: row.homogeneity_p,
                e_value: row.e_value,
                e_value_limit: row.e_value_limit,
                landmark_days: row.landmark_days,
                flags: row.flags,
            })
        };
        let rows = found.iter().filter_map(row).collect();
        let definition = self.effect.definition("asset and conversation");
        Ok(view.answer(rows, EffectInConversation::columns(), summary, definition))
    }
}

/// What the filters let through, the surest first; and the summary of everything.
fn shown(
    effect: &Effect,
    view: &View<'_>,
    by_conversation: bool,
) -> Result<(Vec<Finding>, EffectSummary)> {
    let occasions = Occasions::of(view)?;
    let mut found = findings(effect, view, &occasions, by_conversation)?;
    let summary = summary(&found);
    found.retain(|one| view.has_asset(one.asset));
    let order = |one: &Finding| one.comparison.strata.p.unwrap_or(2.0);
    found.sort_by(|one, other| {
        let by_key = || view.asset_key(one.asset).cmp(view.asset_key(other.asset));
        let surer = order(one).total_cmp(&order(other));
        surer.then_with(by_key).then(one.conversation.cmp(&other.conversation))
    });
    Ok((found, summary))
}
