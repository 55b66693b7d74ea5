//! What becomes of records when connections and servers fail.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use talktrack::Tracker;
use talktrack::model::{Action, AssetKey, Event, EventId, RepKey, Timestamp, Use};
use talktrack_conformance::proxy::{Cut, Proxy};
use talktrack_conformance::server::{Durability, Server};
use talktrack_postgres::PostgresLedger;

fn event(id: &str) -> Event {
    let at = Timestamp::from_micros(1_767_225_600_000_000).unwrap();
    let usage =
        Use::new(RepKey::new("ada").unwrap(), AssetKey::new("deck").unwrap(), Action::Shared);
    Event::new(at, usage).with_id(EventId::new(id).unwrap())
}

#[test]
fn a_connection_that_is_cut_in_mid_commit_loses_nothing_and_records_nothing_twice() {
    let database = Server::shared().database().unwrap();
    let proxy = Proxy::to(database.server().port()).unwrap();
    let url = format!("{}?sslmode=disable", database.url_through(proxy.port()));
    let tracker = Tracker::over(PostgresLedger::open(&url).unwrap());
    for (number, cut) in
        [Cut::AfterCommit, Cut::BeforeCommit, Cut::AfterCommit].into_iter().enumerate()
    {
        proxy.cut_next(cut);
        let receipt = tracker.record(event(&format!("single-{number}"))).unwrap();
        assert_eq!((receipt.recorded, receipt.duplicates), (1, 0), "{cut:?}");
        assert_eq!(proxy.to_come(), 0);
    }
    // A batch comes once: whether it was committed is found out, and what was not is told.
    let batch = |name: &str| (0..10).map(|n| event(&format!("{name}-{n}"))).collect::<Vec<_>>();
    proxy.cut_next(Cut::AfterCommit);
    assert_eq!(tracker.record_all(batch("after")).unwrap().recorded, 10);
    proxy.cut_next(Cut::BeforeCommit);
    let error = tracker.record_all(batch("before")).unwrap_err().to_string();
    assert!(error.contains("the connection was lost"), "{error}");
    assert_eq!(tracker.record_all(batch("before")).unwrap().recorded, 10);
    proxy.cut_all();
    assert_eq!(tracker.record_all(batch("later")).unwrap().recorded, 10);
    assert_eq!(tracker.state().unwrap().seq.get(), 33);
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_server_that_is_killed_while_many_record_loses_nothing_acknowledged() {
    const CLIENTS: u64 = 16;
    let server = Server::start(Durability::Full).unwrap();
    let database = server.database().unwrap();
    let url = database.url();
    drop(PostgresLedger::open(&url).unwrap());
    let (ended, acknowledged) = (AtomicBool::new(false), AtomicU64::new(0));
    let promised: Vec<Vec<EventId>> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (url, ended, acknowledged) = (&url, &ended, &acknowledged);
                scope.spawn(move || {
                    let tracker = Tracker::over(PostgresLedger::open(url).unwrap());
                    let mut promised = Vec::new();
                    while !ended.load(Ordering::Relaxed) {
                        let event = event(&format!("{client}-{}", promised.len()));
                        let id = event.id().unwrap().clone();
                        tracker.record(event).unwrap();
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                        promised.push(id);
                    }
                    promised
                })
            })
            .collect();
        let more = |before: u64| {
            while acknowledged.load(Ordering::Relaxed) < before + 4 * CLIENTS {
                thread::sleep(Duration::from_millis(10));
            }
        };
        for _ in 0..2 {
            more(acknowledged.load(Ordering::Relaxed));
            server.kill().unwrap();
            server.restart().unwrap();
        }
        more(acknowledged.load(Ordering::Relaxed));
        ended.store(true, Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let tracker = Tracker::over(PostgresLedger::open_read_only(&url).unwrap());
    let mut there = Vec::new();
    tracker
        .records(|_, record| {
            if let talktrack::model::Record::Event(event) = record {
                there.extend(event.id().cloned());
            }
            Ok(())
        })
        .unwrap();
    let mut promised: Vec<_> = promised.into_iter().flatten().collect();
    promised.sort_unstable();
    there.sort_unstable();
    assert_eq!(promised, there, "nothing lost, nothing twice, and nothing that nobody recorded");
    assert_eq!(tracker.state().unwrap().seq.get(), there.len() as u64);
}

