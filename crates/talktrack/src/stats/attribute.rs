//! Sharing out what was won among what led to it.

mod chain;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::str::FromStr;

use super::numbers::{at, not_negative};
use crate::model::Invalid;

/// A way that deals went, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey<T> {
    /// What was touched, in the order of time; a touch that was repeated stands repeatedly.
    pub touches: Vec<T>,
    /// How many days before the decision each touch was; only [`AttributionMethod::TimeDecay`] asks.
    pub days_before: Vec<f64>,
    /// How often this way was won.
    pub conversions: u64,
    /// How often this way was lost.
    pub nulls: u64,
    /// What its conversions were worth, all together.
    pub value: f64,
}

/// How the credit for a journey is split among its touches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AttributionMethod {
    /// All to the first touch.
    First,
    /// All to the last touch.
    Last,
    /// The same to each touch; one that was repeated has several shares.
    Linear,
    /// Fixed shares of the first touch, of those between and of the last. One touch has all; of two,
    /// those between being none, the first and the last share in proportion.
    Position {
        /// The share of the first touch.
        first: f64,
        /// What the touches between share equally.
        middle: f64,
        /// The share of the last touch.
        last: f64,
    },
    /// Half the weight for each `half_life_days` that a touch is further from the decision.
    TimeDecay {
        /// In how many days a touch loses half its weight.
        half_life_days: f64,
    },
    /// By how much less would be won if every way through a touch ended there.
    Markov,
    /// The value of Shapley where a set of touches is worth what journeys within it won: the same to
    /// each distinct touch.
    Shapley,
}

impl AttributionMethod {
    /// The half-life of time decay unless another is given.
    pub const HALF_LIFE_DAYS: f64 = 7.0;

    /// The shares of the first touch, of those between and of the last unless others are given.
    pub const POSITION: [f64; 3] = [0.4, 0.2, 0.4];

    const WORDS: [&'static str; 7] =
        ["first", "last", "linear", "position", "time-decay", "markov", "shapley"];

    /// The same method with these options; a method that has no such option passes them over.
    pub const fn with_options(self, half_life_days: f64, position: [f64; 3]) -> Self {
        match self {
            Self::Position { .. } => {
                let [first, middle, last] = position;
                Self::Position { first, middle, last }
            }
            Self::TimeDecay { .. } => Self::TimeDecay { half_life_days },
            other => other,
        }
    }
}

/// The method by its word, with the usual options: shares of 40%, 20% and 40%, a half-life of 7 days.
impl FromStr for AttributionMethod {
    type Err = Invalid;
    fn from_str(word: &str) -> Result<Self, Invalid> {
        let [first, middle, last] = Self::POSITION;
        Ok(match word {
            "first" => Self::First,
            "last" => Self::Last,
            "linear" => Self::Linear,
            "position" => Self::Position { first, middle, last },
            "time-decay" => Self::TimeDecay { half_life_days: Self::HALF_LIFE_DAYS },
            "markov" => Self::Markov,
            "shapley" => Self::Shapley,
            other => return Err(Invalid::unknown_word("method", other, Self::WORDS)),
        })
    }
}

/// What is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Credited {
    /// The number of conversions.
    #[default]
    Count,
    /// Their value.
    Amount,
}

impl FromStr for Credited {
    type Err = Invalid;
    fn from_str(word: &str) -> Result<Self, Invalid> {
        match word {
            "count" => Ok(Self::Count),
            "amount" => Ok(Self::Amount),
            other => Err(Invalid::unknown_word("of", other, ["count", "amount"])),
        }
    }
}

