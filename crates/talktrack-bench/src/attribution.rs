//! Credit for a million journeys: how long each method takes, whether credits sum to what was won, and
//! whether they are the same again.
#![allow(clippy::print_stdout)] // a bench prints

use std::time::Instant;

use clap::Parser;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use talktrack::stats::{AttributionMethod, Credited, Journey, attribute};

/// Measures attribution of made-up journeys
#[derive(Debug, Parser)]
struct Arguments {
    /// How many journeys
    #[arg(long, default_value_t = 1_000_000)]
    journeys: usize,
    /// How many touches one has at most
    #[arg(long, default_value_t = 100)]
    longest: usize,
    /// How many different touches there are
    #[arg(long, default_value_t = 1_000)]
    touches: u32,
}

fn main() -> Result<(), talktrack::model::Invalid> {
    let Arguments { journeys, longest, touches } = Arguments::parse();
    let journeys = made_up(journeys, longest, touches);
    let steps: usize = journeys.iter().map(|journey| journey.touches.len()).sum();
    let won: u64 = journeys.iter().map(|journey| journey.conversions).sum();
    println!("{} journeys, {steps} steps, {touches} touches, {won} won", journeys.len());
    println!("method      seconds  off by  negative  the same again");
    for word in ["first", "last", "linear", "position", "time-decay", "markov", "shapley"] {
        let method: AttributionMethod = word.parse()?;
        let start = Instant::now();
        let credit = attribute(&journeys, method, Credited::Count)?;
        let seconds = start.elapsed().as_secs_f64();
        let off = (credit.values().sum::<f64>() / won as f64 - 1.0).abs();
        let negative = credit.values().filter(|credit| **credit < 0.0).count();
        let same = attribute(&journeys, method, Credited::Count)? == credit;
        println!("{word:<11} {seconds:>7.2}  {off:.0e}  {negative:>8}  {same}");
    }
    Ok(())
}

/// A third are won; some touches are much more frequent than others.
fn made_up(count: usize, longest: usize, touches: u32) -> Vec<Journey<u32>> {
    let mut dice = ChaCha8Rng::seed_from_u64(12);
    let mut journey = || {
        let steps = dice.random_range(1..=longest.max(1));
        let mut touch = || {
            let most = dice.random_range(0..touches.max(1));
            dice.random_range(0..=most)
        };
        let touches = (0..steps).map(|_| touch()).collect();
        let conversions = u64::from(dice.random_range(0..3) == 0);
        Journey {
            touches,
            days_before: (0..steps).rev().map(|step| step as f64).collect(),
            conversions,
            nulls: 1 - conversions,
            value: 0.0,
        }
    };
    (0..count).map(|_| journey()).collect()
}
