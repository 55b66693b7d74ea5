//! The `talktrack` command as a library, so that the program and the Python package run the same.

mod arguments;
mod commands;
mod failure;
mod output;
mod render;
mod scope;

use std::ffi::OsString;

use clap::Parser;

use self::arguments::{Arguments, Command, Stages};
use self::failure::{Failure, Outcome};

/// Runs the command with `arguments` (the first is the program's name) and returns its exit code:
/// 0 done, 1 failed, 2 misuse, 3 done but some rows were refused.
pub fn run(arguments: Vec<OsString>) -> u8 {
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => dispatch(arguments),
        Err(error) => {
            // Help and version come this way too, and go to standard output.
            let printed = error.print();
            return if error.use_stderr() || printed.is_err() { 2 } else { 0 };
        }
    };
    match outcome {
        Ok(outcome) => outcome.code(),
        Err(Failure::Closed) => 0, // whoever read our output has seen enough
        Err(failure) => {
            output::complain(&failure.to_string());
            failure.code()
        }
    }
}

fn dispatch(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments { common, command } = arguments;
    match command {
        Command::Demo(demo) => commands::demo::run(&common, &demo),
        Command::Import(import) => commands::import::run(&common, &import),
        Command::Record(record) => commands::record::run(&common, &record),
        Command::Unused(unused) => commands::unused::run(&common, &unused),
        Command::Relevance(relevance) => commands::relevance::run(&common, &relevance),
        Command::Matrix(matrix) => commands::matrix::run(&common, &matrix),
        Command::Coverage(coverage) => commands::coverage::run(&common, &coverage),
        Command::Adoption(adoption) => commands::adoption::run(&common, &adoption),
        Command::FirstUse(first_use) => commands::first_use::run(&common, &first_use),
        Command::Consistency(consistency) => commands::consistency::run(&common, &consistency),
        Command::Lifecycle(lifecycle) => commands::lifecycle::run(&common, &lifecycle),
        Command::Trend(trend) => commands::trend::run(&common, &trend),
        Command::Funnel(funnel) => commands::funnel::run(&common, &funnel),
        Command::Effect(effect) => commands::effect::run(&common, &effect),
        Command::Attribution(attribution) => commands::attribution::run(&common, &attribution),
        Command::Agreements(agreements) => commands::agreements::run(&common, &agreements),
        Command::Listening(listening) => commands::listening::run(&common, &listening),
        Command::Scorecard(scorecard) => commands::scorecard::run(&common, &scorecard),
        Command::Recommend(recommend) => commands::recommend::run(&common, &recommend),
        Command::Stages(Stages {}) => commands::stages::run(&common),
        Command::Audit(audit) => commands::audit::run(&common, &audit),
        Command::Export(export) => commands::export::run(&common, &export),
        Command::Merge(merge) => commands::merge::run(&common, &merge),
        Command::Forget(forget) => commands::forget::run(&common, &forget),
        Command::Quarantine(quarantine) => commands::quarantine::run(&common, &quarantine),
        Command::Check { repair } => commands::check::run(&common, repair),
        Command::Completions(completions) => commands::completions::run(&completions),
    }
}
