//! A ledger of schema 1 opens, keeps its facts and gets the schema of a new one.

use std::path::Path;

use rusqlite::Connection;
use talktrack::analysis::Unused;
use talktrack::ledger::QuarantineFilter;
use talktrack::{Error, Tracker};

/// What version 0.1.0 wrote, with rows of every kind.
const SCHEMA_1: &str = include_str!("fixtures/schema-1.sql");

fn schema_1(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "page_size", 8192).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    connection.execute_batch(SCHEMA_1).unwrap();
}

/// Every object of the schema, and the version.
fn schema(path: &Path) -> (Vec<(String, String)>, i64) {
    let connection = Connection::open(path).unwrap();
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let mut statement = connection
        .prepare("SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    (rows.collect::<Result<_, _>>().unwrap(), version)
}

#[test]
fn an_older_ledger_keeps_its_facts_and_gets_the_schema_of_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    schema_1(&old);
    drop(Tracker::open(&new).unwrap());
    let tracker = Tracker::open(&old).unwrap();
    assert_eq!(schema(&old), schema(&new));
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
    let state = tracker.state().unwrap();
    assert_eq!(
        (state.seq.get(), state.digest.to_string().as_str()),
        (27, "e29fe939b5e825b43487ade4188716d1"),
        "what version 0.1.0 said"
    );
    let mut kinds = std::collections::BTreeSet::new();
    tracker
        .records(|_, record| {
            let json = serde_json::to_value(&record).unwrap();
            kinds.insert(json["type"].as_str().unwrap().to_owned());
            Ok(())
        })
        .unwrap();
    assert_eq!(kinds.len(), 17, "{kinds:?}");
    assert_eq!(tracker.quarantine(QuarantineFilter::All).unwrap().len(), 2);
    let used: Vec<_> = tracker
        .ask(&Unused::new())
        .unwrap()
        .rows
        .iter()
        .map(|row| (row.asset.clone(), row.uses))
        .collect();
    assert!(used.contains(&("battle-card".into(), 1)), "{used:?}");
}

#[test]
fn who_only_looks_is_told_to_upgrade() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    schema_1(&path);
    let error = Tracker::open_read_only(&path).unwrap_err();
    assert!(matches!(error, Error::Older { found: 1, known: 2, .. }), "{error:?}");
    assert_eq!(schema(&path).1, 1, "looking changes nothing");
}

#[test]
fn an_upgrade_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    schema_1(&path);
    // The name of a table of schema 2 is taken.
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE chunk_column (x)").unwrap();
    let before = schema(&path);
    let error = Tracker::open(&path).unwrap_err();
    assert!(matches!(error, Error::Storage { .. }), "{error:?}");
    assert!(error.to_string().contains("upgrade"), "{error}");
    assert_eq!(schema(&path), before);
    Connection::open(&path).unwrap().execute_batch("DROP TABLE chunk_column").unwrap();
    assert_eq!(Tracker::open(&path).unwrap().state().unwrap().seq.get(), 27);
}
