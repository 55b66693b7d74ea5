//! `talktrack recommend`

use clap::Args;
use talktrack::analysis;
use talktrack::model::Tags;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::{ScopeArguments, pair};

/// What to use next in a conversation
///
/// Live assets that were made for the conversation and do not contradict the tags of the deal, ranked by how
/// well such conversations went in which they were put to work: cautiously, or with --explore by chance, so
/// that what is not known yet gets tried.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack recommend relevant-meeting
  talktrack recommend tangible-value --tags segment=enterprise --tags industry=retail
  talktrack recommend 3 --explore --seed 7 --top 3 --format json")]
pub(crate) struct Recommend {
    /// The conversation: its slug, number or title
    #[arg(value_name = "CONVERSATION")]
    next: String,
    /// A tag of the deal that it is for
    #[arg(long, value_name = "KEY=VALUE")]
    tags: Vec<String>,
    /// At most so many assets
    #[arg(long, value_name = "N", default_value_t = analysis::Recommend::TOP)]
    top: usize,
    /// Rank by chance: an asset the more probably first the better it may be
    #[arg(long)]
    explore: bool,
    /// With --explore: the same number gives the same ranks
    #[arg(long, value_name = "NUMBER", requires = "explore")]
    seed: Option<u64>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Recommend) -> Result<Outcome, Failure> {
    let mut tags = Tags::new();
    for tag in &arguments.tags {
        let (key, value) = pair("--tags", tag)?;
        tags = tags.with(key, value)?;
    }
    let mut question = analysis::Recommend::new(arguments.next.parse()?).tags(tags);
    question = question.top(arguments.top);
    if arguments.explore {
        question = question.explore(arguments.seed);
    }
    super::ask(common, &arguments.scope, &question)
}
