//! The same company gives the same answers, whatever keeps its ledger.

use talktrack::analysis::{
    Adoption, Agreements, Answer, AnyAnswer, Attribution, By, Consistency, Coverage, Effect,
    FirstUse, Funnel, Lifecycle, Listening, Matrix, Recommend, Relevance, Row, Scorecard, Summary,
    Trend, Unused,
};
use talktrack::model::{Conversation, Record};
use talktrack::{Result, Scope, Tracker};
use talktrack_simulation::{Company, Settings};

use crate::store::{Fresh, Store};

/// The answers to all sixteen questions, without what tells ledgers with the same facts apart.
pub(super) fn to_all_questions(tracker: &Tracker) -> Vec<(&'static str, AnyAnswer)> {
    let all = [
        ("unused", any(tracker.ask(&Unused::new()))),
        ("unused by kind", any(tracker.ask(&Unused::new().by(By::Kind)))),
        ("relevance", any(tracker.ask(&Relevance::new()))),
        ("matrix", any(tracker.ask(&Matrix::new()))),
        ("coverage", any(tracker.ask(&Coverage::new()))),
        ("adoption", any(tracker.ask(&Adoption::new()))),
        ("first_use", any(tracker.ask(&FirstUse::new()))),
        ("consistency", any(tracker.ask(&Consistency::new()))),
        ("lifecycle", any(tracker.ask(&Lifecycle::new()))),
        ("trend", any(tracker.ask(&Trend::new()))),
        ("funnel", any(tracker.ask(&Funnel::new()))),
        ("effect", any(tracker.ask(&Effect::new()))),
        ("attribution", any(tracker.ask(&Attribution::new()))),
        ("listening", any(tracker.ask(&Listening::new()))),
        ("agreements", any(tracker.ask(&Agreements::new()))),
        ("scorecard", any(tracker.ask(&Scorecard::new()))),
        ("recommend", any(tracker.ask(&Recommend::new(Conversation::RelevantMeeting)))),
    ];
    all.into()
}

fn any<R: Row, S: Summary>(answer: Result<Answer<R, S>>) -> AnyAnswer {
    let mut answer = AnyAnswer::from(answer.unwrap());
    answer.provenance.ledger.clear();
    answer.provenance.seq = 0.into();
    answer
}

/// All questions of a simulated company are answered as by a ledger in memory, to the bit: now, in a
/// narrower scope, and as of an earlier write.
pub fn all_sixteen_questions_are_answered_as_in_memory<S: Store>() {
    let company = Company::new(&Settings::default().reps(12).deals(120)).unwrap();
    let records: Vec<Record> = company.records().collect();
    let reference = Tracker::in_memory().unwrap();
    let tracker = Fresh::<S>::new();
    let half = records.len() / 2;
    for batch in [&records[..half], &records[half..]] {
        let recorded = tracker.record_all(batch.to_vec()).unwrap();
        assert_eq!(recorded.recorded, reference.record_all(batch.to_vec()).unwrap().recorded);
        assert_eq!(recorded.rejected, 0);
    }
    let afresh = tracker.store.tracker();
    let scopes = [
        Scope::new().min_reps(2),
        Scope::new().since_text("2024-03-01").unwrap().conversation(Conversation::RelevantMeeting),
        Scope::new().as_of((half as u64).into()),
    ];
    for scope in scopes {
        let expected = to_all_questions(&reference.within(scope.clone()));
        assert!(expected.iter().filter(|(_, answer)| !answer.table.rows.is_empty()).count() > 12);
        for tracker in [&*tracker, &afresh] {
            let given = to_all_questions(&tracker.within(scope.clone()));
            for ((question, expected), (_, given)) in expected.iter().zip(given) {
                assert_eq!(*expected, given, "{question} about {scope:?}");
            }
        }
    }
}
