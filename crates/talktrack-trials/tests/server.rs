//! A ledger on a server: killed, cut off, crowded, and upgraded by a newer version. The long form: `trials crashes`,
//! `trials cuts`, `trials kill --server` and `trials processes --server`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use talktrack::{Error, Tracker};
use talktrack_conformance::server::Server;
use talktrack_postgres::PostgresLedger;
use talktrack_trials::{Crashes, Cuts, Kill, Processes, Program, Single};

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_trials"))
}

fn single(number: u32) -> talktrack::model::Event {
    Single { run: 0, thread: 0, number }.event().unwrap()
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
    // Of a batch that was cut off before its commit the client is told: it comes once.
    assert!(!found.failures.is_empty(), "the cuts were in commits");
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

#[test]
fn who_has_a_ledger_open_that_a_newer_version_upgrades_leaves_it_alone() {
    let database = Server::shared().database().unwrap();
    let open = Tracker::over(PostgresLedger::open(&database.url()).unwrap());
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
