//! The questions: one function each, over the tracker that is asked, or over one place of many.
#![allow(clippy::needless_pass_by_value)] // what is asked is made of what Python gave

use pyo3::prelude::*;
use talktrack::analysis::{
    Adoption, Agreements, AnyAnswer, Attribution, By, Consistency, Coverage, Effect, FirstUse,
    Funnel, Landmark, Lifecycle, Listening, Matrix, Question, Recommend, Relevance, Scorecard,
    Trend, Unused,
};
use talktrack::model::{Invalid, Tags, Word};
use talktrack::stats::AttributionMethod;

use crate::answer::Answer;
use crate::errors::{invalid, raise};
use crate::pieces::Asked;
use crate::signals::wait_for;

/// Asks while other Python threads run, and forgets the row type.
fn ask<Q>(py: Python<'_>, asked: &Asked<'_>, question: Q) -> PyResult<Answer>
where
    Q: Question + Send + 'static,
{
    match asked {
        Asked::Tracker(tracker) => {
            let core = tracker.get().core()?;
            Answer::new(py, wait_for(py, move || core.ask(&question).map(AnyAnswer::from))?)
        }
        Asked::Place(place) => place.get().ask(py, question),
    }
}

fn whole_days(grace_days: i64) -> PyResult<u32> {
    u32::try_from(grace_days)
        .map_err(|_| invalid("grace_days", "is not a number of days of zero or more"))
}

/// What is never used, of what could have been.
#[pyfunction]
#[pyo3(signature = (tracker, grace_days = 30, by = None))]
pub(crate) fn unused(
    py: Python<'_>,
    tracker: Asked<'_>,
    grace_days: i64,
    by: Option<&str>,
) -> PyResult<Answer> {
    let question = Unused::new().grace_days(whole_days(grace_days)?);
    match by {
        None => ask(py, &tracker, question),
        Some(by) => {
            let by: By = by.parse().map_err(raise::<Invalid>)?;
            ask(py, &tracker, question.by(by))
        }
    }
}

/// In which conversation each asset is put to work.
#[pyfunction]
pub(crate) fn matrix(py: Python<'_>, tracker: Asked<'_>) -> PyResult<Answer> {
    ask(py, &tracker, Matrix)
}

/// Where conversations are held without help.
#[pyfunction]
#[pyo3(signature = (tracker, by = "segment"))]
pub(crate) fn coverage(py: Python<'_>, tracker: Asked<'_>, by: &str) -> PyResult<Answer> {
    let tag = Word::new(by).map_err(|problem| raise(problem.in_field("by")))?;
    ask(py, &tracker, Coverage::new().by(tag))
}

/// Who uses what, how widely.
#[pyfunction]
#[pyo3(signature = (tracker, by = "rep"))]
pub(crate) fn adoption(py: Python<'_>, tracker: Asked<'_>, by: &str) -> PyResult<Answer> {
    ask(py, &tracker, Adoption::new().by(by.parse().map_err(raise::<Invalid>)?))
}

/// How long until an asset, or an introduction, is put to work.
#[pyfunction]
#[pyo3(signature = (tracker, unit = "asset", by = None))]
pub(crate) fn first_use(
    py: Python<'_>,
    tracker: Asked<'_>,
    unit: &str,
    by: Option<&str>,
) -> PyResult<Answer> {
    let question = FirstUse::new().unit(unit.parse().map_err(raise::<Invalid>)?);
    match by {
        None => ask(py, &tracker, question),
        Some(by) => ask(py, &tracker, question.by(by.parse().map_err(raise::<Invalid>)?)),
    }
}

/// One message or twenty.
#[pyfunction]
#[pyo3(signature = (tracker, by = "team"))]
pub(crate) fn consistency(py: Python<'_>, tracker: Asked<'_>, by: &str) -> PyResult<Answer> {
    ask(py, &tracker, Consistency::new().by(by.parse().map_err(raise::<Invalid>)?))
}

/// Age, half-life, staleness.
#[pyfunction]
pub(crate) fn lifecycle(py: Python<'_>, tracker: Asked<'_>) -> PyResult<Answer> {
    ask(py, &tracker, Lifecycle::new())
}

/// Over time, by anything.
#[pyfunction]
#[pyo3(signature = (tracker, period = "month", by = None))]
pub(crate) fn trend(
    py: Python<'_>,
    tracker: Asked<'_>,
    period: &str,
    by: Option<&str>,
) -> PyResult<Answer> {
    let question = Trend::new().period(period.parse().map_err(raise::<Invalid>)?);
    match by {
        None => ask(py, &tracker, question),
        Some(by) => {
            let by: By = by.parse().map_err(raise::<Invalid>)?;
            ask(py, &tracker, question.by(by))
        }
    }
}

