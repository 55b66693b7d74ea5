//! The roles of docs/postgresql.md, as the page grants them.
#![allow(clippy::unwrap_used)] // this is test code

use talktrack::Tracker;
use talktrack::model::{Action, Asset, AssetKey, Event, EventId, RepKey, Text, Timestamp, Use};
use talktrack_conformance::server::Server;
use talktrack_postgres::PostgresLedger;

/// The SQL that the page shows after the line `marker`.
fn documented(marker: &str) -> String {
    let page = include_str!("../../../docs/postgresql.md");
    let (_, after) = page.split_once(marker).unwrap();
    let (_, after) = after.split_once("```sql\n").unwrap();
    after.split_once("\n```").unwrap().0.to_owned()
}

fn event(number: i64) -> Event {
    let at = Timestamp::from_micros(1_767_225_600_000_000 + number).unwrap();
    let usage =
        Use::new(RepKey::new("ada").unwrap(), AssetKey::new("deck").unwrap(), Action::Shared);
    Event::new(at, usage).with_id(EventId::new(format!("e{number}")).unwrap())
}

#[test]
fn a_writer_cannot_read_and_a_reader_cannot_write() {
    let database = Server::shared().database().unwrap();
    let owner = Tracker::over(PostgresLedger::open(&database.url()).unwrap());
    let (scheme, rest) =
        database.url().split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let place = rest.split_once('@').unwrap().1.to_owned();
    // Roles are of the whole server, which other tests share.
    let mut sql = documented("## Roles");
    let name = place.rsplit('/').next().unwrap();
    for role in ["talktrack_reader", "talktrack_writer"] {
        sql = sql.replace(role, &format!("{role}_{name}"));
    }
    database.sql(&sql).unwrap();
    for (role, user) in [("reader", "rita"), ("writer", "will")] {
        database
            .sql(&format!(
                "CREATE ROLE {user}_{name} LOGIN PASSWORD 'pw' IN ROLE talktrack_{role}_{name}"
            ))
            .unwrap();
    }
    let url = |user: &str| format!("{scheme}://{user}_{name}:pw@{place}");

    let writer = Tracker::over(PostgresLedger::open(&url("will")).unwrap());
    let deck = Asset::new(AssetKey::new("deck").unwrap()).title(Text::new("Price list").unwrap());
    assert_eq!(writer.put(deck.clone()).unwrap().recorded, 1);
    assert_eq!(writer.put(deck).unwrap().duplicates, 1);
    let many = || (0..70_000).map(event);
    assert_eq!(writer.record_all(many()).unwrap().recorded, 70_000, "a chunk is sealed");
    assert_eq!(writer.record_all((0..10).map(event)).unwrap().duplicates, 10);
    let other = event(3).with_source("crm".parse().unwrap());
    assert_eq!(writer.record(other.clone()).unwrap().recorded, 1);
    assert_eq!(writer.record(other).unwrap().duplicates, 1);
    let contradicts = Event::new(
        "2026-05-01T00:00:00Z".parse().unwrap(),
        Use::new(RepKey::new("bea").unwrap(), AssetKey::new("deck").unwrap(), Action::Opened),
    );
    let conflict = writer.record(contradicts.with_id(EventId::new("e3").unwrap())).unwrap_err();
    assert!(matches!(conflict, talktrack::Error::Conflict(_)), "{conflict}");
    let hidden = writer.records(|_, _| Ok(())).unwrap_err().to_string();
    assert!(hidden.contains("docs/postgresql.md says which roles there are"), "{hidden}");
    let will = |sql: &str| database.sql(&format!("SET ROLE will_{name}; {sql}"));
    for look in [
        "extra FROM event",
        "rep FROM event",
        "title FROM asset_history",
        "raw FROM quarantine",
        "data FROM chunk_column",
        "* FROM uses",
        "salt FROM ledger",
    ] {
        assert_eq!(will(&format!("SELECT {look}")).is_ok(), look == "salt FROM ledger", "{look}");
    }
    assert!(will("DELETE FROM event").is_err() && will("UPDATE event SET at = 0").is_err());

    let reader = Tracker::over(PostgresLedger::open_read_only(&url("rita")).unwrap());
    assert_eq!(reader.state().unwrap(), owner.state().unwrap());
    assert_eq!(reader.check().unwrap().problems, Vec::<String>::new());
    let pushy = Tracker::over(PostgresLedger::open(&url("rita")).unwrap());
    let refused = pushy.record(event(90_000)).unwrap_err().to_string();
    assert!(refused.contains("the role of this connection may not do this"), "{refused}");
}
