//! What rows come to that were inserted in order: their digest, and the chunks they complete.

use super::chunks::Sealed;
use super::events::EventRow;
use super::stored_id::StoredId;
use crate::ledger::Seq;
use crate::ledger::chunk::{CHUNK, ChunkFacts};
use crate::model::Digest;

/// The digest of a row, by its position among the rows that were given.
pub(super) type DigestOf<'a> = dyn Fn(usize, &StoredId) -> Digest + Sync + 'a;

/// What rows add to the ledger.
pub(super) struct Written {
    pub(super) events: u64,
    pub(super) digest: Digest,
    pub(super) sealed: Vec<Sealed>,
    /// The facts of the chunk under way.
    pub(super) unsealed: ChunkFacts,
}

impl Written {
    /// The `new` ones among `rows`, written after the write and the digest `before`; `facts` are those of
    /// the chunk under way.
    pub(super) fn of<I: Iterator<Item = usize>>(
        before: (Seq, Digest),
        mut facts: ChunkFacts,
        rows: &[EventRow],
        new: I,
        digest_of: &DigestOf<'_>,
    ) -> Self {
        let (mut seq, mut digest) = before;
        let mut sealed = Vec::new();
        for row in new {
            seq = seq.next();
            digest = digest.plus(digest_of(row, &rows[row].id));
            facts.push(rows[row].in_chunk(seq));
            if seq.get().is_multiple_of(CHUNK) {
                sealed.push(Sealed::of(seq, digest, &mut facts));
            }
        }
        Self { events: seq.get() - before.0.get(), digest, sealed, unsealed: facts }
    }
}
