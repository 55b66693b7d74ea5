//! The schema is public: it refuses changes of facts, and its views agree with the library.

use crate::common;
use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::Connection;
use talktrack::Tracker;
use talktrack::analysis::{Status, Unused};
use talktrack::model::{Record, TimeReading};

fn file(records: Vec<Record>) -> (tempfile::TempDir, Tracker, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.db");
    let tracker = Tracker::open(&path).unwrap();
    assert_eq!(tracker.record_all(records).unwrap().rejected, 0);
    (folder, tracker, Connection::open(path).unwrap())
}

fn sample() -> Vec<Record> {
    let lines = r#"{"type":"asset","key":"deck","title":"The deck","kind":"deck","supports":["relevant-meeting","tangible-value"]}
{"type":"rep","key":"ada","team":"EMEA"}
{"type":"deal","key":"d1","account":"Acme","owner":"ada"}
{"type":"stage-map","stage":"Won","means":"won"}
{"type":"use","id":"0195a2b4-7c1e-7f00-8000-0123456789ab","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","conversation":"relevant-meeting","deal":"d1","version":"2","channel":"mail"}"#;
    lines.lines().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap()).collect()
}

#[test]
fn facts_are_neither_updated_nor_deleted() {
    let (_folder, _tracker, connection) = file(sample());
    for table in [
        "event",
        "asset_history",
        "rep_history",
        "deal_history",
        "other_history",
        "asset",
        "rep",
        "deal",
        "source",
        "word",
        "vocabulary",
    ] {
        let first = match table {
            "event" | "asset_history" | "rep_history" | "deal_history" | "other_history" => "seq",
            "vocabulary" => "code",
            _ => "id",
        };
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {first} = {first}")]
        {
            let refused = connection.execute(&sql, []).unwrap_err().to_string();
            assert!(
                refused.contains("append-only: record a retraction instead"),
                "{sql}: {refused}"
            );
        }
    }
}

#[test]
fn facts_are_not_replaced_and_what_was_refused_stays() {
    let (_folder, tracker, connection) = file(sample());
    let conflict = TimeReading::strict();
    let line = r#"{"type":"stage","id":"0195a2b4-7c1e-7f00-8000-0123456789ab","at":"2026-03-01T09:30:00Z","deal":"d1","stage":"Won"}"#;
    let receipt = tracker.record_all([Record::from_json(line, &conflict).unwrap()]).unwrap();
    assert_eq!(receipt.rejected, 1);
    for table in ["asset_history", "rep_history", "deal_history", "other_history", "asset"] {
        let sql = format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}");
        let refused = connection.execute(&sql, []).unwrap_err().to_string();
        assert!(refused.contains("no such function: only_talktrack_records"), "{refused}");
    }
    for table in ["quarantine", "origin"] {
        let refused = connection.execute(&format!("DELETE FROM {table}"), []).unwrap_err();
        assert!(refused.to_string().contains("what was refused stays"), "{refused}");
    }
    assert!(tracker.check().unwrap().problems.is_empty());
    // The table of events does without that trigger, for speed: there `check` tells.
    connection.execute_batch("INSERT OR REPLACE INTO event SELECT seq, kind, source, id, at + 1, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra FROM event").unwrap();
    assert!(!tracker.check().unwrap().problems.is_empty());
}

#[test]
fn every_table_is_strict_and_every_view_can_be_read() {
    let (_folder, _tracker, connection) = file(sample());
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let loose = names(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
    );
    assert_eq!(loose, Vec::<String>::new());
    let views = names("SELECT name FROM sqlite_master WHERE type = 'view'");
    assert!(views.len() >= 10);
    for view in views {
        let rows: i64 = connection
            .query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get(0))
            .unwrap();
        assert!(rows >= 0, "{view}");
    }
}

#[test]
fn the_view_of_uses_shows_names_and_words() {
    let (_folder, _tracker, connection) = file(sample());
    let row: (String, String, String, String, String, String, String) = connection
        .query_row(
            "SELECT id, at_utc, rep, asset, action, conversation, channel FROM uses",
            [],
            |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            },
        )
        .unwrap();
    let expected = (
        "0195a2b4-7c1e-7f00-8000-0123456789ab",
        "2026-03-01T09:30:00Z",
        "ada",
        "deck",
        "shared",
        "relevant-meeting",
        "mail",
    );
    assert_eq!((&*row.0, &*row.1, &*row.2, &*row.3, &*row.4, &*row.5, &*row.6), expected);
    let supports: String =
        connection.query_row("SELECT supports FROM assets", [], |row| row.get(0)).unwrap();
    assert_eq!(supports, "relevant-meeting|tangible-value");
}

#[test]
fn check_finds_what_somebody_changed_behind_the_schemas_back() {
    let (_folder, tracker, connection) = file(sample());
    assert!(tracker.check().unwrap().problems.is_empty());
    connection.execute_batch("DROP TRIGGER event_update; UPDATE event SET code = 1").unwrap();
    let problems = tracker.check().unwrap().problems;
    assert!(
        problems.iter().any(|problem| problem.starts_with("the digest of the facts is")),
        "{problems:?}"
    );
    connection.execute_batch("PRAGMA foreign_keys = OFF; UPDATE event SET rep = 99").unwrap();
    let problems = tracker.check().unwrap().problems;
    assert!(
        problems.iter().any(|problem| problem.contains("names a rep that is not there")),
        "{problems:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn views_agree_with_the_library(records in common::records(40)) {
        let (_folder, tracker, connection) = file(records);
        let answer = tracker.ask(&Unused::new().grace_days(0)).unwrap();
        let mut statement = connection.prepare("SELECT asset, uses, put_to_work, last_use, uncatalogued FROM asset_usage").unwrap();
        let mut usage = BTreeMap::<String, (u64, u64, Option<i64>, bool)>::new();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let count = |column| row.get::<_, i64>(column).unwrap().cast_unsigned();
            usage.insert(row.get(0).unwrap(), (count(1), count(2), row.get(3).unwrap(), row.get(4).unwrap()));
        }
        for row in &answer.rows {
            let last = row.last_use.map(|at| at.micros());
            let expected = (row.uses, row.put_to_work, last, row.status == Status::Uncatalogued);
            prop_assert_eq!(usage[&*row.asset], expected, "{}", row.asset);
        }
        let mut statement = connection.prepare("SELECT asset FROM unused_assets ORDER BY asset").unwrap();
        let unused: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut expected: Vec<String> = answer.rows.iter()
            .filter(|row| row.uses == 0)
            .map(|row| row.asset.to_string())
            .collect();
        expected.sort();
        prop_assert_eq!(unused, expected);
    }
}
