//! What rows come to that were inserted in order: their digests, and the chunks they complete. The two
//! are worked out apart, so that two threads can share the work.

use super::chunks::Sealed;
use super::events::EventRow;
use super::stored_id::StoredId;
use crate::ledger::Seq;
use crate::ledger::chunk::{CHUNK, ChunkFacts};
use crate::model::Digest;

/// The digest of a row, by its position among the rows that were given.
pub(super) type DigestOf<'a> = dyn Fn(usize, &StoredId) -> Digest + Sync + 'a;

/// The digests of the ledger, as rows are added to it.
pub(super) struct Digests {
    /// Up to the end of each chunk that is completed.
    ends: Vec<Digest>,
    /// After the last row.
    last: Digest,
}

impl Digests {
    /// With the `new` ones among `rows`, written after the write and the digest `before`.
    pub(super) fn of(
        (mut seq, mut last): (Seq, Digest),
        rows: &[EventRow],
        new: impl Iterator<Item = usize>,
        digest_of: &DigestOf<'_>,
    ) -> Self {
        let mut ends = Vec::new();
        for row in new {
            seq = seq.next();
            last = last.plus(digest_of(row, &rows[row].id));
            if seq.get().is_multiple_of(CHUNK) {
                ends.push(last);
            }
        }
        Self { ends, last }
    }
}

/// The chunks that rows fill.
pub(super) struct Filled {
    events: u64,
    complete: Vec<Sealed>,
    under_way: ChunkFacts,
}

impl Filled {
    /// With the `new` ones among `rows`, written after the write `before`; `facts` are those of the chunk
    /// under way.
    pub(super) fn of(
        before: Seq,
        mut facts: ChunkFacts,
        rows: &[EventRow],
        new: impl Iterator<Item = usize>,
    ) -> Self {
        let (mut seq, mut complete) = (before, Vec::new());
        for row in new {
            seq = seq.next();
            facts.push(rows[row].in_chunk(seq));
            if seq.get().is_multiple_of(CHUNK) {
                complete.push(Sealed::of(seq, Digest::EMPTY, &mut facts));
            }
        }
        Self { events: seq.get() - before.get(), complete, under_way: facts }
    }
}

/// Both together.
pub(super) struct Written {
    pub(super) events: u64,
    pub(super) digest: Digest,
    pub(super) sealed: Vec<Sealed>,
    /// The facts of the chunk under way.
    pub(super) unsealed: ChunkFacts,
}

impl Written {
    pub(super) fn new(digests: Digests, filled: Filled) -> Self {
        let Filled { events, complete, under_way } = filled;
        let sealed = complete
            .into_iter()
            .zip(digests.ends)
            .map(|(chunk, digest)| chunk.with_digest(digest))
            .collect();
        Self { events, digest: digests.last, sealed, unsealed: under_way }
    }
}
