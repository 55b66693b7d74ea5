//! `attribute`.

use std::collections::BTreeMap;

use proptest::prelude::*;
use talktrack::stats::{AttributionMethod as Method, Credited, Journey, attribute};

use super::close;

fn way(touches: &str, conversions: u64, nulls: u64) -> Journey<String> {
    Journey {
        touches: touches.split_whitespace().map(str::to_owned).collect(),
        days_before: Vec::new(),
        conversions,
        nulls,
        value: 0.0,
    }
}

fn position(first: f64, middle: f64, last: f64) -> Method {
    Method::Position { first, middle, last }
}

#[track_caller]
fn credits(journeys: &[Journey<String>], method: Method, expected: &[(&str, f64)]) {
    let found = attribute(journeys, method, Credited::Count).unwrap();
    assert_eq!(found.len(), expected.len());
    for (touch, credit) in expected {
        close(found[*touch], *credit, 1e-12);
    }
}

/// The tests of the Python package `mta` by I. Barkov (MIT): conftest.py, test_heuristic_models.py,
/// test_shapley.py.
#[test]
fn rules_agree_with_published_numbers() {
    let journeys =
        [way("direct", 2, 1), way("search email", 3, 2), way("search social email", 5, 4)];
    let third = 5.0 / 3.0;
    credits(
        &journeys,
        Method::First,
        &[("direct", 2.0), ("search", 8.0), ("social", 0.0), ("email", 0.0)],
    );
    credits(
        &journeys,
        Method::Last,
        &[("direct", 2.0), ("search", 0.0), ("social", 0.0), ("email", 8.0)],
    );
    credits(
        &journeys,
        Method::Linear,
        &[("direct", 2.0), ("search", 1.5 + third), ("email", 1.5 + third), ("social", third)],
    );
    credits(
        &journeys,
        position(0.4, 0.2, 0.4),
        &[("direct", 2.0), ("search", 3.5), ("email", 3.5), ("social", 1.0)],
    );
    let two = [way("a b", 10, 0)];
    credits(&two, position(0.3, 0.0, 0.7), &[("a", 3.0), ("b", 7.0)]);
    credits(&two, position(0.0, 1.0, 0.0), &[("a", 5.0), ("b", 5.0)]);
    credits(&[way("a a b", 6, 0)], Method::Linear, &[("a", 4.0), ("b", 2.0)]);
    credits(&[way("a a b", 6, 0)], Method::Shapley, &[("a", 3.0), ("b", 3.0)]);
    credits(&[way("a", 4, 0), way("a b", 6, 0)], Method::Shapley, &[("a", 7.0), ("b", 3.0)]);
    credits(
        &[way("a b c d", 10, 0)],
        position(0.4, 0.2, 0.4),
        &[("a", 4.0), ("b", 1.0), ("c", 1.0), ("d", 4.0)],
    );
}

/// S. Bryl, "Marketing multi-channel attribution model with R (part 1)", AnalyzeCore.
#[test]
fn markov_agrees_with_published_numbers() {
    let journeys = [way("C1 C2 C3", 1, 0), way("C1", 0, 1), way("C2 C3", 0, 1)];
    credits(&journeys, Method::Markov, &[("C1", 0.2), ("C2", 0.4), ("C3", 0.4)]);
}

#[test]
fn time_decay_halves_by_its_half_life() {
    let mut journey = way("a b c", 7, 3);
    journey.days_before = vec![14.0, 7.0, 0.0];
    let half_life = |half_life_days| Method::TimeDecay { half_life_days };
    credits(&[journey.clone()], half_life(7.0), &[("a", 1.0), ("b", 2.0), ("c", 4.0)]);
    // However long ago it all was, and however short the half-life.
    journey.days_before = vec![1e6, 1e6, 1e6 - 1.0];
    credits(&[journey.clone()], half_life(1.0), &[("a", 1.75), ("b", 1.75), ("c", 3.5)]);
    credits(&[journey], half_life(1e-300), &[("a", 0.0), ("b", 0.0), ("c", 7.0)]);
}

#[test]
fn amounts_are_shared_out_like_counts() {
    let mut journeys = [way("a b", 2, 5), way("b", 1, 0), way("c", 0, 9)];
    journeys[0].value = 100.0;
    journeys[1].value = 50.0;
    let found = attribute(&journeys, Method::Linear, Credited::Amount).unwrap();
    assert_eq!(
        found,
        BTreeMap::from([("a", 50.0), ("b", 100.0), ("c", 0.0)].map(|(t, c)| (t.to_owned(), c)))
    );
    // Every conversion is worth the mean: the chain is that of the counts.
    let counts = attribute(&journeys, Method::Markov, Credited::Count).unwrap();
    let amounts = attribute(&journeys, Method::Markov, Credited::Amount).unwrap();
    for (touch, credit) in counts {
        close(amounts[&touch], credit * 50.0, 1e-9);
    }
}

