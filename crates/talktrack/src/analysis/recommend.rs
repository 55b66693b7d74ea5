//! `recommend`: what to use next in a conversation, and the events that say so.

mod chance;
mod trials;

use self::chance::chance;
use self::trials::{Trials, TrialsFold};
use super::{Answer, Asked, Definition, Life, Question, Row, View, table};
use crate::error::Result;
use crate::model::{Audience, Conversation, DealKey, Event, Recommendation, Tags, Timestamp};
use crate::stats::beta_quantile;

/// Success with an asset weighs against this many conversations of which as many succeed as elsewhere.
const PRIOR: f64 = 10.0;

/// An asset is scored by the share of successes that it falls short of with this probability.
const CAUTIOUS: f64 = 0.05;

/// Asks what to use next in a conversation on a deal with some tags.
///
/// Assets are ranked by how well such conversations went in which they were put to work, and cautiously: few
/// successes say little. Nothing is adjusted for: an asset that the best reps use looks better than it is, and
/// so does one that is used late, when all goes well. [`Effect`](super::Effect) compares like with like.
///
/// ```
/// use talktrack::analysis::Recommend;
/// use talktrack::model::{Asset, AssetKey, Audience, Conversation, Conversations};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let made_for = Conversations::NONE.with(Conversation::TangibleValue);
/// let roi = Asset::new(AssetKey::new("roi")?).published_at("2026-01-01T00:00:00Z".parse()?);
/// tracker.put(roi.supports(made_for))?;
/// let scope = talktrack::Scope::new().since_text("2026-01-01")?.until_text("2026-04-01")?;
/// let answer = tracker.within(scope).ask(&Recommend::new(Conversation::TangibleValue))?;
/// assert_eq!((&*answer.rows[0].asset, answer.rows[0].n), ("roi", 0));
/// let events = answer.as_events(&Audience::Everyone, "2026-04-01T09:00:00Z".parse()?, None, None)?;
/// assert_eq!(tracker.record_all(events)?.recorded, 1);
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source of the draws: W. R. Thompson, "On the likelihood that one unknown probability exceeds another in
/// view of the evidence of two samples", Biometrika 25 (1933) 285–294.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommend {
    conversation: Conversation,
    tags: Tags,
    top: usize,
    seed: Option<u64>,
}

impl Recommend {
    /// How many assets there are at most unless said otherwise.
    pub const TOP: usize = 10;

    /// For a conversation on any deal.
    pub fn new(conversation: Conversation) -> Self {
        Self { conversation, tags: Tags::new(), top: Self::TOP, seed: None }
    }

    /// On a deal with these tags.
    pub fn tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// At most so many assets.
    pub const fn top(mut self, top: usize) -> Self {
        self.top = top;
        self
    }

    /// Ranks by chance, an asset the more probably first the better it may be, so that what is not known yet
    /// gets tried (Thompson sampling). The same seed gives the same ranks; without one it is another each
    /// time, which the definition names.
    pub fn explore(mut self, seed: Option<u64>) -> Self {
        self.seed = Some(seed.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0));
        self
    }

    fn definition(&self, prior: &Prior) -> Definition {
        let Self { conversation, .. } = self;
        let ranked = match self.seed {
            None => {
                "Ranked by the 5th percentile of that, a cautious estimate; ties by n, then by key."
                    .to_owned()
            }
            Some(seed) => format!(
                "Ranked by a draw from that for each asset (Thompson sampling, seed {seed}), so that what is not known yet gets tried; ties by n, then by key."
            ),
        };
        let Prior { trials, on, .. } = prior;
        Definition {
            question: "recommend",
            text: format!(
                "Assets that are live at the scope's end, made for {conversation}, and without a tag that contradicts those of the deal{}. Counted are the {conversation} conversations{} that were decided in the scope, with the asset put to work in them at or before the decision. With n of them, s of which succeeded, an asset's share of successes is taken to be Beta(10m + s, 10(1 − m) + n − s), where m = (succeeded + ½) ÷ (decided + 1) over all {conversation} conversations{on}: {} of {}. {ranked} An asset that was never tried scores by m alone. Not adjusted for the skill of reps, or anything else: what good reps use looks good.",
                with_tags(&self.tags, " "),
                with_tags(&self.tags, " on deals "),
                trials.succeeded,
                trials.decided,
            ),
        }
    }
}

table! {
    /// An asset to use.
    RecommendRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// Its title.
        title: Option<Box<str>>, "";
        /// The share of such conversations that succeeds with it, cautiously: the 5th percentile.
        lower: f64, "share";
        /// The same, on average.
        mean: f64, "share";
        /// What was drawn for it, by which it is ranked.
        drawn: Asked<f64>, "share";
        /// Decided conversations in which it was put to work.
        n: u64, "conversations";
        /// Those of them that succeeded.
        succeeded: u64, "conversations";
        /// Why, in a sentence.
        reason: Box<str>, "";
    }
}

