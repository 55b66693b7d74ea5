//! Tries mutations of the corpus for as long as one likes, without a nightly compiler.
#![allow(clippy::print_stdout)] // what it prints is what it is for

use std::panic::{catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use talktrack_fuzz::mutation::Inputs;
use talktrack_fuzz::{TARGETS, Target, corpus};

/// Feeds mutations of the corpus to the decoders; stops at the first input for which a law does not hold,
/// and keeps it.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// How long all decoders take together.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// What chance starts from; other numbers give other inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this decoder.
    #[arg(long)]
    target: Option<String>,
    /// Where an input goes for which a law does not hold.
    #[arg(long, default_value = ".")]
    keep: PathBuf,
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let chosen =
        |target: &&Target| arguments.target.as_ref().is_none_or(|name| name == target.name);
    let targets: Vec<_> = TARGETS.iter().filter(chosen).collect();
    let share =
        Duration::from_secs(arguments.seconds) / u32::try_from(targets.len().max(1)).unwrap_or(1);
    for target in targets {
        let mut inputs = Inputs::new(arguments.seed, corpus::of(target.name));
        let (start, mut tried) = (Instant::now(), 0_u64);
        while start.elapsed() < share {
            let input = inputs.next_input();
            if let Err(panic) = catch_unwind(|| (target.holds)(&input)) {
                let path = arguments.keep.join(format!("{}.input", target.name));
                std::fs::write(&path, &input)?;
                println!(
                    "{}: after {tried} inputs a law does not hold for {}",
                    target.name,
                    path.display()
                );
                resume_unwind(panic);
            }
            tried += 1;
        }
        println!("{}: {tried} inputs in {:.0} s", target.name, start.elapsed().as_secs_f64());
    }
    Ok(())
}
