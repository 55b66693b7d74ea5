//! The schema, which others rely on: the triggers refuse changes, the views give answers.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::super::{open, upgrade};
use super::list;
use crate::error::Result;

/// Compares with a fresh ledger. What others added is theirs, unless it is a trigger: that could
/// change what is recorded.
pub(super) fn objects(connection: &Connection) -> Result<Vec<String>> {
    let expected = schema(&open::memory()?)?;
    let found = schema(connection)?;
    let missing = expected.iter().filter_map(|((kind, name), sql)| {
        match found.get(&(kind.clone(), name.clone())) {
            None => Some(format!("{kind} {name} is missing or damaged")),
            Some(other) if other != sql => Some(format!("{kind} {name} is not what it was")),
            Some(_) => None,
        }
    });
    let added = found
        .keys()
        .filter(|(kind, name)| {
            kind == "trigger" && !expected.contains_key(&(kind.clone(), name.clone()))
        })
        .map(|_| "there is a trigger that is not the ledger's".to_owned());
    Ok(missing.chain(added).collect())
}

/// The table and the SQL of each object, by its kind and name. Before the SQL stands which of all these
/// are texts: one flipped bit makes a text a blob of the same bytes.
type Schema = BTreeMap<(String, String), (String, String)>;

fn schema(connection: &Connection) -> Result<Schema> {
    let sql = "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), \
               CAST(typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) || coalesce(sql, '') AS BLOB) FROM sqlite_schema";
    let rows = list(connection, sql, |row| {
        let text = |column| Ok::<_, rusqlite::Error>(lossy(&row.get::<_, Vec<u8>>(column)?));
        Ok(((text(0)?, text(1)?), (text(2)?, text(3)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// Damaged text is still text enough to differ.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(super) fn vocabulary(connection: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT CAST(field AS BLOB), code, CAST(word AS BLOB) FROM vocabulary";
    let found: BTreeSet<(String, i64, String)> = list(connection, sql, |row| {
        Ok((lossy(&row.get::<_, Vec<u8>>(0)?), row.get(1)?, lossy(&row.get::<_, Vec<u8>>(2)?)))
    })?
    .into_iter()
    .collect();
    let expected: BTreeSet<_> = upgrade::vocabulary()
        .into_iter()
        .map(|(field, code, word)| (field.to_owned(), i64::from(code), word))
        .collect();
    let missing = expected
        .difference(&found)
        .map(|(field, code, word)| format!("table vocabulary: {field} {code} is not {word}"));
    let added = found.difference(&expected).map(|(_, code, _)| {
        format!("table vocabulary: a word for code {code} is damaged or not known")
    });
    Ok(missing.chain(added).collect())
}
