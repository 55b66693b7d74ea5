//! `talktrack consistency`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// One message or twenty: current, outdated, expired, rep-made
///
/// Every use of any kind is of the current version, of an outdated one, of an asset after its end, of
/// what the catalogue does not know, or says nothing of its version; per team or per asset.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack consistency
  talktrack consistency --by asset --since 2026-07-01
  talktrack consistency --action presented --action shared")]
pub(crate) struct Consistency {
    /// Rows by team or asset
    #[arg(long, value_name = "GROUP", default_value = "team")]
    by: String,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Consistency) -> Result<Outcome, Failure> {
    let question = analysis::Consistency::new().by(arguments.by.parse()?);
    super::ask(common, &arguments.scope, &question)
}
