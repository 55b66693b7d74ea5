//! `effect`: whether putting an asset to work goes with success, with what else makes a difference held
//! equal.

mod compare;
mod finding;
mod landmark;
mod row;
mod strata;
mod totals;

pub(super) use self::finding::{Finding, findings};
pub use self::landmark::Landmark;
pub use self::row::{EffectRow, EffectSummary};
use self::strata::{CONVERSATION, OWNER, SEGMENT};
use super::occasion::Occasions;
use super::{Answer, Column, Definition, Question, Row, View};
use crate::error::Result;
use crate::model::Word;

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
    by_conversation: bool,
}

impl Effect {
    /// Up to this share of false discoveries something is called a discovery.
    pub const Q: f64 = 0.05;

    /// Per asset, within conversation, segment and owner.
    pub fn new() -> Self {
        Self::default()
    }

    /// Compares within the values of these tags of deals, and `owner` if it is among them, in place of segment
    /// and owner. The conversation is always held equal, named or not. It is an error if no deal carries a tag
    /// other than segment.
    pub fn strata(mut self, strata: impl IntoIterator<Item = Word>) -> Self {
        self.strata = Some(strata.into_iter().collect());
        self
    }

    /// Until when a use counts; [`Landmark::Auto`] unless given. It is an error if that is not from 0 to 36,500
    /// days.
    pub const fn landmark(mut self, landmark: Landmark) -> Self {
        self.landmark = landmark;
        self
    }

    /// Whether it is asked per asset and conversation, and not per asset.
    pub const fn by_conversation(mut self, by_conversation: bool) -> Self {
        self.by_conversation = by_conversation;
        self
    }

    /// What is held equal beside the conversation, in the order given.
    fn others(&self) -> Vec<&str> {
        match &self.strata {
            None => vec![SEGMENT, OWNER],
            Some(named) => strata::others(named).collect(),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = EffectRow::columns();
        columns.retain(|column| column.name != CONVERSATION || self.by_conversation);
        columns
    }

    fn definition(&self) -> Definition {
        let each = if self.by_conversation { "asset and conversation" } else { "asset" };
        let named = match self.others().as_slice() {
            [] => " and nothing else".to_owned(),
            [one] => format!(" and {one} of the deal"),
            [before @ .., last] => format!(", {} and {last} of the deal", before.join(", ")),
        };
        let landmark = match self.landmark {
            Landmark::Auto => "Where, of the conversations it was made for, those that succeed take longer or shorter than those that fail (nine in ten starts known, Mann–Whitney p below 0.01), only uses in the first landmark_days from the start count, that many being the asset's median age at first use, and conversations decided sooner are left out: else an asset that is used late would share the credit of all that lasts.".to_owned(),
            Landmark::None => "All uses before the decision count.".to_owned(),
            Landmark::Days(days) => format!("Only uses in the first {days} days from the start count, and conversations decided sooner are left out."),
        };
        Definition {
            question: "effect",
            text: format!(
                "Per {each}: decided conversations of the scope that the asset was made for, while it was live, on deals whose tags do not contradict its own. Treated are those in which it was put to work at or before the decision, once however often. {landmark} Rates have Wilson's intervals, and the crude difference Newcombe's, for as many conversations as they are worth: they cluster by the deal's owner. The adjusted difference is that of Mantel and Haenszel within conversation{named}, with Klingenberg's interval; odds ratio with the interval of Robins, Breslow and Greenland; chi2 and p of Cochran, Mantel and Haenszel without continuity correction; homogeneity_p of Breslow and Day with Tarone's correction over conversation and segment; the E-value is how strongly something unseen would have to go with both use and success to explain the risk ratio away. Fewer than 10 treated or 10 untreated within strata that hold both are too few to say. q adjusts p for how many were tested (Benjamini and Hochberg), those that filters leave out and those that have ended included. All this is association, not cause."
            ),
        }
    }
}

impl Question for Effect {
    type Row = EffectRow;
    type Summary = EffectSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<EffectRow, EffectSummary>> {
        let occasions = Occasions::of(view)?;
        let mut found = findings(self, view, &occasions)?;
        let summary = summary(&found);
        found.retain(|one| view.has_asset(one.asset));
        // The surest first; what was not tested comes after every p.
        let order = |one: &Finding| one.comparison.strata.p.unwrap_or(f64::INFINITY);
        found.sort_by(|one, other| {
            let by_key = || view.asset_key(one.asset).cmp(view.asset_key(other.asset));
            let surer = order(one).total_cmp(&order(other));
            surer.then_with(by_key).then(one.conversation.cmp(&other.conversation))
        });
        let rows = found.iter().map(|one| one.row(view)).collect();
        Ok(view.answer(rows, self.columns(), summary, self.definition()))
    }
}

/// Of everything that was tested, whatever the filters show.
fn summary(found: &[Finding]) -> EffectSummary {
    let tested = found.iter().filter(|one| one.q.is_some()).count() as u64;
    let rejected = found.iter().filter(|one| one.q.is_some_and(|q| q <= Effect::Q)).count() as u64;
    EffectSummary { tested, rejected }
}
