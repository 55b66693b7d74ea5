//! What facts name and the catalogue does not describe.

use super::connection::{self as sql, Connection};
use super::value::params;
use crate::model::{EntryKind, EventKind};

/// Assets without any version.
pub(super) fn uncatalogued_assets(connection: &dyn Connection) -> sql::Result<u64> {
    connection
        .one(
            "SELECT count(*) FROM asset \
             WHERE NOT EXISTS (SELECT 1 FROM asset_history WHERE asset = asset.id)",
            params![],
            |row| row.get::<i64>(0),
        )
        .map(i64::cast_unsigned)
}

/// The names of stages that deals entered.
pub(super) fn stages_entered(connection: &dyn Connection) -> sql::Result<Vec<String>> {
    connection.list(
        "SELECT name FROM word WHERE id IN (SELECT word FROM event_in_force WHERE kind = ?1) \
         ORDER BY name",
        params![EventKind::Stage.code()],
        |row| row.get(0),
    )
}

/// Those of `stages` that nothing was put for.
pub(super) fn unmapped_stages(
    connection: &dyn Connection,
    stages: &[String],
) -> sql::Result<Vec<String>> {
    let sql = "SELECT 1 FROM other_history WHERE kind = ?1 AND key = ?2";
    let mut unmapped = Vec::new();
    for stage in stages {
        if !connection.exists(sql, params![EntryKind::Stage.code(), stage])? {
            unmapped.push(stage.clone());
        }
    }
    Ok(unmapped)
}
