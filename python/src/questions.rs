//! The questions: one function each, over the tracker that is asked.

use pyo3::prelude::*;
use talktrack::analysis::{AnyAnswer, By, Question, Unused};
use talktrack::model::Invalid;

use crate::answer::Answer;
use crate::errors::{invalid, raise};
use crate::tracker::Tracker;

/// Asks while other Python threads run, and forgets the row type.
fn ask<Q: Question + Sync>(py: Python<'_>, tracker: &Tracker, question: &Q) -> PyResult<Answer> {
    let core = tracker.core()?;
    let answer = py.detach(|| core.ask(question).map(AnyAnswer::from)).map_err(raise)?;
    Answer::new(py, answer)
}

/// What is never used, of what could have been.
#[pyfunction]
#[pyo3(signature = (tracker, grace_days = 30, by = None))]
pub(crate) fn unused(
    py: Python<'_>,
    tracker: &Tracker,
    grace_days: i64,
    by: Option<&str>,
) -> PyResult<Answer> {
    let grace_days = u32::try_from(grace_days)
        .map_err(|_| invalid("grace_days", "is not a number of days of zero or more"))?;
    let question = Unused::new().grace_days(grace_days);
    match by {
        None => ask(py, tracker, &question),
        Some(by) => {
            let by: By = by.parse().map_err(raise::<Invalid>)?;
            ask(py, tracker, &question.by(by))
        }
    }
}