#[test]
fn nothing_won_is_nothing_shared_out() {
    for method in
        [Method::First, Method::Linear, position(0.4, 0.2, 0.4), Method::Markov, Method::Shapley]
    {
        credits(&[], method, &[]);
        credits(&[way("", 5, 1)], method, &[]);
        credits(
            &[way("a b a", 0, 3), way("c", 0, 0)],
            method,
            &[("a", 0.0), ("b", 0.0), ("c", 0.0)],
        );
        credits(&[way("a", 2, 3), way("c", 0, 0)], method, &[("a", 2.0), ("c", 0.0)]);
    }
}

#[test]
fn nonsense_is_refused() {
    let refused = |journey: Journey<String>, method: Method, message: &str| {
        let error = attribute(&[journey], method, Credited::Count).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    };
    let valued = |value: f64| Journey { value, ..way("a", 1, 0) };
    refused(valued(-1.0), Method::First, "journeys[0]: has a value that is negative");
    refused(valued(f64::NAN), Method::Markov, "not a finite number");
    refused(valued(f64::INFINITY), Method::Markov, "not a finite number");
    refused(Journey { conversions: 0, ..valued(1.0) }, Method::First, "never won");
    let timed = |days: &[f64]| Journey { days_before: days.to_vec(), ..way("a b", 1, 0) };
    let decay = Method::TimeDecay { half_life_days: 7.0 };
    refused(timed(&[]), decay, "does not say of each touch");
    refused(timed(&[1.0]), Method::First, "does not say of each touch");
    refused(timed(&[1.0, -1.0]), decay, "has a time that is negative");
    refused(timed(&[1.0, f64::NAN]), decay, "has a time that is negative");
    for half_life_days in [0.0, -7.0, f64::NAN, f64::INFINITY] {
        refused(timed(&[1.0, 0.0]), Method::TimeDecay { half_life_days }, "half_life_days");
    }
    for (first, middle, last) in [(0.4, 0.4, 0.4), (-0.2, 0.6, 0.6), (f64::NAN, 0.5, 0.5)] {
        refused(way("a", 1, 0), position(first, middle, last), "position");
    }
    let huge = [valued(f64::MAX), valued(f64::MAX)];
    assert!(attribute(&huge, Method::First, Credited::Amount).is_err());
}

#[test]
fn methods_have_words() {
    let words = ["first", "last", "linear", "position", "time-decay", "markov", "shapley"];
    for (word, method) in words.into_iter().zip(METHODS) {
        assert_eq!(word.parse(), Ok(method));
    }
    assert_eq!("count".parse(), Ok(Credited::Count));
    assert_eq!("amount".parse(), Ok(Credited::Amount));
    let error = "shapely".parse::<Method>().unwrap_err();
    assert_eq!(error.to_string(), "method: \"shapely\" is not known: did you mean shapley?");
    assert_eq!("money".parse::<Credited>().unwrap_err().field(), "of");
}

/// Circles that take a million steps to leave lose no digits: `b` is left for `a` all but once in 10⁶.
#[test]
fn markov_is_exact_in_long_circles() {
    let rounds = 1_000_000;
    let touches: Vec<u8> = (0..2 * rounds).map(|i| u8::from(i % 2 == 1)).collect();
    let long = Journey { touches, days_before: vec![], conversions: 1, nulls: 0, value: 0.0 };
    let short =
        Journey { touches: vec![2], days_before: vec![], conversions: 1, nulls: 0, value: 0.0 };
    let found = attribute(&[long, short], Method::Markov, Credited::Count).unwrap();
    // Each touch is passed by all of one half that wins: three equal effects.
    for touch in 0..3 {
        close(found[&touch], 2.0 / 3.0, 1e-12);
    }
}

fn journeys() -> impl Strategy<Value = Vec<Journey<u8>>> {
    let journey = prop::collection::vec((0_u8..6, 0.0_f64..400.0), 0..7);
    prop::collection::vec((journey, 0_u64..5, 0_u64..5, 0.0_f64..1e6), 0..8).prop_map(|all| {
        let one = |(touches, conversions, nulls, value): (Vec<(u8, f64)>, u64, u64, f64)| {
            let (touches, days_before) = touches.into_iter().unzip();
            let value = if conversions > 0 { value } else { 0.0 };
            Journey { touches, days_before, conversions, nulls, value }
        };
        all.into_iter().map(one).collect()
    })
}

