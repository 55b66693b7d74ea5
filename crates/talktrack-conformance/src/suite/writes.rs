//! What a ledger says about single writes agrees with its records.

use std::collections::HashMap;

use proptest::prelude::*;
use talktrack::ledger::{Seq, State};
use talktrack::model::{Event, Fact, FeedbackReason, Record, Tags};

use crate::common;
use crate::store::Store;

fn identity(event: &Event) -> (String, String) {
    (event.source().to_string(), event.id().unwrap().to_string())
}

/// The identity that an event refers to.
fn reference(event: &Event) -> Option<(String, String)> {
    let reference = event.fact().reference()?;
    let source = reference.source.as_ref().unwrap_or(event.source());
    Some((source.to_string(), reference.id.to_string()))
}

fn tags(event: &Event) -> Tags {
    match event.fact() {
        Fact::Ask(ask) => ask.tags.clone(),
        Fact::Search(search) => search.tags.clone(),
        _ => Tags::new(),
    }
}

fn reason(event: &Event) -> Option<FeedbackReason> {
    match event.fact() {
        Fact::Feedback(feedback) => feedback.reason,
        _ => None,
    }
}

/// In whatever order they are asked for, and where there is no such write.
pub fn single_writes_are_told_as_they_were_recorded<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        records in common::records(40),
        writes in prop::collection::vec(0_u64..60, 0..80),
    )| {
        let store = S::create();
        let (tracker, ledger) = (store.tracker(), store.open());
        tracker.record_all(records).unwrap();
        let mut events = HashMap::new();
        let mut numbers = HashMap::new();
        tracker.records(|seq, record| {
            if let Record::Event(event) = record {
                numbers.insert(identity(&event), seq);
                events.insert(seq, event);
            }
            Ok(())
        }).unwrap();
        let writes: Vec<Seq> = writes.into_iter().map(Seq::from).collect();
        let asked = || writes.iter().map(|seq| events.get(seq));
        let expected: Vec<_> = asked().map(|event| event.map(identity)).collect();
        prop_assert_eq!(ledger.identities(&writes).unwrap(), expected);
        let expected: Vec<_> = asked().map(|event| event.cloned()).collect();
        prop_assert_eq!(ledger.events(&writes).unwrap(), expected);
        let target = |event: &Event| numbers.get(&reference(event)?).copied();
        let expected: Vec<_> = asked().map(|event| event.and_then(target)).collect();
        prop_assert_eq!(ledger.references(&writes).unwrap(), expected);
        let expected: Vec<_> = asked().map(|event| event.map(tags).unwrap_or_default()).collect();
        prop_assert_eq!(ledger.tags(&writes).unwrap(), expected);
        // Nobody asks for the reason of anything but feedback.
        let judged = events.iter().filter(|(_, event)| matches!(event.fact(), Fact::Feedback(_)));
        let writes: Vec<Seq> = judged.map(|(seq, _)| *seq).collect();
        let expected: Vec<_> = writes.iter().map(|seq| reason(&events[seq])).collect();
        prop_assert_eq!(ledger.reasons(&writes).unwrap(), expected);
    });
}

pub fn the_state_as_of_a_write_is_the_state_then<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(records in common::records(20))| {
        let store = S::create();
        let (tracker, ledger) = (store.tracker(), store.open());
        let mut states: Vec<State> = vec![ledger.state().unwrap()];
        for record in records {
            tracker.record_all([record]).unwrap();
            states.push(ledger.state().unwrap());
        }
        for state in &states {
            prop_assert_eq!(&ledger.state_as_of(state.seq).unwrap(), state);
        }
        let ahead = Seq::from(ledger.state().unwrap().seq.get() + 1);
        prop_assert!(matches!(ledger.state_as_of(ahead), Err(talktrack::Error::NotFound(_))));
    });
}
