//! Sealed chunks in the file: never wrong, and made anew when they are damaged.

use std::path::Path;

use rusqlite::Connection;
use talktrack::analysis::Unused;
use talktrack::ledger::Seq;
use talktrack::ledger::chunk::CHUNK;
use talktrack::model::{Action, Asset, AssetKey, Event, EventId, Record, RepKey, Timestamp, Use};
use talktrack::{Scope, Tracker};

/// Uses that are all alike but for their id, asset, rep and time.
fn uses(numbers: std::ops::Range<u64>) -> impl Iterator<Item = Record> {
    numbers.map(|number| {
        let rep = RepKey::new(format!("rep-{}", number % 37)).unwrap();
        let asset = AssetKey::new(format!("asset-{}", number % 301)).unwrap();
        let at = Timestamp::from_micros(1_767_225_600_000_000 + number.cast_signed() * 1_000_001);
        let id = EventId::new(format!("use-{number}")).unwrap();
        Event::new(at.unwrap(), Use::new(rep, asset, Action::Shared)).with_id(id).into()
    })
}

fn put(number: u64) -> Record {
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    let asset = Asset::new(AssetKey::new(format!("asset-{number}")).unwrap());
    talktrack::model::Put { at: Some(at), entry: asset.into() }.into()
}

/// A ledger with two chunks and a tail; a few of its writes are of the catalogue.
fn ledger(path: &Path) -> Tracker {
    let tracker = Tracker::open(path).unwrap();
    tracker.record_all(uses(0..40_000)).unwrap();
    tracker.record_all((0..50).map(put)).unwrap();
    tracker.record_all(uses(40_000..2 * CHUNK + 1_000)).unwrap();
    tracker
}

fn answer(tracker: &Tracker) -> String {
    format!("{:?}", tracker.ask(&Unused::new()).unwrap().rows)
}

fn chunks(path: &Path) -> Vec<(i64, i64)> {
    let connection = Connection::open(path).unwrap();
    let mut statement =
        connection.prepare("SELECT number, facts FROM chunk ORDER BY number").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn chunks_are_sealed_checked_and_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = ledger(&path);
    assert_eq!(chunks(&path), [(1, CHUNK.cast_signed() - 50), (2, CHUNK.cast_signed())]);
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
    let before = answer(&tracker);
    let earlier = |tracker: &Tracker| {
        let scope = Scope::new().as_of(Seq::from(CHUNK + 77));
        let answer = tracker.within(scope).ask(&Unused::new()).unwrap();
        (format!("{:?}", answer.rows), answer.provenance.digest)
    };
    let before_earlier = earlier(&tracker);
    drop(tracker);

    for damage in [
        "UPDATE chunk_column SET data = zeroblob(length(data)) WHERE chunk = 1 AND field = 'asset';
         UPDATE chunk_column SET base = base + 1 WHERE chunk = 2 AND field = 'at'",
        "UPDATE chunk_column SET id = id + 1000 WHERE chunk = 2 AND field = 'rep';
         UPDATE chunk_column SET width = 3 WHERE chunk = 1 AND field = 'rep'",
        "UPDATE chunk_column SET data = (SELECT data FROM chunk_column WHERE id = 34) WHERE id = 35",
        "UPDATE chunk SET facts = 7 WHERE number = 1; UPDATE chunk SET first_at = 1 WHERE number = 2",
        "UPDATE chunk SET digest = zeroblob(16) WHERE number = 1;
         UPDATE chunk SET digest = x'00' WHERE number = 2",
        "DELETE FROM chunk_column WHERE chunk = 2; DELETE FROM chunk WHERE number = 2;
         INSERT INTO chunk SELECT 3, facts, first_at, last_at, digest, checksum FROM chunk",
    ] {
        Connection::open(&path).unwrap().execute_batch(damage).unwrap();
        let tracker = Tracker::open(&path).unwrap();
        assert_eq!(answer(&tracker), before, "rows are read where a chunk is damaged: {damage}");
        assert_eq!(earlier(&tracker), before_earlier, "{damage}");
        let found = tracker.repair().unwrap();
        assert!(!found.repaired.is_empty() && found.problems.is_empty(), "{damage}: {found:?}");
        assert_eq!(answer(&tracker), before);
    }
    let damage =
        "DELETE FROM chunk_column WHERE chunk = 1; UPDATE chunk SET facts = 1 WHERE number = 2";
    Connection::open(&path).unwrap().execute_batch(damage).unwrap();
    let tracker = Tracker::open(&path).unwrap();
    let found = tracker.check().unwrap();
    assert_eq!(found.problems.len(), 2, "{found:?}");
    assert!(found.problems.iter().all(|problem| problem.contains("check --repair")), "{found:?}");
    tracker.repair().unwrap();
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}
