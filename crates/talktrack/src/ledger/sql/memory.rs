//! What the writer remembers between batches.

use super::connection::Connection;
use super::names::NameCache;
use super::severance::Severance;
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::ChunkFacts;

/// What the writer remembers between batches.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) names: NameCache,
    pub(super) severance: Severance,
    /// The facts of the chunk under way after a write.
    pub(super) unsealed: Option<(Seq, ChunkFacts)>,
}

impl Memory {
    /// A batch begins, on a ledger of this generation. What was remembered of another one is dropped:
    /// forgetting somebody, maybe in another process, changes names.
    pub(super) fn begin(&mut self, connection: &dyn Connection, generation: u64) -> Result<()> {
        if self.severance.generation() != generation {
            self.names.clear();
            self.severance = Severance::load(connection, generation)?;
        }
        self.names.begin();
        self.severance.begin();
        Ok(())
    }

    /// Forgets what a transaction that was rolled back added.
    pub fn clear(&mut self) {
        self.names.clear();
        self.severance = Severance::default();
        self.unsealed = None;
    }
}
