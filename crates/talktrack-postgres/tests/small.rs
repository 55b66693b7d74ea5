//! A ledger on a server, from one tracker to another.
#![allow(clippy::unwrap_used)] // this is test code

use talktrack::Tracker;
use talktrack::model::{Action, Asset, AssetKey, Event, RepKey, Timestamp, Use};
use talktrack_conformance::server::Server;
use talktrack_postgres::PostgresLedger;

fn shared(minute: i64) -> Event {
    let at = Timestamp::from_micros(1_767_225_600_000_000 + minute * 60_000_000).unwrap();
    let usage =
        Use::new(RepKey::new("ada").unwrap(), AssetKey::new("deck").unwrap(), Action::Shared);
    Event::new(at, usage)
}

#[test]
fn what_is_recorded_by_one_is_read_by_another() {
    let database = Server::shared().database().unwrap();
    let one = Tracker::over(PostgresLedger::open(&database.url()).unwrap());
    let other = Tracker::over(PostgresLedger::open_read_only(&database.url()).unwrap());
    let deck = AssetKey::new("deck").unwrap();
    one.put(Asset::new(deck)).unwrap();
    assert_eq!(one.record(shared(0)).unwrap().recorded, 1);
    let many: Vec<_> = (1..80_000).map(shared).collect();
    assert_eq!(one.record_all(many.clone()).unwrap().recorded, 79_999);
    let again = one.record_all(many.into_iter().chain([shared(90_000)])).unwrap();
    assert_eq!((again.recorded, again.duplicates, again.rejected), (1, 79_999, 0));
    assert_eq!(one.state().unwrap(), other.state().unwrap());
    assert_eq!(other.state().unwrap().seq.get(), 80_002);

    let file = Tracker::in_memory().unwrap();
    file.merge(&other, |_| ()).unwrap();
    assert_eq!(file.state().unwrap().digest, other.state().unwrap().digest);
    let findings = one.check().unwrap();
    assert_eq!(findings.problems, Vec::<String>::new());
    let error = other.record(shared(7)).unwrap_err();
    assert!(error.to_string().contains("read-only"), "{error}");
}