/// The chance to win, with a touch taken away: step by step, until nothing is under way.
fn chance(
    journeys: &[Journey<u8>],
    weight: impl Fn(&Journey<u8>) -> (f64, f64),
    removed: Option<u8>,
) -> f64 {
    // States: 0 to 5 are touches, 6 the start, 7 won, 8 null.
    let mut flows = [[0.0; 9]; 7];
    for journey in journeys.iter().filter(|journey| !journey.touches.is_empty()) {
        let (won, lost) = weight(journey);
        let mut at = 6;
        for &touch in &journey.touches {
            flows[at][usize::from(touch)] += won + lost;
            at = touch.into();
        }
        flows[at][7] += won;
        flows[at][8] += lost;
    }
    let mut here = [0.0; 9];
    here[6] = 1.0;
    for _ in 0..100_000 {
        let mut next = [0.0; 9];
        next[7] = here[7];
        for (from, flow) in flows.iter().enumerate() {
            let all: f64 = flow.iter().sum();
            if all <= 0.0 || removed.is_some_and(|removed| usize::from(removed) == from) {
                continue;
            }
            for (to, part) in flow.iter().enumerate() {
                next[to] += here[from] * part / all;
            }
        }
        here = next;
        if here[..7].iter().sum::<f64>() < 1e-15 {
            break;
        }
    }
    here[7]
}

const METHODS: [Method; 7] = [
    Method::First,
    Method::Last,
    Method::Linear,
    Method::Position { first: 0.4, middle: 0.2, last: 0.4 },
    Method::TimeDecay { half_life_days: 7.0 },
    Method::Markov,
    Method::Shapley,
];

proptest! {
    #[test]
    fn credits_are_not_negative_and_sum_to_the_total(journeys in journeys()) {
        let touched = || journeys.iter().filter(|journey| !journey.touches.is_empty());
        let total: u64 = touched().map(|journey| journey.conversions).sum();
        let amount: f64 = touched().map(|journey| journey.value).sum();
        for method in METHODS {
            for (of, whole) in [(Credited::Count, total as f64), (Credited::Amount, amount)] {
                let credit = attribute(&journeys, method, of).unwrap();
                prop_assert!(credit.values().all(|credit| *credit >= 0.0));
                prop_assert!((credit.values().sum::<f64>() - whole).abs() <= 1e-9 * whole.max(1.0));
            }
        }
    }

    #[test]
    fn journeys_may_stand_apart_or_together(mut journeys in journeys()) {
        let together = METHODS.map(|method| attribute(&journeys, method, Credited::Count).unwrap());
        let apart: Vec<Journey<u8>> = journeys.drain(..).rev().flat_map(|journey| {
            let each = |conversions, nulls| Journey { conversions, nulls, value: 0.0, ..journey.clone() };
            let mut all = vec![each(0, 0)];
            all.extend((0..journey.conversions).map(|_| each(1, 0)));
            all.extend((0..journey.nulls).map(|_| each(0, 1)));
            all
        }).collect();
        for (method, expected) in METHODS.into_iter().zip(together) {
            for (touch, credit) in attribute(&apart, method, Credited::Count).unwrap() {
                prop_assert!((credit - expected[&touch]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn markov_is_what_removing_gives(journeys in journeys(), amount in any::<bool>()) {
        let touched = || journeys.iter().filter(|journey| !journey.touches.is_empty());
        let (value, conversions): (f64, u64) = touched().fold((0.0, 0), |sum, j| (sum.0 + j.value, sum.1 + j.conversions));
        prop_assume!(value > 0.0);
        let mean = value / conversions as f64;
        let weight = |journey: &Journey<u8>| if amount {
            (journey.value, journey.nulls as f64 * mean)
        } else {
            (journey.conversions as f64, journey.nulls as f64)
        };
        let of = if amount { Credited::Amount } else { Credited::Count };
        let total = if amount { value } else { conversions as f64 };
        let credit = attribute(&journeys, Method::Markov, of).unwrap();
        let whole = chance(&journeys, weight, None);
        let effects: Vec<f64> = credit.keys().map(|touch| 1.0 - chance(&journeys, weight, Some(*touch)) / whole).collect();
        let sum: f64 = effects.iter().sum();
        for (credit, effect) in credit.values().zip(effects) {
            prop_assert!((credit / total - effect / sum).abs() < 1e-6);
        }
    }

    /// Shapley's own definition: the mean of what a touch adds, over all orders in which they could join.
    #[test]
    fn shapley_is_what_all_orders_give(journeys in journeys()) {
        let credit = attribute(&journeys, Method::Shapley, Credited::Count).unwrap();
        let worth = |set: u32| -> f64 {
            let within = |journey: &&Journey<u8>| !journey.touches.is_empty()
                && journey.touches.iter().all(|touch| set >> touch & 1 == 1);
            journeys.iter().filter(within).map(|journey| journey.conversions as f64).sum()
        };
        let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
        for (touch, credit) in credit {
            let others = (0_u32..64).filter(|set| set >> touch & 1 == 0);
            let value: f64 = others.map(|set| {
                let size = set.count_ones();
                let orders = factorial(size) * factorial(5 - size) / factorial(6);
                orders * (worth(set | 1 << touch) - worth(set))
            }).sum();
            prop_assert!((value - credit).abs() < 1e-9);
        }
    }
}
