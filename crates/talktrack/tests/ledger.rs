//! The ledger's promises, one by one, through the public door.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::sync::Barrier;

use talktrack::analysis::Unused;
use talktrack::ledger::QuarantineFilter;
use talktrack::model::{
    Action, Asset, AssetKey, Event, EventId, Money, Put, Record, Rep, RepKey, TimeReading,
    Timestamp, Use,
};
use talktrack::{Error, Tracker};

fn read(line: &str) -> Record {
    Record::from_json(line, &TimeReading::strict()).unwrap()
}

fn all(lines: &str) -> Vec<Record> {
    lines.lines().map(read).collect()
}

fn usage(id: &str, asset: &str) -> Event {
    let at: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
    let usage =
        Use::new(RepKey::new("ada").unwrap(), AssetKey::new(asset).unwrap(), Action::Shared);
    Event::new(at, usage).with_id(EventId::new(id).unwrap())
}

#[test]
fn the_same_event_twice_counts_once_and_another_content_is_a_conflict() {
    let tracker = Tracker::in_memory().unwrap();
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
    assert_eq!(
        tracker.record_all([other_kind]).unwrap().rejected,
        1,
        "identity holds across kinds"
    );
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap();
    assert_eq!(kept.len(), 3);
    assert!(kept[0].reason.starts_with("id: an event with this source and id was recorded before"));
    let names: Vec<_> =
        tracker.ask(&Unused::new()).unwrap().rows.iter().map(|row| row.asset.clone()).collect();
    assert_eq!(names, ["deck".into()], "what is refused leaves no stub behind");
    assert!(tracker.check().unwrap().problems.is_empty());
}

#[test]
fn a_single_event_gets_a_fresh_id_and_rows_get_one_from_their_content() {
    let tracker = Tracker::in_memory().unwrap();
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

#[test]
fn a_retraction_applies_whether_it_comes_before_or_after_its_event() {
    let retraction = r#"{"type":"retraction","id":"r","at":"2026-03-02T00:00:00Z","event":"1"}"#;
    for retraction_first in [false, true] {
        let tracker = Tracker::in_memory().unwrap();
        let mut records = vec![Record::from(usage("1", "deck")), read(retraction)];
        if retraction_first {
            records.reverse();
        }
        for record in records {
            assert_eq!(tracker.record_all([record]).unwrap().recorded, 1);
            tracker.ask(&Unused::new()).unwrap();
        }
        assert!(tracker.ask(&Unused::new()).unwrap().rows.is_empty());
    }
}

#[test]
fn a_retraction_of_a_retraction_has_no_effect() {
    let tracker = Tracker::in_memory().unwrap();
    tracker.record(usage("1", "deck")).unwrap();
    tracker
        .record_all(all(concat!(
            r#"{"type":"retraction","id":"2","at":"2026-03-02T00:00:00Z","event":"1"}"#,
            "\n",
            r#"{"type":"retraction","id":"3","at":"2026-03-03T00:00:00Z","event":"2"}"#
        )))
        .unwrap();
    assert!(tracker.ask(&Unused::new()).unwrap().rows.is_empty());
}

#[test]
fn an_answer_may_come_before_its_ask() {
    let tracker = Tracker::in_memory().unwrap();
    let answer = r#"{"type":"answer","id":"2","at":"2026-03-02T00:00:00Z","ask":"1","ask_source":"crm","result":"delivered"}"#;
    assert_eq!(tracker.record_all([read(answer)]).unwrap().recorded, 1);
    let ask = r#"{"type":"ask","id":"1","source":"crm","at":"2026-03-01T00:00:00Z","kind":"collateral","asked_by":"sales"}"#;
    assert_eq!(tracker.record_all([read(ask)]).unwrap().recorded, 1);
    assert!(tracker.check().unwrap().problems.is_empty());
}

#[test]
fn a_put_that_changes_nothing_records_nothing() {
    let tracker = Tracker::in_memory().unwrap();
    let deck = || Asset::new(AssetKey::new("deck").unwrap());
    let first = tracker.put(deck()).unwrap();
    let again = tracker.put(deck()).unwrap();
    assert_eq!((again.recorded, again.duplicates, again.seq), (0, 1, first.seq));
    let changed = tracker.put(deck().title("Deck".parse().unwrap())).unwrap();
    assert_eq!(changed.recorded, 1);
}

/// A put with a time that changes nothing yet is kept: only so does a version that arrives later,
/// with a time in between, leave the last word to it.
#[test]
fn versions_may_arrive_in_any_order() {
    let version = |day: u8, title: &str| {
        let asset = Asset::new(AssetKey::new("deck").unwrap()).title(title.parse().unwrap());
        Put::at(asset, format!("2026-01-{day:02}T00:00:00Z").parse().unwrap())
    };
    let versions = [version(1, "A"), version(2, "B"), version(3, "A")];
    let mut digests = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let tracker = Tracker::in_memory().unwrap();
        for number in order {
            tracker.put(versions[number].clone()).unwrap();
        }
        tracker.record(usage("1", "deck")).unwrap();
        let title = tracker.ask(&Unused::new()).unwrap().rows[0].title.clone();
        assert_eq!(title.as_deref(), Some("A"), "{order:?}");
        digests.push(tracker.state().unwrap().digest);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1);
}

