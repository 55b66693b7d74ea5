//! A ledger on a server: killed, cut off, held up, and of another version. The long form: `trials crashes`,
//! `trials cuts`, `trials kill --server` and `trials processes --server`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use std::time::{Duration, Instant};

use talktrack::{Error, Tracker};
use talktrack_conformance::server::{Database, Server};
use talktrack_postgres::PostgresLedger;
use talktrack_trials::{Crashes, Cuts, Kill, Processes, Program, Single};

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_trials"))
}

fn single(number: u32) -> talktrack::model::Event {
    Single { run: 0, thread: 0, number }.event().unwrap()
}

fn tracker(database: &Database<'_>) -> Tracker {
    Tracker::over(PostgresLedger::open(&database.url()).unwrap())
}

#[test]
fn a_server_that_is_killed_loses_nothing_acknowledged_and_records_nothing_twice() {
    let found = Crashes { times: 3, clients: 16, batch: 20, seed: 1 }.run().unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert!(found.verdict.acknowledged > 16, "everybody recorded: {found:?}");
}

#[test]
fn a_connection_that_is_cut_in_a_commit_is_a_commit_or_none() {
    let found = Cuts { times: 12, clients: 4, batch: 10, seed: 1 }.run().unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert_eq!(found.faults, 48);
    let lost = |failure: &String| failure.contains("the connection was lost");
    assert!(found.failures.keys().all(lost), "{:?}", found.failures);
}

#[test]
fn clients_that_are_killed_lose_nothing_acknowledged_and_leave_no_half_batch() {
    let database = Server::shared().database().unwrap();
    let kill = Kill { times: 4, seed: 1, batch: 40 };
    let found = kill.run(&program(), database.url().as_ref()).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert_eq!((found.kills, found.verdict.found), (4, found.verdict.acknowledged));
}

#[test]
fn two_processes_load_and_record_at_once() {
    let database = Server::shared().database().unwrap();
    let trial = Processes { processes: 2, threads: 8, each: 25, import: 500 };
    let found = trial.run(&program(), database.url().as_ref()).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert_eq!(found.verdict.found, 2 * 8 * 25 + found.batches * 500);
    assert!(found.batches >= 2 && found.answers > 0, "{found:?}");
}

/// Somebody holds the ledger for longer than the server lets a statement wait.
#[test]
fn a_limit_on_time_ends_a_record_that_waits_and_nothing_of_it_is_there() {
    let database = Server::shared().database().unwrap();
    tracker(&database).record(single(0)).unwrap();
    let limited = format!("{}?options=-cstatement_timeout%3D200", database.url());
    let limited = Tracker::over(PostgresLedger::open(&limited).unwrap());
    limited.record(single(1)).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            database.sql("BEGIN; SELECT * FROM ledger FOR UPDATE; SELECT pg_sleep(1.5); COMMIT")
        });
        let held = Instant::now();
        let held_up = loop {
            // Until the other one holds it.
            match limited.record(single(2)) {
                Err(error) => break error,
                Ok(_) => assert!(held.elapsed() < Duration::from_secs(20), "it is never held"),
            }
        };
        assert!(matches!(held_up, Error::Storage { .. }), "{held_up:?}");
        assert!(held_up.to_string().contains("statement_timeout"), "{held_up}");
    });
    let again = limited.record(single(3)).unwrap();
    assert_eq!(again.recorded, 1, "it goes on when it can");
    assert_eq!(tracker(&database).check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn several_that_open_a_ledger_at_once_make_it_once() {
    let database = Server::shared().database().unwrap();
    let start = std::sync::Barrier::new(8);
    let ledgers: Vec<String> = std::thread::scope(|scope| {
        let open = |number| {
            let (start, database) = (&start, &database);
            scope.spawn(move || {
                start.wait();
                let tracker = tracker(database);
                tracker.record(single(number)).unwrap();
                tracker.state().unwrap().ledger
            })
        };
        let all: Vec<_> = (0..8).map(open).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(ledgers.iter().all(|ledger| *ledger == ledgers[0]));
    assert_eq!(tracker(&database).state().unwrap().seq.get(), 8);
}

#[test]
fn a_ledger_of_a_newer_version_is_left_alone() {
    let database = Server::shared().database().unwrap();
    let open = tracker(&database);
    open.record(single(0)).unwrap();
    database.sql("UPDATE ledger SET schema_version = 99").unwrap();
    for opened in
        [PostgresLedger::open(&database.url()), PostgresLedger::open_read_only(&database.url())]
    {
        assert!(matches!(opened.unwrap_err(), Error::Newer { found: 99, known: 1.., .. }));
    }
    // Whoever had it open notices, and does not write into tables that it does not know.
    let error = open.record(single(1)).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error:?}");
    database.sql("UPDATE ledger SET schema_version = 1").unwrap();
    assert_eq!(open.record(single(1)).unwrap().seq.get(), 2);
}
