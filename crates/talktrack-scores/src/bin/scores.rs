//! Scores verdicts and intervals over many simulated companies, and prints the tables of `docs/scores.md`.
#![allow(clippy::print_stdout)] // what it prints is what it is for

use clap::{Parser, Subcommand};
use talktrack_scores::{
    Confusion, Intervals, Kind, Named, Result, RetireRule, Verdicts, companies, markdown,
};

/// Scores verdicts and intervals against what was planted in simulated companies.
#[derive(Debug, Parser)]
#[command(name = "scores", version)]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// How many companies of each kind: those of the seeds from 1 to this.
    #[arg(long, global = true, default_value_t = 20)]
    seeds: u64,
    /// Only kinds of companies whose name has this in it.
    #[arg(long, global = true, default_value = "")]
    only: String,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// How often verdicts are right, and how well they name what to retire.
    Verdicts,
    /// How often intervals hold the true effect.
    Intervals,
}

fn main() -> Result<()> {
    let Arguments { what, seeds, only } = Arguments::parse();
    let kinds: Vec<Named> =
        companies().into_iter().filter(|named| named.name.contains(&only)).collect();
    println!("{seeds} companies of each kind\n");
    match what {
        What::Verdicts => verdicts(&kinds, seeds),
        What::Intervals => intervals(&kinds, seeds),
    }
}

fn verdicts(kinds: &[Named], seeds: u64) -> Result<()> {
    let head = [
        "company",
        "macro F1",
        "budget",
        "false effects",
        "budget",
        "retire: precision",
        "recall",
        "10 views: precision",
        "recall",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut matrices: Vec<(&str, Confusion)> = Vec::new();
    for named in kinds {
        let mut found = Verdicts::default();
        for seed in 1..=seeds {
            let (company, tracker) = named.found(seed)?;
            found.add(&company, &tracker)?;
        }
        let (least_f1, most_false) = match named.kind {
            Kind::Size(least) => (Some(least), None),
            Kind::Stress(least, most) => (Some(least), Some(most)),
            Kind::NoEffect(most) => (None, Some(most)),
        };
        let [ours, theirs] = [found.ours, found.views].map(shown_rule);
        let mut row = vec![
            name(named),
            shown(found.confusion.macro_f1()),
            least_f1.map_or_else(String::new, |least| format!("{least:.2}")),
            percent(found.false_share()),
            most_false.map_or_else(String::new, |most| format!("{:.1}%", most * 100.0)),
        ];
        row.extend(ours);
        row.extend(theirs);
        rows.push(row);
        match named.kind {
            Kind::Size(_) => matrices.push((named.name, found.confusion)),
            Kind::Stress(..) => pool(&mut matrices, "all that mislead", &found.confusion),
            Kind::NoEffect(_) => pool(&mut matrices, "all without any effect", &found.confusion),
        }
    }
    println!("{}", markdown(&rows));
    for (name, confusion) in matrices {
        println!("{name}:\n\n{}", markdown(&confusion.rows()));
    }
    Ok(())
}

fn intervals(kinds: &[Named], seeds: u64) -> Result<()> {
    let head = ["company", "assets tested", "adjusted hold", "crude hold", "reversals", "flagged"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for named in kinds {
        let mut found = Intervals::default();
        for seed in 1..=seeds {
            let (company, tracker) = named.found(seed)?;
            found.add(&company, &tracker)?;
        }
        let (adjusted, crude) = found.shares().unzip();
        rows.push(vec![
            name(named),
            found.tested.to_string(),
            percent(adjusted),
            percent(crude),
            found.reversed.to_string(),
            found.flagged.to_string(),
        ]);
    }
    println!("{}", markdown(&rows));
    Ok(())
}

fn name(named: &Named) -> String {
    match named.kind {
        Kind::NoEffect(_) => format!("{}, no effect anywhere", named.name),
        Kind::Size(_) | Kind::Stress(..) => named.name.to_owned(),
    }
}

fn pool(matrices: &mut Vec<(&'static str, Confusion)>, name: &'static str, more: &Confusion) {
    match matrices.iter_mut().find(|(other, _)| *other == name) {
        Some((_, confusion)) => confusion.merge(more),
        None => matrices.push((name, more.clone())),
    }
}

fn shown_rule(rule: RetireRule) -> [String; 2] {
    [percent(rule.precision()), percent(rule.recall())]
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", share * 100.0))
}
