//! Everything that a ledger answers, to compare it with what it answered before.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};
use talktrack::analysis::Unused;
use talktrack::ledger::{QuarantineFilter, Seq, State};
use talktrack::{Scope, Tracker};

use crate::error::{Error, Result};

/// The answers of a ledger; each may fail by itself.
#[derive(Debug)]
pub(crate) struct Answers {
    pub(crate) state: Result<State>,
    pub(crate) uses: Result<String>,
    pub(crate) records: Result<Vec<String>>,
    pub(crate) quarantine: Result<Vec<String>>,
}

impl Answers {
    pub(crate) fn of(tracker: &Tracker) -> Self {
        Self {
            state: tracker.state().map_err(Error::from),
            uses: uses(tracker),
            records: records(tracker),
            quarantine: quarantine(tracker),
        }
    }

    /// The errors among the answers.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Error> {
        let errors = [
            self.state.as_ref().err(),
            self.uses.as_ref().err(),
            self.records.as_ref().err(),
            self.quarantine.as_ref().err(),
        ];
        errors.into_iter().flatten()
    }
}

fn uses(tracker: &Tracker) -> Result<String> {
    let answer = tracker.ask(&Unused::new())?;
    Ok(format!("{:?} {:?} {:?}", answer.provenance, answer.summary, answer.rows))
}

/// What was answered when the ledger had come so far.
pub(crate) fn uses_as_of(tracker: &Tracker, seq: Seq) -> Result<String> {
    uses(&tracker.within(Scope::new().as_of(seq)))
}

/// Every record, in order.
pub(crate) fn records(tracker: &Tracker) -> Result<Vec<String>> {
    let mut all = Vec::new();
    tracker.records(|seq, record| {
        let text = serde_json::to_string(&record).unwrap_or_else(|error| error.to_string());
        all.push(format!("{seq} {text}"));
        Ok(())
    })?;
    Ok(all)
}

fn quarantine(tracker: &Tracker) -> Result<Vec<String>> {
    let rows = tracker.quarantine(QuarantineFilter::All)?;
    Ok(rows.iter().map(|row| format!("{row:?}")).collect())
}

/// What the file itself holds, as any other program reads it.
#[derive(Debug, PartialEq)]
pub(crate) struct Contents {
    /// Tables, indices, triggers and views: others rely on them, and the triggers refuse changes.
    pub(crate) schema: Vec<String>,
    /// Every row of every table, by the table's name.
    pub(crate) rows: BTreeMap<String, Vec<String>>,
}

impl Contents {
    pub(crate) fn of(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        let tables = lines(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let mut rows = BTreeMap::new();
        for table in tables {
            let all = lines(&connection, &format!("SELECT * FROM \"{table}\""))?;
            rows.insert(table, all);
        }
        let schema = lines(&connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
        Ok(Self { schema, rows })
    }

    /// The tables of which a row differs.
    pub(crate) fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.rows
            .iter()
            .filter(|(table, rows)| other.rows.get(*table) != Some(rows))
            .map(|(table, _)| &**table)
    }
}

/// The rows of a query; a row of one text is that text.
fn lines(connection: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let values: Vec<Value> =
            (0..columns).map(|column| row.get(column)).collect::<rusqlite::Result<_>>()?;
        lines.push(match &values[..] {
            [Value::Text(text)] => text.clone(),
            values => format!("{values:?}"),
        });
    }
    Ok(lines)
}