#[test]
fn strict_batches_are_all_or_nothing_and_name_only_the_catalogue() {
    let tracker = Tracker::in_memory().unwrap();
    let unknown = tracker.record_all_strict([usage("1", "deck")]).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "nothing of the batch was recorded, because of row 1: asset: is not in the catalogue, and strict recording wants it there: put it too"
    );
    let deck = Put::from(Asset::new(AssetKey::new("deck").unwrap()));
    let ada = Put::from(Rep::new(RepKey::new("ada").unwrap()));
    let batch = || vec![Record::from(deck.clone()), ada.clone().into(), usage("1", "deck").into()];
    let mut with_conflict = batch();
    with_conflict.push(read(
        r#"{"type":"stage","id":"1","at":"2026-03-01T09:30:00Z","deal":"d","stage":"Won"}"#,
    ));
    assert!(tracker.record_all_strict(with_conflict).is_err());
    assert_eq!(tracker.state().unwrap().seq.get(), 0, "nothing of it was recorded");
    assert!(tracker.quarantine(QuarantineFilter::All).unwrap().is_empty());
    // The order within a batch does not matter, and puts are held to the same rule.
    let mut reversed = batch();
    reversed.reverse();
    assert_eq!(tracker.record_all_strict(reversed).unwrap().recorded, 3);
    let owned = r#"{"type":"deal","key":"d1","owner":"nobody"}"#;
    let refused = tracker.record_all_strict([read(owned)]).unwrap_err().to_string();
    assert!(refused.contains("owner: is not in the catalogue"), "{refused}");
}

#[test]
fn what_is_ahead_of_the_clock_is_refused() {
    let tracker = Tracker::in_memory().unwrap();
    let in_hours = |hours: i64| {
        Timestamp::from_micros(Timestamp::now().micros() + hours * 3_600_000_000).unwrap()
    };
    let event = |hours| {
        let deck = AssetKey::new("deck").unwrap();
        Event::new(in_hours(hours), Use::new(RepKey::new("ada").unwrap(), deck, Action::Opened))
    };
    assert_eq!(tracker.record(event(23)).unwrap().recorded, 1);
    let refused = tracker.record(event(25)).unwrap_err().to_string();
    assert!(refused.starts_with("at: is more than 24 hours ahead"), "{refused}");
}

#[test]
fn a_ledger_has_one_currency() {
    let tracker = Tracker::in_memory().unwrap();
    let costing = |key: &str, amount: &str, currency: &str| {
        Asset::new(AssetKey::new(key).unwrap()).cost(Money::parse(amount, currency).unwrap())
    };
    tracker.put(costing("a", "10", "EUR")).unwrap();
    let refused = tracker.put(costing("b", "10", "USD")).unwrap_err().to_string();
    assert!(refused.contains("currency: is USD, and this ledger counts in EUR"), "{refused}");
    assert_eq!(tracker.state().unwrap().currency.unwrap().as_str(), "EUR");
}

#[test]
fn threads_record_into_one_file_while_others_ask() {
    let folder = tempfile::tempdir().unwrap();
    let tracker = Tracker::open(folder.path().join("usage.db")).unwrap();
    let (threads, each) = (4, 25);
    let start = Barrier::new(threads + 1);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (tracker, start) = (tracker.clone(), &start);
            scope.spawn(move || {
                start.wait();
                for number in 0..each {
                    tracker.record(usage(&format!("{thread}-{number}"), "deck")).unwrap();
                }
            });
        }
        start.wait();
        let mut last = 0;
        while last < (threads * each) as u64 {
            let rows = tracker.ask(&Unused::new()).unwrap().rows;
            let uses = rows.first().map_or(0, |row| row.uses);
            assert!(uses >= last, "what was seen stays seen");
            last = uses;
        }
    });
    let other = Tracker::open_read_only(folder.path().join("usage.db")).unwrap();
    assert_eq!(other.state().unwrap(), tracker.state().unwrap());
    assert!(other.check().unwrap().problems.is_empty());
}

