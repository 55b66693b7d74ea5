//! What became of forgetting a person.

use super::Seq;

/// What forgetting a person came to. It names neither the person nor the pseudonym: together they
/// would undo it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Forgotten {
    /// Whether the person had been forgotten before: then only the old pages were overwritten.
    pub already: bool,
    /// Events that name the pseudonym now, or lost texts that mentioned the person.
    pub events: u64,
    /// Versions of catalogue entries that do.
    pub versions: u64,
    /// Rows in quarantine whose text was dropped.
    pub quarantined: u64,
    /// Names of other things that hold the key or a name, and stay: keys of assets and deals, sources,
    /// and words that figures group by.
    pub names_kept: u64,
    /// The generation of digests that began.
    pub generation: u64,
    /// The last write of the ledger after it.
    #[serde(serialize_with = "super::receipt::seq_number")]
    pub seq: Seq,
}
