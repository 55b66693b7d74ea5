//! What questions about deals take beside the audit of assets over the same facts.
#![allow(clippy::print_stdout)] // a bench prints

#[path = "../audit/question.rs"]
#[allow(unreachable_pub, dead_code)]
mod audit;
mod company;
mod teams;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Parser;
use talktrack::analysis::{
    Agreements, Attribution, Coverage, Effect, Funnel, Listening, Question, Recommend, Relevance,
    View,
};
use talktrack::columns::Columns;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::model::Conversation;
use talktrack::{Scope, Tracker};

use crate::audit::Audit;
use crate::company::Company;

const METHODS: [&str; 7] =
    ["first", "last", "linear", "position", "time-decay", "markov", "shapley"];

/// Measures questions about deals
#[derive(Debug, Parser)]
struct Options {
    /// How many uses
    #[arg(long, default_value_t = 10_000_000)]
    uses: u32,
    /// How many deals, of which each holds three conversations
    #[arg(long, default_value_t = 200_000)]
    deals: u32,
    /// How often each question is asked, beside an audit each time
    #[arg(long, default_value_t = 7)]
    times: usize,
    /// A ledger of an earlier run, or where to make one; else it is made and deleted again
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// Only the questions whose names begin so
    only: Vec<String>,
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
    columns.deals()?;
    let building = timed(&|| columns.deal_index().map(drop))?;
    let bytes = columns.deal_index()?.bytes() as f64;
    {
        let bench = Bench { columns: &columns, whole: Scope::new(), times: options.times };
        let audit = bench.audit()?;
        let Options { uses, deals, .. } = options;
        println!("{uses} uses on {deals} deals; an audit takes {:.0} ms", audit * 1e3);
        println!("reading what the index is made of, and building it: {:.1}", building / audit);
        println!("the index takes {:.1} bytes a use", bytes / f64::from(uses));
        println!("in audits:");
        bench.all(&options.only, deals)?;
    }

    let recorded = u32::try_from(columns.state().seq.get() / 1_000)? % 100_000;
    let news = company.uses(options.uses / 2 + recorded, 1_000)?;
    let receipt = Tracker::open(&path)?.record_uses(&news)?;
    let start = Instant::now();
    columns.refresh()?;
    let refresh = start.elapsed().as_secs_f64();
    println!("{} new uses: 1/{:.0} of building", receipt.recorded, building / refresh);
    let bench = Bench { columns: &columns, whole: Scope::new(), times: options.times };
    bench.compare("held conversations afterwards", &|| held(&columns, options.deals))?;
    Ok(())
}

/// Asks questions beside the audit of the same columns.
struct Bench<'a> {
    columns: &'a Columns,
    whole: Scope,
    times: usize,
}

impl Bench<'_> {
    fn audit(&self) -> talktrack::Result<f64> {
        let mut best = f64::INFINITY;
        for _ in 0..self.times {
            best = best.min(timed(&|| self.ask(&Audit, &self.whole))?);
        }
        Ok(best)
    }

    fn ask(&self, question: &impl Question, scope: &Scope) -> talktrack::Result<()> {
        question.answer(&view(self.columns, scope)?).map(drop)
    }

    /// How many audits something takes. They take turns, so that other work on the machine slows both; the median of the
    /// turns counts, for a short audit now and then meets a quiet moment that a long question never has.
    fn compare(
        &self,
        what: &str,
        asked: &dyn Fn() -> talktrack::Result<()>,
    ) -> talktrack::Result<()> {
        let turn = |_| -> talktrack::Result<f64> {
            let audit = timed(&|| self.ask(&Audit, &self.whole))?;
            Ok(timed(asked)? / audit)
        };
        let mut turns =
            (0..self.times.max(1)).map(turn).collect::<talktrack::Result<Vec<f64>>>()?;
        turns.sort_by(f64::total_cmp);
        println!("  {what}: {:.2}", turns[turns.len() / 2]);
        Ok(())
    }

    /// Asks the questions whose names begin with one of these, or all of them.
    fn all(&self, only: &[String], deals: u32) -> talktrack::Result<()> {
        let compare = |what: &str, asked: &dyn Fn() -> talktrack::Result<()>| {
            let wanted = only.is_empty() || only.iter().any(|name| what.starts_with(name.as_str()));
            if wanted { self.compare(what, asked) } else { Ok(()) }
        };
        let whole = &self.whole;
        let week = Scope::new().since_text("2024-07-01")?.until_text("2024-07-08")?;
        compare("held conversations (budget 5)", &|| held(self.columns, deals))?;
        compare("funnel (budget 5)", &|| self.ask(&Funnel::new(), whole))?;
        compare("listening (budget 5)", &|| self.ask(&Listening::new(), whole))?;
        compare("agreements (budget 5)", &|| self.ask(&Agreements::new(), whole))?;
        let recommend = Recommend::new(Conversation::TangibleValue);
        compare("recommend (budget 5)", &|| self.ask(&recommend, whole))?;
        for method in METHODS {
            let attribution = Attribution::new().method(method.parse()?);
            let what = format!("attribution, {method} (budget 5)");
            compare(&what, &|| self.ask(&attribution, whole))?;
        }
        compare("effect (budget 20)", &|| self.ask(&Effect::new(), whole))?;
        compare("relevance (budget 20)", &|| self.ask(&Relevance::new(), whole))?;
        compare("coverage", &|| self.ask(&Coverage::new(), whole))?;
        compare("coverage of a week", &|| self.ask(&Coverage::new(), &week))
    }
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
