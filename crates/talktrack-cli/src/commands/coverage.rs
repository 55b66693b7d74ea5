//! `talktrack coverage`

use clap::Args;
use talktrack::analysis;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::scope::{ScopeArguments, word};

/// Where conversations are held without help: gaps by conversation and segment
///
/// Per conversation and value of a tag of deals: the assets there are, those that are put to work, the
/// conversations held and those of them that any asset helped in, and what is asked for or searched in
/// vain. The greatest gaps come first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack coverage
  talktrack coverage --by industry --since 2026-07-01
  talktrack coverage --conversation tangible-value --team EMEA")]
pub(crate) struct Coverage {
    /// The tag of deals; segment unless given
    #[arg(long, value_name = "TAG")]
    by: Option<String>,
    #[command(flatten)]
    scope: ScopeArguments,
}

pub(crate) fn run(common: &Common, arguments: &Coverage) -> Result<Outcome, Failure> {
    let mut question = analysis::Coverage::new();
    if let Some(tag) = &arguments.by {
        question = question.by(word("by", tag)?);
    }
    super::ask(common, &arguments.scope, &question)
}
