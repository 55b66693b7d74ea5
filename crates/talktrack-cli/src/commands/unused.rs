//! `talktrack unused`

use talktrack::Tracker;
use talktrack::analysis::{AnyAnswer, By, Unused};

use crate::arguments::{Common, Unused as Arguments};
use crate::failure::{Failure, Outcome};
use crate::render;

pub(crate) fn run(common: &Common, arguments: &Arguments) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let tracker = common.look()?.within(arguments.scope.scope()?);
    let question = Unused::new().grace_days(arguments.grace_days);
    let answer = match &arguments.by {
        None => ask(&tracker, &question)?,
        Some(by) => ask(&tracker, &question.by(by.parse::<By>()?))?,
    };
    render::answer(&answer, format)?;
    Ok(Outcome::Done)
}

fn ask<Q: talktrack::analysis::Question>(
    tracker: &Tracker,
    question: &Q,
) -> Result<AnyAnswer, Failure> {
    Ok(tracker.ask(question)?.into())
}
