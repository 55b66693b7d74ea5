//! What the writer remembers between batches.

use rusqlite::Connection;

use super::incoming::Incoming;
use super::names::NameCache;
use super::severance::Severance;
use crate::error::Result;

/// What the writer remembers between batches.
#[derive(Debug)]
pub(super) struct Memory {
    pub(super) names: NameCache,
    pub(super) severance: Severance,
    /// The table that a batch is inserted from.
    pub(super) incoming: Incoming,
}

impl Memory {
    pub(super) fn new(incoming: Incoming) -> Self {
        Self { names: NameCache::default(), severance: Severance::default(), incoming }
    }

    /// A batch begins, on a ledger of this generation. What was remembered of another one is dropped:
    /// forgetting somebody, maybe in another process, changes names.
    pub(super) fn begin(&mut self, connection: &Connection, generation: u64) -> Result<()> {
        if self.severance.generation() != generation {
            self.names.clear();
            self.severance = Severance::load(connection, generation)?;
        }
        self.names.begin();
        self.severance.begin();
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.severance = Severance::default();
    }
}
