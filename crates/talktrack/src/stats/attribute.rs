//! Sharing out what was won among what led to it.

use std::collections::BTreeMap;
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
    const WORDS: [&'static str; 7] =
        ["first", "last", "linear", "position", "time-decay", "markov", "shapley"];
}

/// The method by its word, with the usual options: shares of 40%, 20% and 40%, a half-life of 7 days.
impl FromStr for AttributionMethod {
    type Err = Invalid;
    fn from_str(word: &str) -> Result<Self, Invalid> {
        Ok(match word {
            "first" => Self::First,
            "last" => Self::Last,
            "linear" => Self::Linear,
            "position" => Self::Position { first: 0.4, middle: 0.2, last: 0.4 },
            "time-decay" => Self::TimeDecay { half_life_days: 7.0 },
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
/// The Markov chain takes time that grows with the cube of the number of touches: a second for a
/// thousand. It is an error if a value or a time is negative or not finite, if there is value without
/// conversions, if shares are not shares of 1, if the half-life is not above 0, or if time decay is
/// asked for journeys whose touches have no times.
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
pub fn attribute<T: Ord + Clone>(
    journeys: &[Journey<T>],
    method: AttributionMethod,
    of: Credited,
) -> Result<BTreeMap<T, f64>, Invalid> {
    check(journeys, method)?;
    let mut numbers: BTreeMap<&T, usize> = BTreeMap::new();
    for touch in journeys.iter().flat_map(|journey| &journey.touches) {
        numbers.insert(touch, 0);
    }
    for (number, position) in numbers.values_mut().zip(0..) {
        *number = position;
    }
    let ways: Vec<Way> = journeys
        .iter()
        .filter(|journey| !journey.touches.is_empty())
        .map(|journey| Way {
            touches: journey.touches.iter().filter_map(|t| numbers.get(t).copied()).collect(),
            days_before: &journey.days_before,
            won: match of {
                Credited::Count => journey.conversions as f64,
                Credited::Amount => journey.value,
            },
            conversions: journey.conversions as f64,
            nulls: journey.nulls as f64,
        })
        .collect();
    let credit = if method == AttributionMethod::Markov {
        removal(&ways, numbers.len(), of)
    } else {
        by_rule(&ways, numbers.len(), method)
    };
    Ok(numbers.into_keys().cloned().zip(credit).collect())
}

fn check<T>(journeys: &[Journey<T>], method: AttributionMethod) -> Result<(), Invalid> {
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
        let untimed = !timed && journey.days_before.is_empty();
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

/// A journey with touches as numbers.
struct Way<'a> {
    touches: Vec<usize>,
    days_before: &'a [f64],
    /// What it won, as it is to be credited.
    won: f64,
    conversions: f64,
    nulls: f64,
}

fn by_rule(ways: &[Way<'_>], count: usize, method: AttributionMethod) -> Vec<f64> {
    let mut credit = vec![0.0; count];
    for way in ways {
        if let AttributionMethod::Shapley = method {
            let mut distinct = way.touches.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let part = way.won / distinct.len() as f64;
            distinct.into_iter().for_each(|touch| credit[touch] += part);
        } else {
            let weights = weights(way, method);
            let total: f64 = weights.iter().sum();
            for (&touch, weight) in way.touches.iter().zip(weights) {
                credit[touch] += way.won * (weight / total);
            }
        }
    }
    credit
}

/// The weights of the touches of one journey, at least one of them above 0.
fn weights(way: &Way<'_>, method: AttributionMethod) -> Vec<f64> {
    let count = way.touches.len();
    let last = count - 1;
    let mut weights = vec![0.0; count];
    match method {
        AttributionMethod::First => weights[0] = 1.0,
        AttributionMethod::Last => weights[last] = 1.0,
        AttributionMethod::Position { first, middle, last: at_last } => match count {
            1 => weights[0] = 1.0,
            2 if first + at_last > 0.0 => weights.copy_from_slice(&[first, at_last]),
            2 => weights.fill(1.0),
            _ => {
                weights.fill(middle / (count as f64 - 2.0));
                weights[0] = first;
                weights[last] = at_last;
            }
        },
        AttributionMethod::TimeDecay { half_life_days } => {
            // From the latest touch, so that not all weights vanish in an old journey.
            let latest = way.days_before.iter().copied().fold(f64::INFINITY, f64::min);
            for (weight, days) in weights.iter_mut().zip(way.days_before) {
                *weight = (-(days - latest) / half_life_days).exp2();
            }
        }
        _ => weights.fill(1.0),
    }
    weights
}

/// The removal effects of the touches, scaled to what was won.
///
/// With `D − C` the matrix of what leaves each touch for others and for the ends (less what comes back
/// to it), a touch is passed at all with a probability proportional to the inverse of `(D − C)⁻¹ᵢᵢ`, and
/// whoever passes it wins with the probability `wᵢ` that solves `(D − C) w = won`: the effect of touch
/// `i` is `wᵢ / (D − C)⁻¹ᵢᵢ` over what was won.
fn removal(ways: &[Way<'_>], count: usize, of: Credited) -> Vec<f64> {
    let total: f64 = ways.iter().map(|way| way.won).sum();
    let conversions: f64 = ways.iter().map(|way| way.conversions).sum();
    if total <= 0.0 {
        return vec![0.0; count];
    }
    let worth_of_null = match of {
        Credited::Count => 1.0,
        Credited::Amount => total / conversions,
    };
    let mut chain = Chain::new(count);
    for way in ways {
        // In units of all that was won: no weight is too large or too small.
        chain.add(&way.touches, way.won / total, way.nulls * worth_of_null / total);
    }
    let effects = chain.effects();
    let sum: f64 = effects.iter().sum();
    effects.into_iter().map(|effect| effect / sum * total).collect()
}

/// What goes from each touch to each other, to won and to an end of any kind.
struct Chain {
    count: usize,
    /// By rows; positive, the diagonal unused: who repeats a touch has not left it.
    matrix: Vec<f64>,
    won: Vec<f64>,
    ended: Vec<f64>,
}

impl Chain {
    fn new(count: usize) -> Self {
        let nothing = || vec![0.0; count];
        Self { count, matrix: vec![0.0; count * count], won: nothing(), ended: nothing() }
    }

    fn add(&mut self, touches: &[usize], won: f64, lost: f64) {
        for (from, to) in touches.iter().zip(touches.iter().skip(1)) {
            self.matrix[from * self.count + to] += won + lost;
        }
        if let Some(&last) = touches.last() {
            self.won[last] += won;
            self.ended[last] += won + lost;
        }
    }

    /// `wᵢ / (D − C)⁻¹ᵢᵢ` of each touch.
    ///
    /// Gauss–Jordan elimination in place. All but the diagonal of `C − D` is positive and stays so, and
    /// each pivot is the sum of what its row still leads to (after Grassmann, Taksar and Heyman): there is
    /// no subtraction, so that no digits are lost, however long touches follow one another in circles.
    fn effects(mut self) -> Vec<f64> {
        let count = self.count;
        let mut pivot_row = vec![0.0; count];
        for k in 0..count {
            let row = &mut self.matrix[k * count..(k + 1) * count];
            let pivot = self.ended[k] + row[k + 1..].iter().sum::<f64>();
            if pivot <= 0.0 {
                row.fill(0.0);
                continue; // nobody ever came here
            }
            row[k] = 1.0;
            row.iter_mut().for_each(|value| *value /= pivot);
            pivot_row.copy_from_slice(row);
            let (won, ended) = (self.won[k] / pivot, self.ended[k] / pivot);
            (self.won[k], self.ended[k]) = (won, ended);
            for i in (0..count).filter(|&i| i != k) {
                let row = &mut self.matrix[i * count..(i + 1) * count];
                let factor = std::mem::take(&mut row[k]);
                if factor > 0.0 {
                    row.iter_mut()
                        .zip(&pivot_row)
                        .for_each(|(value, pivot)| *value += factor * pivot);
                    self.won[i] += factor * won;
                    self.ended[i] += factor * ended;
                }
            }
        }
        let diagonal = (0..count).map(|i| self.matrix[i * count + i]);
        diagonal
            .zip(self.won)
            .map(|(inverse, won)| if inverse > 0.0 { won / inverse } else { 0.0 })
            .collect()
    }
}
