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
    /// A batch begins, on a ledger of this generation. What was remembered of another one is dropped:
    /// forgetting somebody, maybe in another process, changes names.
    pub(super) fn begin(&mut self, connection: &Connection, generation: u64) -> Result<()> {
        if self.severance.generation() != generation {
            self.names.clear();
            self.severance = Severance::load(connection, generation)?;
        }
        self.severance.begin();
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
