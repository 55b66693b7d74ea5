//! `talktrack scorecard`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// The columns that people see.
const SHOWN: &[&str] =
    &["measure", "period", "value", "n", "target", "reached", "partial", "flags"];

/// The one page both teams share, beside their targets
///
/// Successful conversations, help in them, advice followed, promises kept by either side, current versions,
/// open asks and unused assets: over the last complete week and month, the trailing 91 days (quarter) and
/// 365 days (year), up to the end of the scope. What is to be reached is agreed with `record target`; a
/// target for a team or a tag of deals is shown when the scope has that filter and no other.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack record target measure=succeeded period=month value=120
  talktrack scorecard
  talktrack scorecard --until 2026-07-01 --tz Europe/Berlin
  talktrack scorecard --team EMEA --format json")]
pub(crate) struct Scorecard {
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Scorecard) -> Result<Outcome, Failure> {
    super::ask_showing(common, &arguments.scope, &analysis::Scorecard::new(), SHOWN)
}