#[test]
fn a_statement_that_takes_too_long_leaves_nothing_half_done() {
    let database = Server::shared().database().unwrap();
    let more = if database.url().contains('?') { '&' } else { '?' };
    let url = format!("{}{more}options=-cstatement_timeout%3D300", database.url());
    let tracker = Tracker::over(PostgresLedger::open(&url).unwrap());
    tracker.record(event("before")).unwrap();
    let held = thread::scope(|scope| {
        // Somebody else holds the ledger for longer than a statement may take.
        let hold = scope.spawn(|| {
            database
                .sql("BEGIN; SELECT seq FROM ledger FOR UPDATE; SELECT pg_sleep(3); COMMIT")
                .unwrap();
        });
        thread::sleep(Duration::from_secs(1));
        let error = tracker.record_all((0..10).map(|n| event(&format!("n{n}")))).unwrap_err();
        hold.join().unwrap();
        error
    });
    assert!(matches!(held, talktrack::Error::Storage { .. }), "{held:?}");
    assert!(held.to_string().contains("statement_timeout"), "{held}");
    assert_eq!(tracker.state().unwrap().seq.get(), 1);
    assert_eq!(tracker.record_all((0..10).map(|n| event(&format!("n{n}")))).unwrap().recorded, 10);
}

#[test]
fn what_is_wrong_with_a_server_is_told_with_what_to_do_and_without_the_password() {
    let database = Server::shared().database().unwrap();
    let url = database.url();
    let password = url.split(':').nth(2).unwrap().split('@').next().unwrap().to_owned();
    let refused = |url: &str| PostgresLedger::open(url).unwrap_err().to_string();
    let port = format!(":{}/", database.server().port());
    for (url, advice) in [
        (url.replace(&port, ":9/"), "check the host, the port and sslmode"),
        (url.replace(&password, "secret"), "check the user in the URL, and the password"),
        (url.replace(&port, &format!("{port}no")), "check the name of the database"),
        (format!("{url}?options=-csearch_path%3Dnowhere"), "create it with CREATE SCHEMA"),
    ] {
        let message = refused(&url);
        assert!(message.contains(advice), "{message}");
        assert!(!message.contains("connection was lost"), "{message}");
        assert!(!message.contains(&password) && !message.contains("secret"), "{message}");
    }
    let nothing = PostgresLedger::open_read_only(&url).unwrap_err();
    assert!(matches!(nothing, talktrack::Error::Missing(_)), "{nothing:?}");
    database.sql("CREATE TABLE ledger (entry text)").unwrap();
    let other = PostgresLedger::open(&url).unwrap_err();
    assert!(matches!(other, talktrack::Error::NotALedger { .. }), "{other:?}");
    database.sql("DROP TABLE ledger; CREATE TABLE event (happened text)").unwrap();
    assert!(refused(&url).contains("give the ledger a schema of its own"));
    database.sql("DROP TABLE event").unwrap();
    drop(PostgresLedger::open(&url).unwrap());
    database.sql("UPDATE ledger SET schema_version = 99").unwrap();
    let newer = PostgresLedger::open(&url).unwrap_err();
    assert!(matches!(newer, talktrack::Error::Newer { found: 99, .. }), "{newer:?}");
}

#[test]
fn facts_cannot_be_changed() {
    let database = Server::shared().database().unwrap();
    let tracker = Tracker::over(PostgresLedger::open(&database.url()).unwrap());
    tracker.record(event("one")).unwrap();
    for change in
        ["UPDATE event SET at = 0", "DELETE FROM event", "TRUNCATE event", "DELETE FROM ledger"]
    {
        assert!(database.sql(change).is_err(), "{change}");
    }
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn of_many_that_open_a_new_ledger_one_makes_it() {
    let database = Server::shared().database().unwrap();
    let url = database.url();
    let ids: Vec<_> = thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let open = || Tracker::over(PostgresLedger::open(&url).unwrap()).state().unwrap();
                scope.spawn(move || open().ledger)
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}
