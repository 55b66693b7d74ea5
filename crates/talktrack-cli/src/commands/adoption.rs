//! `talktrack adoption`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// Who uses what, how widely, how current, how tailored
///
/// Per rep or team: how many different assets were put to work (any action but opening them), in how
/// many uses and conversations; the share of these uses with buyers, of the current version, and
/// tailored; and how unequally use is spread over the assets.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack adoption
  talktrack adoption --by team --since 2026-07-01 --until 2026-10-01
  talktrack adoption --by team --min-reps 3 --format csv > adoption.csv")]
pub(crate) struct Adoption {
    /// Rows by rep or team
    #[arg(long, value_name = "GROUP", default_value = "rep")]
    by: String,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Adoption) -> Result<Outcome, Failure> {
    let question = analysis::Adoption::new().by(arguments.by.parse()?);
    super::ask(common, &arguments.scope, &question)
}
