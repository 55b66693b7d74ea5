//! The questions of an audit, asked one by one.
#![allow(dead_code, clippy::unwrap_used)] // each test uses what it needs, and fails on what cannot be

use talktrack::analysis::{
    Adoption, AdoptionBy, Agreements, Answer, AnyAnswer, By, Consistency, Coverage, Effect, Funnel,
    Listening, Matrix, Relevance, Scorecard, Trend, Unused,
};
use talktrack::{Result, Scope, Tracker};

/// What each table of an audit has to say, by its name, in their order.
pub(crate) fn answers(tracker: &Tracker, scope: &Scope) -> Vec<(&'static str, AnyAnswer)> {
    let tracker = tracker.within(scope.clone().min_reps(3));
    let all: [(_, AnyAnswer); 13] = [
        ("scorecard", any(tracker.ask(&Scorecard::new()))),
        ("unused", any(tracker.ask(&Unused::new()))),
        ("unused-by-kind", any(tracker.ask(&Unused::new().by(By::Kind)))),
        ("funnel", any(tracker.ask(&Funnel::new()))),
        ("relevance", any(tracker.ask(&Relevance::new()))),
        ("matrix", any(tracker.ask(&Matrix::new()))),
        ("coverage", any(tracker.ask(&Coverage::new()))),
        ("effect", any(tracker.ask(&Effect::new()))),
        ("listening", any(tracker.ask(&Listening::new()))),
        ("agreements", any(tracker.ask(&Agreements::new()))),
        ("consistency", any(tracker.ask(&Consistency::new()))),
        ("trend", any(tracker.ask(&Trend::new()))),
        ("adoption", any(tracker.ask(&Adoption::new().by(AdoptionBy::Team)))),
    ];
    all.into()
}

fn any<R, S>(answer: Result<Answer<R, S>>) -> AnyAnswer
where
    AnyAnswer: From<Answer<R, S>>,
{
    answer.unwrap().into()
}
