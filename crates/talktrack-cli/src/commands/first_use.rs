//! `talktrack first-use`

use clap::Args;
use talktrack::analysis::{self, By};

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// How long until an asset, or an introduction, is put to work
///
/// The share that still waits, day by day, with 95% intervals; the median; and whether groups differ.
/// What was not put to work yet counts for as long as it has waited.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack first-use
  talktrack first-use --by kind --since 2026-01-01
  talktrack first-use --unit introduction --by team
  talktrack first-use --unit introduction --format csv > waits.csv")]
pub(crate) struct FirstUse {
    /// What waits: an asset, from its publication; or an introduction, a rep's from first getting to
    /// know an asset
    #[arg(long, value_name = "UNIT", default_value = "asset")]
    unit: String,
    /// A curve by kind, conversation, owner, campaign, or a tag such as segment; of introductions
    /// also by team
    #[arg(long, value_name = "GROUP")]
    by: Option<String>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &FirstUse) -> Result<Outcome, Failure> {
    let mut question = analysis::FirstUse::new().unit(arguments.unit.parse()?);
    if let Some(by) = &arguments.by {
        question = question.by(by.parse::<By>()?);
    }
    super::ask(common, &arguments.scope, &question)
}
