//! `talktrack lifecycle`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// How old assets are, how fast their use fades, and how stale they have become
///
/// Per asset: its age, the days until half of its uses had happened, the days since the last one, and
/// the uses of the last 90 days against those of the 90 before. Uses are those that put it to work.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack lifecycle
  talktrack lifecycle --kind deck --until 2026-10-01
  talktrack lifecycle --format csv > lifecycle.csv")]
pub(crate) struct Lifecycle {
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Lifecycle) -> Result<Outcome, Failure> {
    super::ask(common, &arguments.scope, &analysis::Lifecycle::new())
}
