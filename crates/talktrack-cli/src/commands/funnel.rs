//! `talktrack funnel`

use clap::Args;
use talktrack::analysis::{self, By};

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// The five conversations: held, succeeded, failed, how long
///
/// Per conversation how many were held, how many succeeded and failed and are open, the median of the days
/// until that was decided, and in how many of them any asset was put to work.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack funnel
  talktrack funnel --by team
  talktrack funnel --by segment --period quarter --format csv > funnel.csv")]
pub(crate) struct Funnel {
    /// Rows by team, or by a tag of deals such as segment
    #[arg(long, value_name = "GROUP")]
    by: Option<String>,
    /// Rows by day, week, month or quarter
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Funnel) -> Result<Outcome, Failure> {
    let mut question = analysis::Funnel::new();
    if let Some(by) = &arguments.by {
        question = question.by(by.parse::<By>()?);
    }
    if let Some(period) = &arguments.period {
        question = question.period(period.parse()?);
    }
    super::ask(common, &arguments.scope, &question)
}
