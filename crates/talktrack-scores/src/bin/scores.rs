//! Scores verdicts and intervals over many simulated companies, and prints tables.
#![allow(clippy::print_stdout)] // what it prints is what it is for

use clap::Parser;
use talktrack_scores::{Intervals, Result, Verdicts, companies, markdown};

#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    #[arg(long, default_value = "")]
    only: String,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    for named in companies().iter().filter(|named| named.name.contains(&arguments.only)) {
        let mut intervals = Intervals::default();
        let mut verdicts = Verdicts::default();
        for seed in 1..=arguments.seeds {
            let (company, tracker) = named.found(seed)?;
            intervals.add(&company, &tracker)?;
            verdicts.add(&company, &tracker)?;
        }
        println!("{} {:?}: {intervals:?} {:?}", named.name, named.kind, intervals.shares());
        println!(
            "F1 {:?} false {:?} ({} of {}) ours {:?} {:?} views {:?} {:?}",
            verdicts.confusion.macro_f1(),
            verdicts.false_share(),
            verdicts.false_effects,
            verdicts.without_effect,
            verdicts.ours.precision(),
            verdicts.ours.recall(),
            verdicts.views.precision(),
            verdicts.views.recall()
        );
        println!("{}", markdown(&verdicts.confusion.rows()));
    }
    Ok(())
}