/// Shares out what journeys won among their touches: credit by touch.
///
/// - *First, last, linear, position, time decay* split each journey's own winnings by a rule, and
///   ignore those that were lost. Time decay weighs a touch by `2^(−days_before / half_life_days)`.
/// - *Markov*: a chain of order 1 with the states start, touches, won and null; each journey is one
///   sequence, repeats kept. Removing a touch sends whatever enters it to null; its effect is the share
///   of what was won that is then lost, solved exactly, and the effects are scaled to what was won. Of
///   an amount, a journey weighs its value where it was won and the mean value where it was lost.
/// - *Shapley*: with a set of touches worth what the journeys wholly within it won, the closed form is
///   an equal split over each journey's distinct touches. It is linear attribution without repeats,
///   and no more than that.
///
/// Credits are not negative and sum to what was won. Journeys without touches are passed over: there is
/// nobody to credit. Every touch has its row, if only of 0.
///
/// None of these is what a touch *caused*. The rules credit whoever stands in the right place, and the
/// chain whatever many journeys pass through, such as the deck that everybody shows; compare treated
/// and untreated deals for that ([`mantel_haenszel`](super::mantel_haenszel)).
///
/// The Markov chain takes time that grows with the cube of the number of touches: a fraction of a second
/// for a thousand. It is an error if a value or a time is negative or not finite, if there is value without
/// conversions, if shares are not shares of 1, if the half-life is not above 0, or if time decay is
/// asked for journeys that won and whose touches have no times.
///
/// ```
/// use talktrack::stats::{AttributionMethod, Credited, Journey, attribute};
/// let way = |touches: &[&'static str], conversions, nulls| Journey {
///     touches: touches.to_vec(), days_before: vec![], conversions, nulls, value: 0.0,
/// };
/// let journeys = [way(&["deck", "case", "roi"], 1, 0), way(&["deck"], 0, 1), way(&["case", "roi"], 0, 1)];
/// let credit = attribute(&journeys, AttributionMethod::Markov, Credited::Count)?;
/// assert!((credit["deck"] - 0.2).abs() < 1e-12);
/// assert!((credit["roi"] - 0.4).abs() < 1e-12);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann, "Mapping the customer journey",
/// International Journal of Research in Marketing 33 (2016) 457–474, for the chain; L. S. Shapley, "A
/// value for n-person games" (1953), and K. Zhao, S. H. Mahboobi and S. R. Bagheri, "Shapley value
/// methods for attribution modeling in online advertising" (2018), for the closed form.
pub fn attribute<T: Ord + Hash + Clone>(
    journeys: &[Journey<T>],
    method: AttributionMethod,
    of: Credited,
) -> Result<BTreeMap<T, f64>, Invalid> {
    check(journeys, method)?;
    let numbered = Numbered::of(journeys);
    let ways: Vec<Way<'_>> = numbered.ways(journeys, of).collect();
    let ways: &Ways<'_> = &|| Box::new(ways.iter().copied());
    let credit = share_out(ways, numbered.touches.len(), method, of);
    Ok(numbered.touches.into_iter().cloned().zip(credit).collect())
}

/// The same of ways whose touches are numbers below `count` already, which saves looking them up: credit by number.
/// Each way touched something; what it won and when is as [`attribute`] asks for it.
pub(crate) fn attribute_numbers(
    ways: &Ways<'_>,
    count: usize,
    method: AttributionMethod,
    of: Credited,
) -> Result<Vec<f64>, Invalid> {
    check_options(method)?;
    Ok(share_out(ways, count, method, of))
}

fn share_out(ways: &Ways<'_>, count: usize, method: AttributionMethod, of: Credited) -> Vec<f64> {
    if method == AttributionMethod::Markov {
        chain::removal(ways, count, of)
    } else {
        rules::by_rule(ways, count, method)
    }
}

fn check_options(method: AttributionMethod) -> Result<(), Invalid> {
    match method {
        AttributionMethod::Position { first, middle, last } => {
            not_negative("position", &[first, middle, last])?;
            if (first + middle + last - 1.0).abs() > 1e-9 {
                return Err(Invalid::new("position", "are shares that do not sum to 1"));
            }
        }
        AttributionMethod::TimeDecay { half_life_days }
            if half_life_days <= 0.0 || !half_life_days.is_finite() =>
        {
            return Err(Invalid::new("half_life_days", "is not a number of days above 0"));
        }
        _ => {}
    }
    Ok(())
}

