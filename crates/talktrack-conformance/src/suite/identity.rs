//! The same event twice counts once; an event with its identity that says something else is refused.

use talktrack::Error;
use talktrack::ledger::QuarantineFilter;
use talktrack::model::{Asset, AssetKey, Event, EventId, Record, Reference, Retraction};

use super::{all, assert_sound, assets, read, usage};
use crate::store::{Fresh, Store};

/// And identity holds across kinds; what is refused leaves no name.
pub fn the_same_event_twice_counts_once_and_another_content_is_a_conflict<S: Store>() {
    let tracker = Fresh::<S>::new();
    assert_eq!(tracker.record(usage("1", "deck")).unwrap().recorded, 1);
    let again = tracker.record(usage("1", "deck")).unwrap();
    assert_eq!((again.recorded, again.duplicates), (0, 1));
    for other in ["case", "a stranger"] {
        match tracker.record(usage("1", other)).unwrap_err() {
            Error::Conflict(conflict) => assert!(conflict.quarantined.is_some()),
            error => panic!("{error}"),
        }
    }
    let other_kind =
        read(r#"{"type":"stage","id":"1","at":"2026-03-01T09:30:00Z","deal":"d","stage":"Won"}"#);
    assert_eq!(tracker.record_all([other_kind]).unwrap().rejected, 1);
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap();
    assert_eq!(kept.len(), 3);
    assert!(kept[0].reason.starts_with("id: an event with this source and id was recorded before"));
    assert_eq!(assets(&tracker), ["deck"], "what is refused leaves no stub behind");
    assert_sound(&tracker);
}

pub fn a_single_event_gets_a_fresh_id_and_rows_get_one_from_their_content<S: Store>() {
    let tracker = Fresh::<S>::new();
    let line = r#"{"type":"use","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}"#;
    let Record::Event(event) = read(line) else { panic!() };
    let first = tracker.record(event.clone()).unwrap();
    let second = tracker.record(event).unwrap();
    assert_eq!((first.recorded, second.recorded), (1, 1), "two things that happened");
    assert_ne!(first.id, second.id);
    let rows = tracker.record_all(vec![read(line), read(line)]).unwrap();
    assert_eq!((rows.recorded, rows.duplicates), (1, 1), "one row, read twice");
    assert_eq!(tracker.record_all([read(line)]).unwrap().duplicates, 1);
}

/// Whatever a store thinks of letters, accents and the two forms of a UUID: keys are bytes.
pub fn names_that_look_alike_are_not_the_same<S: Store>() {
    let alike = [
        "e1",
        "E1",
        "stra\u{df}e",
        "strasse",
        "\u{e9}",
        "e\u{301}",
        "0195a2b4-7c1e-7f00-8000-0123456789ab",
        "0195A2B4-7C1E-7F00-8000-0123456789AB",
        "0195a2b47c1e7f0080000123456789ab",
        "o'neill\\x41%_",
        "null",
    ];
    let tracker = Fresh::<S>::new();
    let longest = "\u{e4}".repeat(128);
    let names: Vec<&str> = alike.into_iter().chain([longest.as_str()]).collect();
    for name in &names {
        let receipt = tracker.record(usage(name, name)).unwrap();
        assert_eq!(receipt.recorded, 1, "{name}");
    }
    for name in &names {
        assert_eq!(tracker.record(usage(name, name)).unwrap().duplicates, 1, "{name}");
    }
    assert_eq!(assets(&tracker).len(), names.len());
    let puts = names.iter().map(|name| Asset::new(AssetKey::new(*name).unwrap()));
    let puts: Vec<Record> = puts.map(|asset| talktrack::model::Put::from(asset).into()).collect();
    assert_eq!(tracker.record_all(puts).unwrap().recorded, names.len() as u64);
    assert_eq!(tracker.uncatalogued_assets().unwrap(), 0);
    assert_sound(&tracker);
}

/// An id is unique within its source only, so a reference that names its source must keep it.
pub fn a_reference_keeps_the_source_that_it_names<S: Store>() {
    let lines = r#"{"type":"use","id":"1","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"deck","action":"shared"}
{"type":"use","id":"1","source":"crm","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"case","action":"shared"}
{"type":"retraction","id":"2","source":"crm","at":"2026-01-02T00:00:00Z","event":"1","event_source":"talktrack"}
{"type":"engagement","id":"3","source":"crm","at":"2026-01-02T00:00:00Z","use":"1","use_source":"crm","seconds":3}"#;
    let tracker = Fresh::<S>::new();
    assert_eq!(tracker.record_all(all(lines)).unwrap().recorded, 4);
    let copy = Fresh::<S>::new();
    copy.merge(&tracker, |_| ()).unwrap();
    for ledger in [&tracker, &copy] {
        assert_sound(ledger);
        assert_eq!(assets(ledger), ["case"], "the use of the default source was retracted");
    }
    assert_eq!(copy.state().unwrap().digest, tracker.state().unwrap().digest);
    let built = |source: &str| {
        let event = Reference {
            id: EventId::new("1").unwrap(),
            source: Some("talktrack".parse().unwrap()),
        };
        Event::new("2026-01-02T00:00:00Z".parse().unwrap(), Retraction::new(event))
            .with_source(source.parse().unwrap())
    };
    assert!(
        serde_json::to_string(&built("crm")).unwrap().contains(r#""event_source":"talktrack""#)
    );
    assert!(!serde_json::to_string(&built("talktrack")).unwrap().contains("event_source"));
}
