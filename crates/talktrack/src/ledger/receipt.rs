//! What became of a batch.

use super::Seq;
use super::submission::Place;
use crate::model::EventId;

/// What became of what was handed over. Recorded, duplicates and rejected add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Receipt {
    /// Records that are now in the ledger and were not before.
    pub recorded: u64,
    /// Records that were there already, word for word, or that put what holds anyway.
    pub duplicates: u64,
    /// Rows that were refused, all of them kept in quarantine.
    pub rejected: u64,
    /// The first [`Receipt::SHOWN`] refusals; the others are in the quarantine.
    pub rejections: Vec<Rejection>,
    /// The id of the event, where one event was recorded alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<EventId>,
    /// The last write of the ledger after this batch.
    #[serde(serialize_with = "seq_number")]
    pub seq: Seq,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
pub(super) fn seq_number<S: serde::Serializer>(seq: &Seq, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(seq.get())
}

/// One refusal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rejection {
    /// Where the row stands.
    pub place: Place,
    /// Why it was refused.
    pub reason: String,
    /// Its number in the quarantine.
    pub quarantined: u64,
}

impl Receipt {
    /// How many refusals a receipt lists, so that a file of refusals does not fill the memory.
    pub const SHOWN: usize = 1_000;

    /// The receipt of this batch and a later one together.
    pub fn and(mut self, later: Self) -> Self {
        self.recorded += later.recorded;
        self.duplicates += later.duplicates;
        self.rejected += later.rejected;
        self.rejections.extend(later.rejections);
        self.rejections.truncate(Self::SHOWN);
        self.id = None;
        self.seq = self.seq.max(later.seq);
        self
    }
}
