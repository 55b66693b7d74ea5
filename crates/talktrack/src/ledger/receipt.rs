//! What became of a batch.

use std::collections::BTreeMap;

use super::Seq;
use super::submission::Place;
use crate::error::Conflict;
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
    /// How many rows were refused for each reason; beyond the first [`Receipt::REASONS`] reasons they
    /// are counted together, as [`Receipt::OTHER`].
    pub reasons: BTreeMap<String, u64>,
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
    /// How many reasons a receipt counts apart.
    pub const REASONS: usize = 100;
    /// What the reasons beyond those are called.
    pub const OTHER: &'static str = "other reasons";

    /// How many of the refused rows have the source and the id of an event that says something else.
    pub fn conflicts(&self) -> u64 {
        self.reasons.get(Conflict::REASON).copied().unwrap_or_default()
    }

    /// Counts `rows` refused for `reason`.
    pub(super) fn refused(&mut self, reason: &str, rows: u64) {
        let known = self.reasons.contains_key(reason) || self.reasons.len() < Self::REASONS;
        let reason = if known { reason } else { Self::OTHER };
        *self.reasons.entry(reason.to_owned()).or_default() += rows;
    }

    /// The receipt of this batch and a later one together.
    pub fn and(mut self, later: Self) -> Self {
        self.recorded += later.recorded;
        self.duplicates += later.duplicates;
        self.rejected += later.rejected;
        self.rejections.extend(later.rejections);
        self.rejections.truncate(Self::SHOWN);
        for (reason, rows) in &later.reasons {
            self.refused(reason, *rows);
        }
        self.id = None;
        self.seq = self.seq.max(later.seq);
        self
    }
}
