//! What rows come to that were inserted in order: their digest, and the chunks they complete.

use super::chunks::Sealed;
use super::events::EventRow;
use super::stored_id::StoredId;
use crate::ledger::Seq;
use crate::ledger::chunk::{CHUNK, ChunkFacts};
use crate::model::{Digest, DigestSum};

/// Adds the digests of some rows, each by its position among the rows that were given.
pub(super) type AddDigests<'a> = dyn Fn(&mut DigestSum, &[(usize, &StoredId)]) + Sync + 'a;

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
        add_digests: &AddDigests<'_>,
    ) -> Self {
        let (mut seq, mut digest) = before;
        let (mut sum, mut sealed) = (DigestSum::default(), Vec::new());
        let mut some = Vec::with_capacity(DigestSum::TOGETHER);
        for row in new {
            seq = seq.next();
            some.push((row, &rows[row].id));
            facts.push(rows[row].in_chunk(seq));
            let completes = seq.get().is_multiple_of(CHUNK);
            if completes || some.len() == DigestSum::TOGETHER {
                add_digests(&mut sum, &some);
                some.clear();
            }
            if completes {
                digest = digest.plus(sum.take());
                sealed.push(Sealed::of(seq, digest, &mut facts));
            }
        }
        add_digests(&mut sum, &some);
        digest = digest.plus(sum.take());
        Self { events: seq.get() - before.0.get(), digest, sealed, unsealed: facts }
    }
}