/// The five conversations: held, succeeded, failed, how long.
#[pyfunction]
#[pyo3(signature = (tracker, by = None, period = None))]
pub(crate) fn funnel(
    py: Python<'_>,
    tracker: Asked<'_>,
    by: Option<&str>,
    period: Option<&str>,
) -> PyResult<Answer> {
    let mut question = Funnel::new();
    if let Some(by) = by {
        question = question.by(by.parse().map_err(raise::<Invalid>)?);
    }
    if let Some(period) = period {
        question = question.period(period.parse().map_err(raise::<Invalid>)?);
    }
    ask(py, &tracker, question)
}

/// One verdict and one action per asset.
#[pyfunction]
#[pyo3(signature = (tracker, grace_days = 30, min_occasions = 20))]
pub(crate) fn relevance(
    py: Python<'_>,
    tracker: Asked<'_>,
    grace_days: i64,
    min_occasions: i64,
) -> PyResult<Answer> {
    let min_occasions = u64::try_from(min_occasions)
        .map_err(|_| invalid("min_occasions", "is not a number of zero or more"))?;
    let question = Relevance::new().grace_days(whole_days(grace_days)?);
    ask(py, &tracker, question.min_occasions(min_occasions))
}

/// A landmark as Python gives it.
#[derive(FromPyObject)]
pub(crate) enum LandmarkDays {
    Days(f64),
    Word(String),
}

/// Does putting an asset to work go with success.
#[pyfunction]
pub(crate) fn effect(
    py: Python<'_>,
    tracker: Asked<'_>,
    by_conversation: bool,
    strata: Vec<String>,
    landmark_days: Option<LandmarkDays>,
) -> PyResult<Answer> {
    let landmark = match landmark_days {
        None => Landmark::None,
        Some(LandmarkDays::Days(days)) => Landmark::Days(days),
        Some(LandmarkDays::Word(word)) => word.parse().map_err(raise::<Invalid>)?,
    };
    let strata = strata.into_iter().map(Word::new).collect::<Result<Vec<_>, _>>();
    let strata = strata.map_err(|problem| raise(problem.in_field("strata")))?;
    let question = Effect::new().strata(strata).landmark(landmark);
    ask(py, &tracker, question.by_conversation(by_conversation))
}

/// Credit for what was won.
#[pyfunction]
pub(crate) fn attribution(
    py: Python<'_>,
    tracker: Asked<'_>,
    method: &str,
    touch: &str,
    of: &str,
    half_life_days: f64,
    position: [f64; 3],
) -> PyResult<Answer> {
    let method: AttributionMethod = method.parse().map_err(raise::<Invalid>)?;
    let question = Attribution::new()
        .method(method.with_options(half_life_days, position))
        .touch(touch.parse().map_err(raise::<Invalid>)?)
        .of(of.parse().map_err(raise::<Invalid>)?);
    ask(py, &tracker, question)
}

/// Were recommendations followed, and what then.
#[pyfunction]
#[pyo3(signature = (tracker, by = "team"))]
pub(crate) fn listening(py: Python<'_>, tracker: Asked<'_>, by: &str) -> PyResult<Answer> {
    ask(py, &tracker, Listening::new().by(by.parse().map_err(raise::<Invalid>)?))
}

/// What to use next in a conversation.
#[pyfunction]
pub(crate) fn recommend(
    py: Python<'_>,
    tracker: Asked<'_>,
    conversation: &str,
    tags: Vec<(String, String)>,
    top: usize,
    explore: bool,
    seed: Option<u64>,
) -> PyResult<Answer> {
    let mut of_deal = Tags::new();
    for (key, value) in &tags {
        of_deal = of_deal.with(key, value).map_err(raise::<Invalid>)?;
    }
    let conversation = conversation.parse().map_err(raise::<Invalid>)?;
    let mut question = Recommend::new(conversation).tags(of_deal).top(top);
    if explore {
        question = question.explore(seed);
    }
    ask(py, &tracker, question)
}

/// Does each side answer the other in time.
#[pyfunction]
pub(crate) fn agreements(py: Python<'_>, tracker: Asked<'_>) -> PyResult<Answer> {
    ask(py, &tracker, Agreements::new())
}

/// The one page that both teams share.
#[pyfunction]
pub(crate) fn scorecard(py: Python<'_>, tracker: Asked<'_>) -> PyResult<Answer> {
    ask(py, &tracker, Scorecard::new())
}
