//! `talktrack audit`

mod outputs;

use std::fs;
use std::path::PathBuf;

use clap::Args;
use talktrack_report::{Audit as Answers, AuditOptions, Language, Logo, Page, Reps, Section};

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

use self::outputs::Outputs;

/// The report that a meeting of Sales and Marketing needs: a page, a workbook, JSON
///
/// How much content goes unused, why, what to do first, and the figures both teams share; then a verdict
/// per asset and everything behind it. The page is one file that loads nothing and can be mailed. Groups
/// of fewer than three reps are not shown, and no rep is named, unless asked for. The workbook and the JSON
/// hold the same tables with the same figures. Files that are there already are replaced, all of them or,
/// after an error, none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack audit --html audit.html
  talktrack audit --html audit.html --xlsx audit.xlsx --json audit.json
  talktrack audit --html q3.html --since 2026-07-01 --until 2026-10-01 --title \"Q3 content audit\"
  talktrack audit --html emea.html --team EMEA --language de --logo logo.svg
  talktrack audit --html short.html --section funnel --section verdicts")]
pub(crate) struct Audit {
    #[command(flatten)]
    outputs: Outputs,
    /// What stands above it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// A picture beside the title: PNG, JPEG, GIF, WebP or SVG, 256 KiB at most
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// How dates and numbers are written: en or de
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: Language,
    /// Only this part of the page, besides the first screen: scorecard, funnel, verdicts, unused, matrix,
    /// gaps, effects, recommendations, promises, consistency, trend, teams or appendix; can be given
    /// several times
    #[arg(long, value_name = "SECTION")]
    section: Vec<Section>,
    /// Rows per rep: hidden, pseudonyms or named
    #[arg(long, value_name = "HOW", default_value = "hidden")]
    reps: Reps,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Audit) -> Result<Outcome, Failure> {
    arguments.outputs.check(&common.path())?;
    let page = page(arguments)?;
    let mut options = AuditOptions::new().reps(arguments.reps);
    if let Some(min_reps) = arguments.scope.min_reps {
        options = options.min_reps(min_reps);
    }
    let tracker = common.look()?.within(arguments.scope.scope()?);
    let audit = Answers::of(&tracker, &options)?;
    arguments.outputs.write(&audit, &page)?;
    Ok(Outcome::Done)
}

fn page(arguments: &Audit) -> Result<Page, Failure> {
    let mut page = Page::new().language(arguments.language);
    if let Some(title) = &arguments.title {
        page = page.title(title);
    }
    if let Some(path) = &arguments.logo {
        let bytes = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
        page = page.logo(Logo::new(&bytes)?);
    }
    Ok(arguments.section.iter().fold(page, |page, section| page.section(*section)))
}
