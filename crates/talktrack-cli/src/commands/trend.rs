//! `talktrack trend`

use clap::Args;
use talktrack::analysis::{self, By};

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// Over time, by anything
///
/// Uses put to work, the reps and assets behind them, and the conversations held and succeeded, per day,
/// ISO week, month or quarter in the scope's time zone. Partial periods at its ends say so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack trend
  talktrack trend --period week --tz Europe/Berlin --since 2026-07-01
  talktrack trend --period quarter --by segment --format csv > quarters.csv")]
pub(crate) struct Trend {
    /// What time is cut into: day, week, month or quarter
    #[arg(long, value_name = "PERIOD", default_value = "month")]
    period: String,
    /// Rows by conversation, kind, campaign, owner, team, or a tag such as segment
    #[arg(long, value_name = "GROUP")]
    by: Option<String>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Trend) -> Result<Outcome, Failure> {
    let question = analysis::Trend::new().period(arguments.period.parse()?);
    match &arguments.by {
        None => super::ask(common, &arguments.scope, &question),
        Some(by) => super::ask(common, &arguments.scope, &question.by(by.parse::<By>()?)),
    }
}
