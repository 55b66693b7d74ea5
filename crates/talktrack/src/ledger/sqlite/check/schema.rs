//! The schema, which others rely on: the triggers refuse changes, the views give answers.

use std::collections::BTreeMap;

use super::super::open;
use super::list;
use crate::error::Result;
use crate::ledger::sql::{self, Connection};

/// Compares with a fresh ledger. What others added is theirs, unless it is a trigger: that could
/// change what is recorded.
pub(super) fn objects(connection: &dyn Connection) -> Result<Vec<String>> {
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

fn schema(connection: &dyn Connection) -> Result<Schema> {
    let query = "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), \
               CAST(typeof(type) || typeof(name) || typeof(tbl_name) || typeof(sql) || coalesce(sql, '') AS BLOB) FROM sqlite_schema";
    let rows = list(connection, query, |row| {
        let text = |column| Ok::<_, sql::Failure>(lossy(&row.get::<Vec<u8>>(column)?));
        Ok(((text(0)?, text(1)?), (text(2)?, text(3)?)))
    })?;
    Ok(rows.into_iter().collect())
}

/// Damaged text is still text enough to differ.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(super) fn vocabulary(connection: &dyn Connection) -> Result<Vec<String>> {
    let query = "SELECT CAST(field AS BLOB), code, CAST(word AS BLOB) FROM vocabulary";
    let found = list(connection, query, |row| {
        Ok((lossy(&row.get::<Vec<u8>>(0)?), row.get(1)?, lossy(&row.get::<Vec<u8>>(2)?)))
    })?;
    Ok(sql::compare_vocabulary(&found.into_iter().collect()))
}