fn check<T>(journeys: &[Journey<T>], method: AttributionMethod) -> Result<(), Invalid> {
    check_options(method)?;
    let timed = matches!(method, AttributionMethod::TimeDecay { .. });
    for (position, journey) in journeys.iter().enumerate() {
        let refused = |problem| Err(at("journeys", position, problem));
        if !(journey.value >= 0.0 && journey.value.is_finite()) {
            return refused("has a value that is negative or not a finite number");
        }
        if journey.value > 0.0 && journey.conversions == 0 {
            return refused("has a value but was never won");
        }
        if not_negative("days_before", &journey.days_before).is_err() {
            return refused("has a time that is negative or not a finite number");
        }
        let untimed = (!timed || journey.conversions == 0) && journey.days_before.is_empty();
        if !untimed && journey.days_before.len() != journey.touches.len() {
            return refused("does not say of each touch how many days before the decision it was");
        }
    }
    if !journeys.iter().map(|journey| journey.value).sum::<f64>().is_finite() {
        return Err(Invalid::new(
            "journeys",
            "have values whose sum is beyond what a number holds",
        ));
    }
    Ok(())
}

/// The touches of journeys as numbers.
struct Numbered<'a, T> {
    /// The distinct touches in order; a touch's position is its number.
    touches: Vec<&'a T>,
    /// The touches of all journeys, one journey after the other.
    numbers: Vec<u32>,
}

impl<'a, T: Ord + Hash> Numbered<'a, T> {
    fn of(journeys: &'a [Journey<T>]) -> Self {
        let mut known: HashMap<&T, u32> = HashMap::new();
        let mut touches = Vec::new();
        let mut numbers = Vec::with_capacity(journeys.iter().map(|one| one.touches.len()).sum());
        for touch in journeys.iter().flat_map(|journey| &journey.touches) {
            numbers.push(*known.entry(touch).or_insert_with(|| {
                touches.push(touch);
                // A list of 2³² touches does not fit in memory.
                u32::try_from(touches.len() - 1).unwrap_or(u32::MAX)
            }));
        }
        touches.sort_unstable();
        // The order in which touches come up changes nothing, not even what sums are rounded to.
        let mut sorted = vec![0; touches.len()];
        for (number, touch) in (0..).zip(&touches) {
            sorted[known[touch] as usize] = number;
        }
        numbers.iter_mut().for_each(|number| *number = sorted[*number as usize]);
        Self { touches, numbers }
    }

    /// The journeys that touched anything.
    fn ways(&self, journeys: &'a [Journey<T>], of: Credited) -> impl Iterator<Item = Way<'_>> {
        let mut end = 0;
        let way = move |journey: &'a Journey<T>| {
            let touches = end..end + journey.touches.len();
            end = touches.end;
            Way::of(journey, &self.numbers[touches], of)
        };
        journeys.iter().map(way).filter(|way| !way.touches.is_empty())
    }
}

/// A journey with touches as numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) touches: &'a [u32],
    pub(crate) days_before: &'a [f64],
    /// What it won, as it is to be credited.
    pub(crate) won: f64,
    pub(crate) conversions: f64,
    pub(crate) nulls: f64,
}

/// All of them, as often as they are asked for: there are many, and not all callers keep a list of such.
pub(crate) type Ways<'a> = dyn Fn() -> Box<dyn Iterator<Item = Way<'a>> + 'a> + Sync + 'a;

impl<'a> Way<'a> {
    fn of<T>(journey: &'a Journey<T>, touches: &'a [u32], of: Credited) -> Self {
        Self {
            touches,
            days_before: &journey.days_before,
            won: match of {
                Credited::Count => journey.conversions as f64,
                Credited::Amount => journey.value,
            },
            conversions: journey.conversions as f64,
            nulls: journey.nulls as f64,
        }
    }
}
