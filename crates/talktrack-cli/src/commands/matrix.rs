//! `talktrack matrix`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// In which conversation is it used, and was it made for that one
///
/// Uses put to work per asset and conversation, with the reps and deals behind them. A use takes place in
/// the conversation that it states, else in the one that its deal's stage maps to at that time.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack matrix
  talktrack matrix --kind case-study --since 2026-07-01
  talktrack matrix --conversation relevant-meeting --format csv > meeting.csv")]
pub(crate) struct Matrix {
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Matrix) -> Result<Outcome, Failure> {
    super::ask(common, &arguments.scope, &analysis::Matrix::new())
}
