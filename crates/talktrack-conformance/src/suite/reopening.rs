//! What is acknowledged is stored: other openings see it, now and later.

use talktrack::analysis::Unused;
use talktrack::ledger::{QuarantineFilter, Submission};
use talktrack::model::Invalid;
use talktrack::{Error, Tracker};

use super::{all, assert_sound, export, usage};
use crate::store::{Fresh, Store};

const LINES: &str = r#"{"type":"asset","key":"deck","at":"2026-01-01T00:00:00Z","title":"Deck","cost":"10.50","currency":"EUR"}
{"type":"rep","key":"ada","at":"2026-01-01T00:00:00Z","team":"EMEA"}
{"type":"deal","key":"d1","at":"2026-01-01T00:00:00Z","account":"Acme","amount":"1000","currency":"EUR"}
{"type":"use","id":"1","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","deal":"d1"}"#;

fn refused() -> Submission {
    let row = Submission::of_value(usage("never", "deck").into());
    Submission { content: Err(Invalid::new("rep", "is empty")), ..row }
}

pub fn everything_is_there_when_the_ledger_is_opened_again<S: Store>() {
    let store = S::create();
    let first = store.tracker();
    first.record_all(all(LINES)).unwrap();
    first.submit([refused()], false).unwrap();
    let shown = |tracker: &Tracker| {
        let rows = tracker.ask(&Unused::new()).unwrap().rows;
        let refused = tracker.quarantine(QuarantineFilter::All).unwrap();
        (tracker.state().unwrap(), export(tracker), refused, rows)
    };
    let before = shown(&first);
    drop(first);
    let again = store.tracker();
    assert_eq!(shown(&again), before);
    assert_eq!(again.record_all(all(LINES)).unwrap().duplicates, 4);
    assert_eq!(again.record(usage("2", "new")).unwrap().seq.get(), before.0.seq.get() + 1);
    assert_sound(&again);
}

pub fn two_openings_see_each_others_facts<S: Store>() {
    let store = S::create();
    let (one, other) = (store.tracker(), store.tracker());
    one.record(usage("1", "deck")).unwrap();
    assert_eq!(other.record(usage("1", "deck")).unwrap().duplicates, 1);
    other.record(usage("2", "case")).unwrap();
    one.record(usage("3", "case")).unwrap();
    assert_eq!(one.ask(&Unused::new()).unwrap().rows, other.ask(&Unused::new()).unwrap().rows);
    assert_eq!(one.state().unwrap(), other.state().unwrap());
    assert_sound(&one);
}

/// Every ledger has an id of its own.
pub fn two_ledgers_know_nothing_of_each_other<S: Store>() {
    let (one, other) = (Fresh::<S>::new(), Fresh::<S>::new());
    one.record(usage("1", "deck")).unwrap();
    assert_eq!(other.state().unwrap().seq.get(), 0);
    assert_ne!(one.state().unwrap().ledger, other.state().unwrap().ledger);
}

pub fn a_ledger_opened_to_look_cannot_be_written<S: Store>() {
    let store = S::create();
    let writer = store.tracker();
    writer.record(usage("1", "deck")).unwrap();
    let Some(looking) = store.open_read_only() else { return };
    let looking = Tracker::over_shared(looking);
    let error = looking.record(usage("2", "deck")).unwrap_err();
    assert_eq!(error.to_string(), "cannot record: the ledger was opened read-only");
    let batch = looking.record_all([usage("2", "deck")]).unwrap_err();
    assert!(matches!(batch, Error::ReadOnly { .. }), "{batch}");
    let forgetting = looking.forget(&"ada".parse().unwrap()).unwrap_err();
    assert!(matches!(forgetting, Error::ReadOnly { .. }), "{forgetting}");
    assert_eq!(looking.ask(&Unused::new()).unwrap().rows.len(), 1);
    writer.record(usage("2", "case")).unwrap();
    assert_eq!(looking.ask(&Unused::new()).unwrap().rows.len(), 2, "it sees what others write");
    assert_sound(&looking);
}
