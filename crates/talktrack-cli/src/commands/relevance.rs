//! `talktrack relevance`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// What people read of an answer in a terminal; the reason has the counts that matter.
const SHOWN: &[&str] = &["asset", "verdict", "action", "reason", "flags"];

/// One verdict and one action per asset: unknown, untrained, misfiled, not chosen, harmful, proven, working
///
/// Why each asset is used as little or as much as it is, and what to do about it, with the reason in a
/// sentence. Where the figures are too small, the answer is to wait.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack relevance
  talktrack relevance --kind battle-card --since 2026-01-01
  talktrack relevance --min-occasions 50 --format csv > verdicts.csv")]
pub(crate) struct Relevance {
    /// Days an asset must have been live before it is judged
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    grace_days: u32,
    /// Conversations an asset must have been made for before it is judged
    #[arg(long, value_name = "N", default_value_t = 20)]
    min_occasions: u64,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Relevance) -> Result<Outcome, Failure> {
    let question = analysis::Relevance::new()
        .grace_days(arguments.grace_days)
        .min_occasions(arguments.min_occasions);
    super::ask_showing(common, &arguments.scope, &question, SHOWN)
}
