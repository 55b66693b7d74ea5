//! Scores verdicts and intervals over many simulated companies, and prints tables.
#![allow(clippy::print_stdout)] // what it prints is what it is for

use clap::Parser;
use talktrack_scores::{Intervals, Result, companies};

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
        for seed in 1..=arguments.seeds {
            let (company, tracker) = named.found(seed)?;
            intervals.add(&company, &tracker)?;
        }
        println!("{} {:?}: {intervals:?} {:?}", named.name, named.kind, intervals.shares());
    }
    Ok(())
}