#[test]
fn two_openings_of_one_file_see_each_others_facts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let one = Tracker::open(&path).unwrap();
    let other = Tracker::open(&path).unwrap();
    one.record(usage("1", "deck")).unwrap();
    assert_eq!(other.record(usage("1", "deck")).unwrap().duplicates, 1);
    other.record(usage("2", "case")).unwrap();
    one.record(usage("3", "case")).unwrap();
    assert_eq!(one.ask(&Unused::new()).unwrap().rows, other.ask(&Unused::new()).unwrap().rows);
    assert!(one.check().unwrap().problems.is_empty());
}

#[cfg(unix)]
#[test]
fn a_ledger_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = Tracker::open(&path).unwrap();
    tracker.record(usage("1", "deck")).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.path().display());
    }
}

#[test]
fn what_is_no_ledger_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    assert!(matches!(Tracker::open_read_only(&path).unwrap_err(), Error::Missing(_)));
    std::fs::write(&path, "name,team\nada,EMEA\n").unwrap();
    let error = Tracker::open(&path).unwrap_err();
    assert!(
        error.to_string().contains("is not a talktrack ledger (it is not an SQLite file)"),
        "{error}"
    );
    std::fs::remove_file(&path).unwrap();
    let foreign = rusqlite::Connection::open(&path).unwrap();
    foreign.execute_batch("CREATE TABLE t (x)").unwrap();
    let error = Tracker::open(&path).unwrap_err();
    assert!(error.to_string().contains("an SQLite file of another program"), "{error}");
    drop(foreign);
    std::fs::remove_file(&path).unwrap();
    drop(Tracker::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Tracker::open(&path).unwrap_err(), Error::Newer { found: 99, .. }));
    assert!(Tracker::open(folder.path().join("no/such/folder/usage.db")).is_err());
}

#[test]
fn a_ledger_opened_to_look_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    Tracker::open(&path).unwrap().record(usage("1", "deck")).unwrap();
    let looking = Tracker::open_read_only(&path).unwrap();
    let error = looking.record(usage("2", "deck")).unwrap_err();
    assert_eq!(error.to_string(), "cannot record: the ledger was opened read-only");
    assert_eq!(looking.ask(&Unused::new()).unwrap().rows.len(), 1);
}

#[test]
fn a_closed_ledger_is_one_file_and_its_lock() {
    let folder = tempfile::tempdir().unwrap();
    let tracker = Tracker::open(folder.path().join("usage.db")).unwrap();
    tracker.record(usage("1", "deck")).unwrap();
    tracker.ask(&Unused::new()).unwrap();
    drop(tracker);
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["usage.db", "usage.db-lock"], "no write-ahead log is left");
}

#[test]
fn a_tracker_is_shared_by_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Tracker>();
}

/// An id is unique within its source only, so a reference that names its source must keep it.
#[test]
fn a_reference_keeps_the_source_that_it_names() {
    let lines = r#"{"type":"use","id":"1","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"deck","action":"shared"}
{"type":"use","id":"1","source":"crm","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"case","action":"shared"}
{"type":"retraction","id":"2","source":"crm","at":"2026-01-02T00:00:00Z","event":"1","event_source":"talktrack"}
{"type":"engagement","id":"3","source":"crm","at":"2026-01-02T00:00:00Z","use":"1","use_source":"crm","seconds":3}"#;
    let tracker = Tracker::in_memory().unwrap();
    assert_eq!(tracker.record_all(all(lines)).unwrap().recorded, 4);
    let copy = Tracker::in_memory().unwrap();
    copy.merge(&tracker, |_| ()).unwrap();
    for ledger in [&tracker, &copy] {
        assert_eq!(ledger.check().unwrap().problems, Vec::<String>::new());
        let used: Vec<_> =
            ledger.ask(&Unused::new()).unwrap().rows.iter().map(|row| row.asset.clone()).collect();
        assert_eq!(used, ["case".into()], "the use of the default source was retracted");
    }
    assert_eq!(copy.state().unwrap().digest, tracker.state().unwrap().digest);
    let built = |source: &str| {
        let at: Timestamp = "2026-01-02T00:00:00Z".parse().unwrap();
        let event = talktrack::model::Reference {
            id: EventId::new("1").unwrap(),
            source: Some("talktrack".parse().unwrap()),
        };
        Event::new(at, talktrack::model::Retraction::new(event))
            .with_source(source.parse().unwrap())
    };
    assert!(
        serde_json::to_string(&built("crm")).unwrap().contains(r#""event_source":"talktrack""#)
    );
    assert!(!serde_json::to_string(&built("talktrack")).unwrap().contains("event_source"));
}

#[test]
fn an_asset_does_not_replace_itself() {
    let tracker = Tracker::in_memory().unwrap();
    let key = AssetKey::new("deck").unwrap();
    let refused = tracker.put(Asset::new(key.clone()).replaced_by(key)).unwrap_err().to_string();
    assert!(refused.starts_with("replaced_by: is the asset itself"), "{refused}");
}
