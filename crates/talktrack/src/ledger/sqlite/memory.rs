//! What the writer remembers between batches.

use rusqlite::Connection;

use super::names::NameCache;
use super::severance::Severance;
use crate::error::Result;

/// What the writer remembers between batches.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) names: NameCache,
    pub(super) severance: Severance,
}

impl Memory {
    /// Drops what was remembered of another generation: forgetting somebody, maybe in another
    /// process, changes names.
    pub(super) fn refresh(&mut self, connection: &Connection, generation: u64) -> Result<()> {
        if self.severance.generation() != generation {
            self.names.clear();
            self.severance = Severance::load(connection, generation)?;
        }
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
