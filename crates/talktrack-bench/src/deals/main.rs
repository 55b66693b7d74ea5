//! What questions about deals take beside the audit of assets over the same facts.
#![allow(clippy::print_stdout)] // a bench prints

#[path = "../audit/question.rs"]
#[allow(unreachable_pub, dead_code)]
mod audit;
mod company;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use talktrack::analysis::{Attribution, Coverage, Effect, Funnel, Question, Relevance, View};
use talktrack::columns::Columns;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::{Scope, Tracker};

use crate::audit::Audit;
use crate::company::Company;

/// Measures questions about deals
#[derive(Debug, Parser)]
struct Options {
    /// How many uses
    #[arg(long, default_value_t = 10_000_000)]
    uses: u32,
    /// How many deals, of which each holds three conversations
    #[arg(long, default_value_t = 200_000)]
    deals: u32,
    /// How often each question is asked; the quickest counts
    #[arg(long, default_value_t = 7)]
    times: usize,
    /// A ledger of an earlier run, or where to make one; else it is made and deleted again
    #[arg(long)]
    ledger: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let company = Company { uses: options.uses, deals: options.deals };
    let folder = tempfile::tempdir()?;
    let path = options.ledger.unwrap_or_else(|| folder.path().join("deals.db"));
    if !path.exists() {
        company.record(&Tracker::open(&path)?)?;
    }
    let mut columns = Columns::load(Arc::new(SqliteLedger::open(&path)?))?;
    let whole = Scope::new();
    let week = Scope::new().since_text("2024-07-01")?.until_text("2024-07-08")?;
    let quickest = |asked: &dyn Fn() -> talktrack::Result<()>| -> talktrack::Result<f64> {
        let mut best = f64::INFINITY;
        for _ in 0..options.times {
            best = best.min(timed(asked)?);
        }
        Ok(best)
    };
    let audit = quickest(&|| Audit.answer(&view(&columns, &whole)?).map(drop))?;
    println!(
        "{} uses on {} deals; an audit takes {:.0} ms",
        options.uses,
        options.deals,
        audit * 1e3
    );
    let ratio = |what: &str, seconds: f64| println!("{what}: {:.2} audits", seconds / audit);

    columns.deals()?;
    let building = timed(&|| columns.deal_index().map(drop))?;
    ratio("reading what the index is made of, and building it", building);
    let bytes = columns.deal_index()?.bytes() as f64;
    println!("the index takes {:.1} bytes a use", bytes / f64::from(options.uses));

    ratio("held conversations (budget 5)", quickest(&|| held(&columns, options.deals))?);
    let effect = quickest(&|| Effect::new().answer(&view(&columns, &whole)?).map(drop))?;
    ratio("effect (budget 20)", effect);
    let relevance = quickest(&|| Relevance::new().answer(&view(&columns, &whole)?).map(drop))?;
    ratio("relevance (budget 20)", relevance);
    let coverage = |scope| quickest(&|| Coverage::new().answer(&view(&columns, scope)?).map(drop));
    let (all, narrow) = (coverage(&whole)?, coverage(&week)?);
    ratio("coverage", all);
    ratio("coverage of a week", narrow);
    println!("of everything, coverage takes {:.0} times as long", all / narrow);

    let funnel = quickest(&|| Funnel::new().answer(&view(&columns, &whole)?).map(drop))?;
    ratio("funnel (budget 5)", funnel);
    let attribution = |method: &str| -> talktrack::Result<f64> {
        let question = Attribution::new().method(method.parse()?);
        quickest(&|| question.answer(&view(&columns, &whole)?).map(drop))
    };
    ratio("attribution, linear (budget 5)", attribution("linear")?);
    ratio("attribution, markov (budget 5)", attribution("markov")?);

    let recorded = u32::try_from(columns.state().seq.get() / 1_000)? % 100_000;
    let news = company.uses(options.uses / 2 + recorded, 1_000)?;
    let receipt = Tracker::open(&path)?.record_uses(&news)?;
    let start = Instant::now();
    columns.refresh()?;
    let refresh = start.elapsed().as_secs_f64();
    println!("{} new uses: 1/{:.0} of building", receipt.recorded, building / refresh);
    ratio("held conversations afterwards", quickest(&|| held(&columns, options.deals))?);
    Ok(())
}

fn timed(asked: &dyn Fn() -> talktrack::Result<()>) -> talktrack::Result<f64> {
    let start = Instant::now();
    asked()?;
    Ok(start.elapsed().as_secs_f64())
}

fn view<'a>(columns: &'a Columns, scope: &'a Scope) -> talktrack::Result<View<'a>> {
    View::new(columns, scope, columns.state().clone())
}

/// Reads what was held, and makes sure that it is there.
fn held(columns: &Columns, deals: u32) -> talktrack::Result<()> {
    let scope = Scope::new();
    let view = view(columns, &scope)?;
    let decided = view.held()?.all().iter().filter(|one| one.result.is_some()).count();
    if decided < deals as usize * 3 {
        return Err(talktrack::Error::NotFound(format!("only {decided} conversations decided")));
    }
    Ok(())
}