table! {
    /// What assets are measured by.
    RecommendSummary {
        /// The conversation that was asked about.
        conversation: Conversation, "";
        /// Conversations that were decided: on deals with these tags, or else on any.
        decided: u64, "conversations";
        /// Those of them that succeeded.
        succeeded: u64, "conversations";
        /// The share of successes that an asset scores by before it was tried.
        prior: f64, "share";
        /// Live assets that were made for the conversation and do not contradict the tags.
        candidates: u64, "assets";
    }
}

impl Answer<RecommendRow, RecommendSummary> {
    /// The events to record when these assets are recommended: to whom, when, on which deal and until when.
    /// Without an `until` they count as standing for 30 days.
    pub fn as_events(
        &self,
        to: &Audience,
        at: Timestamp,
        deal: Option<&DealKey>,
        until: Option<Timestamp>,
    ) -> Result<Vec<Event>> {
        let event = |row: &RecommendRow| {
            let mut advice = Recommendation::new(row.asset.parse()?, to.clone())
                .conversation(self.summary.conversation);
            if let Some(deal) = deal {
                advice = advice.deal(deal.clone());
            }
            if let Some(until) = until {
                advice = advice.until(until);
            }
            Ok(Event::new(at, advice))
        };
        self.rows.iter().map(event).collect()
    }
}

impl Question for Recommend {
    type Row = RecommendRow;
    type Summary = RecommendSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<RecommendRow, RecommendSummary>> {
        let tally = view.run_deals(&TrialsFold::new(view, self.conversation, &self.tags)?)?;
        let prior = Prior::of(self, tally.fitting, tally.any);
        let lives = Life::of_all(view)?;
        let mut rows = Vec::new();
        for ((number, asset), life) in view.assets().iter().enumerate().zip(lives) {
            let (Some(asset), Some(life)) = (asset, life) else { continue };
            let fits =
                asset.supports.contains(self.conversation) && !asset.tags.contradict(&self.tags);
            if !(life.is_live_at_end(view.span()) && fits && view.has_asset(number)) {
                continue;
            }
            let key = asset.key.as_str();
            let with = tally.with.get(number).copied().unwrap_or_default();
            let (a, b) = prior.with(with);
            rows.push(RecommendRow {
                asset: key.into(),
                title: asset.title.as_ref().map(|title| title.as_str().into()),
                lower: beta_quantile(a, b, CAUTIOUS),
                mean: a / (a + b),
                drawn: Asked(self.seed.map(|seed| beta_quantile(a, b, chance(seed, key)))),
                n: with.decided,
                succeeded: with.succeeded,
                reason: prior.reason(with).into(),
            });
        }
        let summary = RecommendSummary {
            conversation: self.conversation,
            decided: prior.trials.decided,
            succeeded: prior.trials.succeeded,
            prior: prior.trials.rate(),
            candidates: rows.len() as u64,
        };
        let score = |row: &RecommendRow| row.drawn.0.unwrap_or(row.lower);
        rows.sort_by(|one, other| {
            let by_score = score(other).total_cmp(&score(one));
            by_score.then(other.n.cmp(&one.n)).then_with(|| one.asset.cmp(&other.asset))
        });
        rows.truncate(self.top);
        let mut columns = RecommendRow::columns();
        columns.retain(|column| column.name != "drawn" || self.seed.is_some());
        Ok(view.answer(rows, columns, summary, self.definition(&prior)))
    }
}

/// How such conversations go, whatever is used.
struct Prior {
    trials: Trials,
    /// What they are called.
    such: String,
    /// On which deals they were held.
    on: String,
}

impl Prior {
    /// Those on deals that fit, or else on any.
    fn of(question: &Recommend, fitting: Trials, any: Trials) -> Self {
        let such = format!(
            "{} conversations{}",
            question.conversation,
            with_tags(&question.tags, " on deals ")
        );
        if fitting.decided > 0 || question.tags.is_empty() {
            return Self { trials: fitting, such, on: with_tags(&question.tags, " on deals ") };
        }
        Self { trials: any, such, on: " on deals of any kind".to_owned() }
    }

    /// The parameters of the distribution of an asset's share of successes.
    fn with(&self, asset: Trials) -> (f64, f64) {
        let (succeeded, failed) = (asset.succeeded, asset.decided - asset.succeeded);
        let m = self.trials.rate();
        (PRIOR * m + succeeded as f64, PRIOR * (1.0 - m) + failed as f64)
    }

    fn reason(&self, with: Trials) -> String {
        let Self { trials: Trials { decided, succeeded }, such, on } = self;
        let first = match with.decided {
            0 => format!("not put to work yet in decided {such}"),
            n => format!("with it {} of {n} {such} succeeded", with.succeeded),
        };
        match decided {
            0 => format!("{first}; no such conversation was decided yet, on any deal"),
            _ => format!("{first}; of all{on} {succeeded} of {decided}"),
        }
    }
}

/// The tags in words; nothing without any.
fn with_tags(tags: &Tags, before: &str) -> String {
    if tags.is_empty() {
        return String::new();
    }
    let named: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    format!("{before}with {}", named.join(", "))
}
