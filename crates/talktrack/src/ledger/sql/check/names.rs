//! The dictionaries.

use super::super::connection::{Connection, storage};
use super::super::{names, read};
use super::texts;
use crate::error::Result;
use crate::ledger::Name;
use crate::model::{AssetKey, DealKey, Invalid, RepKey, Source, Word};

pub(super) fn names(connection: &dyn Connection) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for name in Name::ALL {
        let table = names::table(name);
        let gaps = texts(
            connection,
            &format!(
                "SELECT 'table {table}: numbers have gaps' \
                 FROM (SELECT count(*) AS names, coalesce(max(id), 0) AS greatest FROM {table}) WHERE names <> greatest"
            ),
        )?;
        problems.extend(gaps);
        let mut id = 0_u64;
        let read = read::read_names(connection, name, 0, &mut |text| {
            id += 1;
            if let Err(invalid) = valid(name, text) {
                problems.push(format!("table {table}, row {id}: {invalid}"));
            }
        });
        if let Err(error) = read {
            problems.push(storage(format!("read table {table}"), &error).to_string());
        }
    }
    Ok(problems)
}

/// The message does not quote the name: it may be a person's.
fn valid(name: Name, text: &str) -> Result<(), Invalid> {
    match name {
        Name::Source => Source::new(text).map(drop),
        Name::Word => Word::new(text).map(drop),
        Name::Asset => AssetKey::new(text).map(drop),
        Name::Rep => RepKey::new(text).map(drop),
        Name::Deal => DealKey::new(text).map(drop),
    }
}
