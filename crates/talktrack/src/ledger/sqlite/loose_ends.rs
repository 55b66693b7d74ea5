//! What facts name and the catalogue does not describe.

use rusqlite::{Connection, params};

use crate::model::{EntryKind, EventKind};

/// Assets without any version.
pub(super) fn uncatalogued_assets(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM asset \
             WHERE NOT EXISTS (SELECT 1 FROM asset_history WHERE asset = asset.id)",
        )?
        .query_row([], |row| row.get::<_, i64>(0))
        .map(i64::cast_unsigned)
}

/// The names of stages that deals entered.
pub(super) fn stages_entered(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT name FROM word WHERE id IN (SELECT word FROM event_in_force WHERE kind = ?1) \
         ORDER BY name",
    )?;
    let names = statement.query_map(params![EventKind::Stage.code()], |row| row.get(0))?;
    names.collect()
}

/// Those of `stages` that nothing was put for.
pub(super) fn unmapped_stages(
    connection: &Connection,
    stages: &[String],
) -> rusqlite::Result<Vec<String>> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM other_history WHERE kind = ?1 AND key = ?2")?;
    let mut unmapped = Vec::new();
    for stage in stages {
        if !statement.exists(params![EntryKind::Stage.code(), stage])? {
            unmapped.push(stage.clone());
        }
    }
    Ok(unmapped)
}
