//! `talktrack effect`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::{ScopeArguments, word};

/// What people read of an answer in a terminal; there are too many columns for all of them.
const SHOWN: &[&str] = &[
    "asset",
    "conversation",
    "treated",
    "untreated",
    "difference",
    "adjusted",
    "q",
    "landmark_days",
    "flags",
];

/// Does putting an asset to work go with success, with what else makes a difference held equal
///
/// Per asset, decided conversations in which it was put to work beside the others: the crude difference,
/// and that within conversation, segment and owner of the deal, with 95% intervals. An association, not a
/// cause.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack effect
  talktrack effect --by-conversation --since 2026-01-01
  talktrack effect --strata segment,industry
  talktrack effect --landmark-days 14 --format csv > effects.csv")]
pub(crate) struct Effect {
    /// A row per asset and conversation
    #[arg(long)]
    by_conversation: bool,
    /// What is held equal beside the conversation: tags of deals, and owner; segment,owner unless given,
    /// and nothing else if it is only conversation
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    strata: Option<Vec<String>>,
    /// Only uses in so many days from the start of a conversation count: a number, none, or auto (where it
    /// matters)
    #[arg(long, value_name = "DAYS", default_value = "auto")]
    landmark_days: String,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Effect) -> Result<Outcome, Failure> {
    let mut question = analysis::Effect::new()
        .by_conversation(arguments.by_conversation)
        .landmark(arguments.landmark_days.parse()?);
    if let Some(strata) = &arguments.strata {
        let strata: Result<Vec<_>, _> = strata.iter().map(|tag| word("strata", tag)).collect();
        question = question.strata(strata?);
    }
    super::ask_showing(common, &arguments.scope, &question, SHOWN)
}
