//! `talktrack agreements`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// Does each side answer the other in time
///
/// Per side that must answer and kind of ask: how many were answered in time and late, how many are open
/// and overdue, how long an answer takes, how much notice there was, and whether what was delivered is
/// put to work. What may take how long is agreed with `record agreement`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack record agreement kind=collateral answered_by=marketing days=10
  talktrack agreements
  talktrack agreements --since 2026-07-01 --until 2026-10-01 --team EMEA")]
pub(crate) struct Agreements {
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Agreements) -> Result<Outcome, Failure> {
    super::ask(common, &arguments.scope, &analysis::Agreements::new())
}
