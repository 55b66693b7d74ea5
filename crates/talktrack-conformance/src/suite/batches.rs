//! A batch is one commit: whole, or where it is strict or interrupted, nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use talktrack::Error;
use talktrack::ledger::{Interrupt, QuarantineFilter, RowBatch, UseRows};
use talktrack::model::{
    Action, Asset, AssetKey, Event, EventId, Put, Record, Rep, RepKey, Timestamp, Use, Uses,
};

use super::{assert_sound, read, usage};
use crate::store::{Fresh, Store};

pub fn strict_batches_are_all_or_nothing_and_name_only_the_catalogue<S: Store>() {
    let tracker = Fresh::<S>::new();
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
    assert_sound(&tracker);
}

pub fn what_is_ahead_of_the_clock_is_refused<S: Store>() {
    let tracker = Fresh::<S>::new();
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

/// Of a batch that is ended half way nothing is there, not even a name or a refused row.
pub fn an_interrupted_batch_leaves_nothing<S: Store>() {
    let tracker = Fresh::<S>::new();
    tracker.record(usage("0", "deck")).unwrap();
    let before = tracker.state().unwrap();
    let mut records: Vec<Record> = vec![usage("0", "conflict").into()];
    records.extend((0..70_000).map(|number| Record::from(usage(&format!("u{number}"), "new"))));
    // It is asked at least once, and ends the batch at each of the first few moments at which it is.
    for moment in 0..3 {
        let asked = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&asked);
        let interrupt = Interrupt::when(move || count.fetch_add(1, Ordering::Relaxed) == moment);
        let stopped = tracker.interruptible(interrupt).record_all(records.clone());
        if asked.load(Ordering::Relaxed) <= moment {
            assert!(moment > 0 && stopped.is_ok(), "it was never asked");
            break;
        }
        assert!(matches!(stopped, Err(Error::Interrupted)), "{stopped:?}");
        assert_eq!(tracker.state().unwrap(), before);
        assert_eq!(super::assets(&tracker), ["deck"]);
        assert!(tracker.quarantine(QuarantineFilter::All).unwrap().is_empty());
    }
    tracker.record_all(records.drain(..10)).unwrap();
    assert_sound(&tracker);
}

/// Rows of a file of which most are uses, in columns, come to the same as all of them one by one, with the
/// same receipt. There are so many that they go the way of many.
pub fn rows_of_a_file_are_the_same_as_a_batch_of_them<S: Store>() {
    const ROWS: usize = 5_000;
    let event = |row: usize| -> Event {
        // Some identities stand twice, once with the same content and once with another.
        let (id, asset) = match row % 500 {
            7 => (row - 1, format!("asset-{}", (row - 1) % 7)),
            9 => (row - 1, "another".to_owned()),
            _ => (row, format!("asset-{}", row % 7)),
        };
        usage(&format!("u{id}"), &asset)
    };
    let others = || {
        let lines = [
            r#"{"type":"asset","key":"asset-1","at":"2026-01-01T00:00:00Z","title":"One"}"#,
            r#"{"type":"stage","id":"s1","at":"2026-03-01T09:30:00Z","deal":"d","stage":"Won"}"#,
            r#"{"type":"stage","id":"s1","at":"2026-03-01T09:30:00Z","deal":"d","stage":"Lost"}"#,
            r#"{"type":"use","id":"u20","source":"crm","at":"2026-03-01T09:30:00Z","rep":"bob","asset":"deck","action":"opened"}"#,
        ];
        let rows = talktrack::ledger::Submission::number_all(lines.map(read));
        rows.map(|row| talktrack::ledger::Submission { line: row.line * 1_000 - 1, ..row })
    };
    let lines: Vec<u64> = (0..ROWS as u64).map(|row| row * 2 + 2).collect();
    let events: Vec<Event> = (0..ROWS).map(event).collect();
    let uses = uses_of(&events);
    let origin = others().next().unwrap().origin;
    let columns = UseRows::new(uses, Arc::clone(&origin), lines.clone(), None).unwrap();
    let batch = RowBatch { uses: vec![columns], others: others().collect() };
    assert_eq!(batch.len(), ROWS + 4);

    let one_by_one = events.into_iter().zip(lines).map(|(event, line)| {
        let row = talktrack::ledger::Submission::of_value(event.into());
        talktrack::ledger::Submission { line, origin: Arc::clone(&origin), ..row }
    });
    let mut one_by_one: Vec<_> = one_by_one.chain(others()).collect();
    one_by_one.sort_by_key(|row| row.line);

    let (file, rows) = (Fresh::<S>::new(), Fresh::<S>::new());
    for again in [false, true] {
        let a = file.submit_rows(batch.clone()).unwrap();
        let b = rows.submit(one_by_one.clone(), false).unwrap();
        assert_eq!((a.recorded, a.duplicates, a.rejected), (b.recorded, b.duplicates, b.rejected));
        assert_eq!((a.recorded == 0, a.rejected), (again, 11));
        assert_eq!(a.reasons, b.reasons);
        let places = |receipt: &talktrack::ledger::Receipt| {
            let mut lines: Vec<_> = receipt.rejections.iter().map(|row| row.place.line).collect();
            lines.sort_unstable();
            lines
        };
        assert_eq!(places(&a), places(&b));
        super::columns::assert_same(&file, &rows);
    }
}

/// The same uses as columns.
fn uses_of(events: &[Event]) -> Uses {
    let of = |event: &Event| match event.fact() {
        talktrack::model::Fact::Use(usage) => usage.clone(),
        _ => panic!("all are uses"),
    };
    Uses::new(
        events.iter().map(Event::at).collect(),
        events.iter().map(|event| Some(of(event).rep)).collect(),
        events.iter().map(|event| Some(of(event).asset)).collect(),
        events.iter().map(|event| of(event).action).collect(),
    )
    .and_then(|uses| {
        let ids: Vec<EventId> = events.iter().map(|event| event.id().unwrap().clone()).collect();
        uses.ids(talktrack::model::Ids::Texts(ids))
    })
    .unwrap()
}
