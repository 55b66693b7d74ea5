//! `talktrack attribution`

use clap::Args;
use talktrack::analysis;
use talktrack::stats::AttributionMethod;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::ScopeArguments;

/// Credit for what was won, seven ways
///
/// Shares out the deals won in the scope, or their amount, among what was put to work on the way. No method
/// says what an asset caused: compare several, and what was on the way of lost deals too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack attribution
  talktrack attribution --method linear --touch kind
  talktrack attribution --method time-decay --half-life-days 14 --of amount
  talktrack attribution --method position --position 0.3,0.4,0.3 --format csv > credit.csv")]
pub(crate) struct Attribution {
    /// first, last, linear, position, time-decay, markov or shapley
    #[arg(long, value_name = "METHOD", default_value = "markov")]
    method: String,
    /// What gets the credit: asset, kind or asset-in-conversation
    #[arg(long, value_name = "TOUCH", default_value = "asset")]
    touch: String,
    /// What is shared out: the count of deals or their amount
    #[arg(long, value_name = "WHAT", default_value = "count")]
    of: String,
    /// Of time-decay: in how many days before the decision a touch loses half its weight
    #[arg(long, value_name = "DAYS", default_value_t = AttributionMethod::HALF_LIFE_DAYS)]
    half_life_days: f64,
    /// Of position: the shares of the first touch, of those between and of the last
    #[arg(long, value_name = "SHARES", value_delimiter = ',', num_args = 1,
        default_values_t = AttributionMethod::POSITION)]
    position: Vec<f64>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Attribution) -> Result<Outcome, Failure> {
    let position = <[f64; 3]>::try_from(arguments.position.as_slice()).map_err(|_| {
        Failure::Misuse("--position: is written as three shares, such as 0.4,0.2,0.4".to_owned())
    })?;
    let method: AttributionMethod = arguments.method.parse()?;
    let question = analysis::Attribution::new()
        .method(method.with_options(arguments.half_life_days, position))
        .touch(arguments.touch.parse()?)
        .of(arguments.of.parse()?);
    super::ask(common, &arguments.scope, &question)
}
