//! `talktrack demo`

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use talktrack::Tracker;
use talktrack::analysis::{AnyAnswer, By, Unused};
use talktrack::ledger::Receipt;
use talktrack_report::{Audit, AuditOptions, Page};
use talktrack_simulation::{Company, Settings};

use crate::arguments::{Common, Demo};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Format, count, is_watched, remark};
use crate::render;

/// Records go in a batch a commit, so that progress shows and memory stays small.
const BATCH: usize = 20_000;

pub(crate) fn run(common: &Common, arguments: &Demo) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let company = Company::new(&settings(arguments)).map_err(|refused| {
        Failure::Misuse(format!("this company cannot be simulated: {refused}"))
    })?;
    let path = common.named().unwrap_or_else(|| own_file(arguments));
    let tracker = talktrack_postgres::open(&path)?;
    // In its own file the same company is recorded again without a trace; in somebody's it would mix.
    if common.named().is_some() && tracker.state()?.seq.get() > 0 {
        return Err(Failure::Misuse(format!(
            "{} holds facts already: name a new file, or leave out --db",
            talktrack_postgres::shown(&path)
        )));
    }
    let receipt = record(&tracker, &company)?;
    let whole: AnyAnswer = tracker.ask(&Unused::new())?.into();
    if format != Format::Table {
        render::answer(&whole, format, &[])?;
        return Ok(Outcome::Done);
    }
    let report = if talktrack_postgres::is_server(&path) {
        PathBuf::from("demo.html")
    } else {
        path.with_extension("html")
    };
    let audit = Audit::of(&tracker, &AuditOptions::new())?;
    let page = audit.to_html(&Page::new().title("Content audit of a made-up company"));
    fs::write(&report, page).map_err(|error| Failure::file("write", &report, &error))?;
    output::print(&introduction(&company, &receipt, &path))?;
    let by_kind: AnyAnswer = tracker.ask(&Unused::new().by(By::Kind))?.into();
    output::print(&format!(
        "What goes unused, of what could have been (`talktrack --db {0} unused`):\n\n{1}\n\
         By kind of asset (`talktrack --db {0} unused --by kind`):\n\n{2}\n\n{3}\n\n\
         The industry's often quoted figure is 65%, without saying of what.\n\n\
         The whole audit, for a browser, is in {4} (`talktrack --db {0} audit --html {4}`).\n",
        talktrack_postgres::shown(&path),
        render::summary(&whole),
        render::rows(&by_kind),
        render::paragraph(&whole.definition.text),
        report.display(),
    ))?;
    Ok(Outcome::Done)
}

fn settings(arguments: &Demo) -> Settings {
    let mut settings = Settings::default();
    if let Some(seed) = arguments.seed {
        settings = settings.seed(seed);
    }
    if let Some(reps) = arguments.reps {
        settings = settings.reps(reps);
    }
    if let Some(assets) = arguments.assets {
        settings = settings.assets(assets);
    }
    if let Some(deals) = arguments.deals {
        settings = settings.deals(deals);
    }
    if let Some(days) = arguments.days {
        settings = settings.days(days);
    }
    if let Some(uses) = arguments.uses {
        settings = settings.uses(uses);
    }
    settings
}

/// A file of its own for each company: demo.db, or named after what differs from it.
fn own_file(arguments: &Demo) -> PathBuf {
    let differs = [
        ("seed", arguments.seed.map(|n| n.to_string())),
        ("reps", arguments.reps.map(|n| n.to_string())),
        ("assets", arguments.assets.map(|n| n.to_string())),
        ("deals", arguments.deals.map(|n| n.to_string())),
        ("days", arguments.days.map(|n| n.to_string())),
        ("uses", arguments.uses.map(|n| n.to_string())),
    ];
    let mut name = "demo".to_owned();
    for (option, value) in differs {
        if let Some(value) = value {
            // Writing into a string does not fail, here and below.
            let _ = write!(name, "-{option}{value}");
        }
    }
    PathBuf::from(name + ".db")
}

fn record(tracker: &Tracker, company: &Company) -> Result<Receipt, Failure> {
    let mut records = company.records();
    let mut receipt = Receipt::default();
    let mut shown = 0;
    loop {
        let batch: Vec<_> = records.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(receipt);
        }
        receipt = receipt.and(tracker.record_all(batch)?);
        let done = receipt.recorded + receipt.duplicates;
        if is_watched() && done >= shown + 200_000 {
            shown = done;
            remark(&format!("{} records …", count(done)));
        }
    }
}

fn introduction(company: &Company, receipt: &Receipt, path: &Path) -> String {
    let truth = company.truth();
    let mut text = format!(
        "A made-up company: {} reps, {} deals, {} assets in the catalogue.\n",
        count(truth.reps.len() as u64),
        count(truth.deals as u64),
        count(truth.catalogued as u64),
    );
    let _ = write!(
        text,
        "{} records in {}",
        count(receipt.recorded + receipt.duplicates),
        talktrack_postgres::shown(path)
    );
    let _ = match receipt.duplicates {
        0 => writeln!(text, ".\n"),
        known => writeln!(text, ", {} of them recorded before.\n", count(known)),
    };
    text
}
