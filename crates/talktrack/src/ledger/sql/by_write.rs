//! Rows looked up by their writes, many at once: a store may be a network away.

use std::collections::HashMap;

use super::connection::{Connection, Result, Row};
use super::value::params;
use crate::ledger::Seq;

/// How many are looked up by one statement.
const TOGETHER: usize = 4_096;

/// What `read` makes of the rows of `select`, in the order of `writes`; none for a write without a row. The
/// first column of `select` is the write, and it goes on with a condition on `column`.
pub(super) fn by_write<T: Clone>(
    connection: &dyn Connection,
    select: &str,
    column: &str,
    writes: &[Seq],
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<Option<T>>> {
    let numbers = connection.dialect().numbers_of_json;
    let sql = format!("{select} WHERE {column} IN ({numbers})");
    let mut found = HashMap::with_capacity(writes.len());
    for part in writes.chunks(TOGETHER) {
        let list: Vec<_> = part.iter().map(|seq| seq.to_string()).collect();
        connection.run(&sql, params![format!("[{}]", list.join(","))], &mut |row| {
            found.insert(row.get::<i64>(0)?, read(row)?);
            Ok(())
        })?;
    }
    Ok(writes.iter().map(|seq| found.get(&seq.get().cast_signed()).cloned()).collect())
}
