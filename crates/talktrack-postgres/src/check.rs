//! What the server's ledger verifies by itself, before what all ledgers verify.

use std::collections::BTreeSet;

use talktrack::ledger::sql::{self, Check, Connection, Row};
use talktrack::{Error, Result};

pub(crate) const CHECKS: [Check; 4] = [
    (&["the ledger's id is whole"], identity),
    (&["tables and the triggers that refuse changes are those of its schema"], guards),
    (&["codes have their words"], vocabulary),
    (&["every number stands for a name"], numbers),
];

fn list<T>(
    connection: &dyn Connection,
    query: &str,
    read: impl Fn(&Row<'_>) -> sql::Result<T>,
) -> Result<Vec<T>> {
    connection.list(query, &[], read).map_err(|failure| Error::Storage {
        attempted: "check the ledger".into(),
        reason: failure.to_string(),
    })
}

fn texts(connection: &dyn Connection, query: &str) -> Result<Vec<String>> {
    list(connection, query, |row| row.get(0))
}

fn identity(connection: &dyn Connection) -> Result<Vec<String>> {
    let id = texts(connection, "SELECT id FROM ledger")?;
    let whole = id.iter().all(|id| sql::is_ledger_id(id)) && id.len() == 1;
    Ok(if whole { Vec::new() } else { vec!["the ledger's id is damaged".into()] })
}

/// The tables with the trigger that each has.
const GUARDED: [(&str, &str); 18] = [
    ("asset", "append_only"),
    ("asset_history", "append_only"),
    ("deal", "append_only"),
    ("deal_history", "append_only"),
    ("event", "append_only"),
    ("forgotten", "append_only"),
    ("forgotten_word", "append_only"),
    ("ledger", "kept"),
    ("origin", "kept"),
    ("other_history", "append_only"),
    ("quarantine", "kept"),
    ("renamed", "append_only"),
    ("rep", "append_only"),
    ("rep_history", "append_only"),
    ("severed", "append_only"),
    ("source", "append_only"),
    ("vocabulary", "append_only"),
    ("word", "append_only"),
];

fn guards(connection: &dyn Connection) -> Result<Vec<String>> {
    let query = "SELECT c.relname::text, t.tgname::text FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid \
                 WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled = 'O'";
    let found: BTreeSet<(String, String)> =
        list(connection, query, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    let expected: BTreeSet<(String, String)> = GUARDED
        .into_iter()
        .map(|(table, trigger)| (table.to_owned(), trigger.to_owned()))
        .collect();
    let missing = expected
        .difference(&found)
        .map(|(table, trigger)| format!("trigger {trigger} of table {table} is missing or lifted"));
    let tables: BTreeSet<_> = GUARDED.into_iter().map(|(table, _)| table).collect();
    let added = found
        .difference(&expected)
        .filter(|(table, _)| tables.contains(table.as_str()))
        .map(|_| "there is a trigger that is not the ledger's".to_owned());
    Ok(missing.chain(added).collect())
}

fn vocabulary(connection: &dyn Connection) -> Result<Vec<String>> {
    let query = "SELECT field, code, word FROM vocabulary";
    let found = list(connection, query, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(sql::compare_vocabulary(&found.into_iter().collect()))
}

/// Columns that name something, with the table of its names.
const NAMED: [(&str, &str, &str); 13] = [
    ("event", "source", "source"),
    ("event", "ref_source", "source"),
    ("event", "rep", "rep"),
    ("event", "asset", "asset"),
    ("event", "deal", "deal"),
    ("event", "word", "word"),
    ("asset_history", "asset", "asset"),
    ("asset_history", "replaced_by", "asset"),
    ("rep_history", "rep", "rep"),
    ("deal_history", "deal", "deal"),
    ("deal_history", "owner", "rep"),
    ("forgotten", "rep", "rep"),
    ("renamed", "source", "source"),
];

fn numbers(connection: &dyn Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for (table, column, names) in NAMED {
        let query = format!(
            "SELECT DISTINCT 'table {table}: names {names} ' || t.{column} || ' that is not there' \
             FROM {table} AS t LEFT JOIN {names} AS n ON n.id = t.{column} \
             WHERE t.{column} IS NOT NULL AND n.id IS NULL LIMIT 20"
        );
        problems.extend(texts(connection, &query)?);
    }
    Ok(problems)
}
