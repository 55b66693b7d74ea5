//! `attribution`: credit for what was won, seven ways.

mod decision;
mod fold;
mod journeys;
mod sample;
mod touches;

use self::sample::sample;
use self::touches::Touches;
use super::{Answer, Definition, Question, Row, View, table};
use crate::error::Result;
use crate::model::vocabulary;
use crate::stats::{AttributionMethod, Credited, Way, Ways, attribute_numbers};

/// The unit of credit where amounts are shared out.
const AMOUNT: &str = "amount";

vocabulary! {
    /// What credit is given to.
    AttributionTouch as "touch" {
        /// Assets.
        Asset = 1 "asset",
        /// Kinds of assets.
        Kind = 2 "kind",
        /// Assets, apart for each conversation that they were used in.
        AssetInConversation = 3 "asset-in-conversation",
    }
}

/// Asks what gets the credit for deals that were won.
///
/// No method says what an asset *caused*. The rules credit whatever stands in the right place of a journey,
/// and the chain whatever many journeys pass through, such as the deck that everybody shows.
///
/// ```
/// use talktrack::analysis::Attribution;
/// use talktrack::model::{Action, Conversation, Event, Outcome, OutcomeResult, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// for (at, asset) in [("2026-03-01T09:00:00Z", "deck"), ("2026-03-05T09:00:00Z", "roi")] {
///     let usage = Use::new("ada".parse()?, asset.parse()?, Action::Presented).deal("d1".parse()?);
///     tracker.record(Event::new(at.parse()?, usage))?;
/// }
/// let won = Outcome::new("d1".parse()?, Conversation::TangibleValue, OutcomeResult::Succeeded);
/// tracker.record(Event::new("2026-03-09T09:00:00Z".parse()?, won))?;
/// let answer = tracker.ask(&Attribution::new().method("linear".parse()?))?;
/// assert_eq!((answer.summary.conversions, answer.rows[0].credit), (1, 0.5));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source: see [`stats::attribute`](crate::stats::attribute).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attribution {
    method: AttributionMethod,
    touch: AttributionTouch,
    of: Credited,
}

impl Default for Attribution {
    fn default() -> Self {
        Self {
            method: AttributionMethod::Markov,
            touch: AttributionTouch::Asset,
            of: Credited::Count,
        }
    }
}

impl Attribution {
    /// By the Markov chain, of the number of deals, to assets.
    pub fn new() -> Self {
        Self::default()
    }

    /// How credit is split.
    pub fn method(mut self, method: AttributionMethod) -> Self {
        self.method = method;
        self
    }

    /// What it is given to.
    pub fn touch(mut self, touch: AttributionTouch) -> Self {
        self.touch = touch;
        self
    }

    /// What is shared out.
    pub fn of(mut self, of: Credited) -> Self {
        self.of = of;
        self
    }

    fn definition(&self) -> Definition {
        let method = match self.method {
            AttributionMethod::First => "all to the first touch of a journey".to_owned(),
            AttributionMethod::Last => "all to the last touch of a journey".to_owned(),
            AttributionMethod::Linear => "the same to each touch of a journey, repeats too".to_owned(),
            AttributionMethod::Position { first, middle, last } => format!(
                "{first} to the first touch of a journey, {last} to the last, and {middle} in equal parts to those between; one touch has all, two share in proportion"
            ),
            AttributionMethod::TimeDecay { half_life_days } => format!(
                "to each touch of a journey in proportion to 2^(−days before the decision ÷ {half_life_days})"
            ),
            AttributionMethod::Markov => "by how much less would be won without the touch, in a Markov chain of order 1 with the states start, touches, won and lost, solved exactly and scaled to what was won".to_owned(),
            AttributionMethod::Shapley => "by the value of Shapley where a set of touches is worth what journeys within it won, which is the same to each distinct touch of a journey, and no more than that".to_owned(),
        };
        let of = match self.of {
            Credited::Count => "the number of deals won",
            Credited::Amount => "the amount of the deals won",
        };
        Definition {
            question: "attribution",
            text: format!(
                "Shares out {of} among what was used on the way: {method}. A deal is won by a stage that means so or when making the value tangible succeeded, lost by a stage that means so or when its latest conversation failed; the last of these holds, and deals decided in the scope count. A journey is the uses put to work (any action but opening) on the deal up to its decision, in order, however early; journeys without any are unassisted and outside the total. Filters of reps and deals choose deals; those of reps, assets, actions and conversations narrow what a journey touched. Credit is no proof of cause: it says what stood on the way."
            ),
        }
    }
}

table! {
    /// The credit of one touch.
    AttributionRow {
        /// What was touched; none for assets without a kind.
        touch: Option<Box<str>>, "";
        /// What it is credited with, of the deals won or of their amount.
        credit: f64, "deals";
        /// Credit ÷ the total that is shared out.
        share: Option<f64>, "share";
        /// Won deals that it was on the way of.
        won: u64, "deals";
        /// Lost deals that it was on the way of.
        lost: u64, "deals";
    }
}

table! {
    /// What was shared out.
    AttributionSummary {
        /// Deals that were decided in the scope.
        journeys: u64, "deals";
        /// Those of them that were won.
        conversions: u64, "deals";
        /// Those of them, won or lost, on which nothing was put to work: outside the total.
        unassisted: u64, "deals";
        /// What is shared out: deals won with anything put to work, or their amount.
        total: f64, "deals or amount";
        /// Won deals without an amount, which count as nothing where amounts are shared out.
        without_amount: u64, "deals";
    }
}

impl Question for Attribution {
    type Row = AttributionRow;
    type Summary = AttributionSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<AttributionRow, AttributionSummary>> {
        let touches = Touches::all(view, self.touch);
        let mut journeys = fold::journeys(view, &touches, self.method)?;
        let sample = sample(&mut journeys, touches.count());
        // Amounts are in minor units until credits are shown.
        let unit = match self.of {
            Credited::Count => 1.0,
            Credited::Amount => journeys.units().unwrap_or(1.0),
        };
        let journeys = journeys.in_order_of_decisions();
        let is_assisted = |way: &Way<'_>| !way.touches.is_empty();
        let ways: &Ways<'_> =
            &|| Box::new(journeys.iter().map(|one| one.way(self.of)).filter(is_assisted));
        let credits = attribute_numbers(ways, sample.len(), self.method, self.of)?;
        let total = ways().map(|way| way.won).sum::<f64>() / unit;
        let mut rows: Vec<AttributionRow> = sample
            .into_iter()
            .zip(credits)
            .map(|(one, credit)| AttributionRow {
                touch: touches.name(one.touch),
                credit: credit / unit,
                share: (total > 0.0).then(|| credit / unit / total),
                won: one.won,
                lost: one.lost,
            })
            .collect();
        rows.sort_by(|one, other| {
            other.credit.total_cmp(&one.credit).then_with(|| one.touch.cmp(&other.touch))
        });
        let summary = AttributionSummary {
            journeys: journeys.len() as u64,
            conversions: journeys.iter().filter(|one| one.deal.won).count() as u64,
            unassisted: journeys.iter().filter(|one| one.touches().is_empty()).count() as u64,
            total,
            without_amount: journeys.iter().filter(|one| one.deal.lacks_amount()).count() as u64,
        };
        let mut columns = AttributionRow::columns();
        if self.of == Credited::Amount {
            columns
                .iter_mut()
                .filter(|column| column.name == "credit")
                .for_each(|column| column.unit = AMOUNT);
        }
        Ok(view.answer(rows, columns, summary, self.definition()))
    }
}
