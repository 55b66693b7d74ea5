//! The triggers that refuse changes of facts: lifted and set again inside one transaction.

use rusqlite::Connection;

use super::failed;
use crate::error::Result;

/// The triggers on what forgetting rewrites.
const LIFTED: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN \
    ('event_update', 'rep_update', 'rep_history_update', 'deal_history_update', 'asset_history_update')";

/// Triggers that are lifted, as the statements that set them again.
pub(super) struct Guards(Vec<String>);

pub(super) fn lift(connection: &Connection) -> Result<Guards> {
    let lifted = || -> rusqlite::Result<Guards> {
        let triggers: Vec<(String, String)> = connection
            .prepare(LIFTED)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}"))?;
        }
        Ok(Guards(triggers.into_iter().map(|(_, sql)| sql).collect()))
    };
    lifted().map_err(|error| failed(&error))
}

impl Guards {
    pub(super) fn restore(self, connection: &Connection) -> Result<()> {
        self.0
            .iter()
            .try_for_each(|sql| connection.execute_batch(sql))
            .map_err(|error| failed(&error))
    }
}
