//! One file per command.

pub(crate) mod adoption;
pub(crate) mod agreements;
pub(crate) mod attribution;
pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod consistency;
pub(crate) mod coverage;
pub(crate) mod demo;
pub(crate) mod effect;
pub(crate) mod export;
pub(crate) mod first_use;
pub(crate) mod forget;
pub(crate) mod funnel;
pub(crate) mod import;
pub(crate) mod lifecycle;
pub(crate) mod listening;
pub(crate) mod matrix;
pub(crate) mod merge;
pub(crate) mod quarantine;
pub(crate) mod recommend;
pub(crate) mod record;
pub(crate) mod relevance;
pub(crate) mod scorecard;
pub(crate) mod stages;
pub(crate) mod trend;
pub(crate) mod unused;

use talktrack::analysis::{AnyAnswer, Question};

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::output::AnswerFormat;
use crate::render;
use crate::scope::ScopeArguments;

/// Asks a question about a scope and prints the answer.
fn ask<Q: Question>(
    common: &Common,
    scope: &ScopeArguments,
    question: &Q,
) -> Result<Outcome, Failure> {
    ask_showing(common, scope, question, &[])
}

/// The same; people in a terminal see only these columns, where there are too many.
fn ask_showing<Q: Question>(
    common: &Common,
    scope: &ScopeArguments,
    question: &Q,
    shown: &[&str],
) -> Result<Outcome, Failure> {
    let format = common.answer_format()?;
    let answer: AnyAnswer = common.look()?.within(scope.scope()?).ask(question)?.into();
    match format {
        AnswerFormat::Text(format) => render::answer(&answer, format, shown)?,
        AnswerFormat::Stored(stored) => render::stored(&answer, stored)?,
    }
    Ok(Outcome::Done)
}
