//! What facts say beyond their columns is looked up once; answers are as if it were looked up each time.

use crate::common;
use std::sync::Arc;

use proptest::prelude::*;
use talktrack::analysis::{Agreements, AgreementsRow, Relevance, RelevanceRow};
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::ledger::{Ledger, Seq};
use talktrack::model::{FeedbackReason, Record, RepKey, TimeReading};
use talktrack::{Error, Scope, Tracker};

fn record(tracker: &Tracker, lines: &str) {
    let read = |line: &str| Record::from_json(line.trim(), &TimeReading::strict()).unwrap();
    let records: Vec<_> = lines.lines().map(read).collect();
    assert_eq!(tracker.record_all(records).unwrap().rejected, 0);
}

/// How often reps rated the deck, the reason they gave most, and how long buyers looked at it.
fn deck(tracker: &Tracker) -> (u64, Option<FeedbackReason>, Option<f64>) {
    let rows = tracker.ask(&Relevance::new()).unwrap().rows;
    let row = rows.into_iter().find(|row| &*row.asset == "deck").unwrap();
    (row.ratings, row.top_reason, row.buyer_seconds)
}

/// How many asks there are, how many were acknowledged, and how many were delivered.
fn asks(tracker: &Tracker) -> (u64, u64, u64) {
    let rows = tracker.ask(&Agreements::new()).unwrap().rows;
    let of = |count: fn(&AgreementsRow) -> u64| rows.iter().map(count).sum();
    (of(|row| row.asked), of(|row| row.acknowledged), of(|row| row.delivered))
}

const DECK: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck"}
{"type":"feedback","id":"f1","at":"2026-01-02T00:00:00Z","rep":"ada","asset":"deck","rating":2,"reason":"outdated"}
{"type":"feedback","id":"f2","at":"2026-01-02T00:00:00Z","rep":"ada","asset":"deck","rating":3}"#;

const MORE: &str = r#"{"type":"feedback","id":"f3","at":"2026-01-03T00:00:00Z","rep":"bob","asset":"deck","rating":5,"reason":"relevant"}
{"type":"feedback","id":"f4","at":"2026-01-03T00:00:00Z","rep":"cyd","asset":"deck","rating":4,"reason":"relevant"}"#;

const WRONG: &str = r#"{"type":"retraction","id":"r3","at":"2026-01-04T00:00:00Z","event":"f3"}
{"type":"retraction","id":"r4","at":"2026-01-04T00:00:00Z","event":"f4"}"#;

#[test]
fn feedback_counts_from_when_it_is_recorded_until_it_is_retracted() {
    const OUTDATED: Option<FeedbackReason> = Some(FeedbackReason::Outdated);
    const RELEVANT: Option<FeedbackReason> = Some(FeedbackReason::Relevant);
    let tracker = Tracker::in_memory().unwrap();
    record(&tracker, DECK);
    let first = tracker.state().unwrap().seq;
    assert_eq!(deck(&tracker), (2, OUTDATED, None));
    assert_eq!(deck(&tracker), (2, OUTDATED, None), "asked again");
    record(&tracker, MORE);
    let second = tracker.state().unwrap().seq;
    assert_eq!(deck(&tracker), (4, RELEVANT, None));
    record(&tracker, WRONG);
    assert_eq!(deck(&tracker), (2, OUTDATED, None));
    let then = |seq| deck(&tracker.within(Scope::new().as_of(seq)));
    assert_eq!((then(first), then(second)), ((2, OUTDATED, None), (4, RELEVANT, None)));
    tracker.forget(&RepKey::new("ada").unwrap()).unwrap();
    assert_eq!(deck(&tracker), (2, OUTDATED, None), "figures stay when somebody is forgotten");
}

#[test]
fn what_an_event_refers_to_is_found_once_it_is_recorded() {
    let tracker = Tracker::in_memory().unwrap();
    record(&tracker, DECK);
    record(
        &tracker,
        r#"{"type":"engagement","id":"e1","at":"2026-01-06T00:00:00Z","use":"u1","seconds":30}
{"type":"ask","id":"a1","at":"2026-01-02T00:00:00Z","kind":"change","asked_by":"sales"}
{"type":"answer","id":"b1","at":"2026-01-03T00:00:00Z","ask":"a1","result":"acknowledged"}
{"type":"answer","id":"b2","at":"2026-01-04T00:00:00Z","ask":"a2","result":"delivered"}"#,
    );
    let before = tracker.state().unwrap().seq;
    assert_eq!(deck(&tracker).2, None);
    assert_eq!(asks(&tracker), (1, 1, 0));
    record(
        &tracker,
        r#"{"type":"use","id":"u1","at":"2026-01-05T00:00:00Z","rep":"ada","asset":"deck","action":"shared"}
{"type":"ask","id":"a2","at":"2026-01-02T00:00:00Z","kind":"change","asked_by":"sales"}"#,
    );
    assert_eq!(deck(&tracker).2, Some(30.0));
    assert_eq!(asks(&tracker), (2, 1, 1));
    let then = tracker.within(Scope::new().as_of(before));
    assert_eq!((deck(&then).2, asks(&then)), (None, (1, 1, 0)));
    record(
        &tracker,
        r#"{"type":"retraction","id":"r1","at":"2026-01-07T00:00:00Z","event":"e1"}
{"type":"retraction","id":"r2","at":"2026-01-07T00:00:00Z","event":"b2"}"#,
    );
    assert_eq!(deck(&tracker).2, None);
    assert_eq!(asks(&tracker), (2, 1, 0));
}

/// The answers now, and as of an earlier write.
type Answers = Vec<(Vec<RelevanceRow>, Vec<AgreementsRow>)>;

fn answers(tracker: &Tracker, earlier: Seq) -> Answers {
    let ask = |tracker: &Tracker| {
        let relevance = tracker.ask(&Relevance::new()).unwrap().rows;
        (relevance, tracker.ask(&Agreements::new()).unwrap().rows)
    };
    vec![ask(tracker), ask(&tracker.within(Scope::new().as_of(earlier)))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whoever_asked_before_is_told_what_they_are_who_did_not(
        records in prop_oneof![common::records(60), common::promises::records(60)],
        mut cuts in proptest::collection::vec(0_usize..70, 1..4),
        forgotten in 0_usize..12,
    ) {
        let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::in_memory().unwrap());
        let tracker = Tracker::over_shared(Arc::clone(&ledger));
        let fresh = || Tracker::over_shared(Arc::clone(&ledger));
        cuts.push(records.len());
        cuts.sort_unstable();
        let (mut done, mut earlier) = (0, Seq::ZERO);
        for (step, cut) in cuts.into_iter().enumerate() {
            let cut = cut.min(records.len());
            fresh().record_all(records[done..cut].to_vec()).unwrap();
            if let Some(rep) = common::REPS.get(forgotten).filter(|_| step == 1) {
                // By somebody else, so that it is noticed when the next question is asked.
                let severed = fresh().forget(&RepKey::new(*rep).unwrap());
                prop_assert!(matches!(severed, Ok(_) | Err(Error::NotFound(_))), "{:?}", severed);
            }
            prop_assert_eq!(answers(&tracker, earlier), answers(&fresh(), earlier));
            (done, earlier) = (cut, ledger.state().unwrap().seq);
        }
    }
}
