//! `talktrack listening`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// Were recommendations followed, and what then
///
/// Per team, asset or rep: how many assets were recommended to a rep for a conversation, for how many of
/// them the rep had an occasion before the recommendation lapsed, and in how many the asset was put to
/// work; and which share of conversations succeeded where advice was followed and where it was not.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack listening
  talktrack listening --by asset --since 2026-07-01 --until 2026-10-01
  talktrack listening --by rep --team EMEA --format csv > advice.csv")]
pub(crate) struct Listening {
    /// Rows by team, asset or rep
    #[arg(long, value_name = "GROUP", default_value = "team")]
    by: String,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Listening) -> Result<Outcome, Failure> {
    let question = analysis::Listening::new().by(arguments.by.parse()?);
    super::ask(common, &arguments.scope, &question)
}
