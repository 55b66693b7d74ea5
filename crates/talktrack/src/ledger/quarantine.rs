//! What was refused, kept until it is mended.

use std::sync::Arc;

use super::submission::{Origin, Place};
use crate::model::Timestamp;

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number, by which it can be named.
    pub number: u64,
    /// Where it comes from, with what it takes to read it again; rows of one file share it.
    pub origin: Arc<Origin>,
    /// The line or row, counted from 1.
    pub line: u64,
    /// Why it was refused.
    pub reason: String,
    /// The row as it came, where it was short enough to keep and mentions nobody who was forgotten.
    pub raw: Option<Vec<u8>>,
    /// Its length in bytes.
    pub length: u64,
    /// Its BLAKE3 hash.
    pub hash: [u8; 32],
    /// Where it begins in its origin, in bytes, where it was too long to keep.
    pub offset: Option<u64>,
    /// When it was refused.
    pub refused_at: Timestamp,
    /// When a later attempt recorded it.
    pub recorded_at: Option<Timestamp>,
}

impl Quarantined {
    /// Where the row stands.
    pub fn place(&self) -> Place {
        Place { origin: self.origin.name.clone(), line: self.line }
    }
}

/// Which refused rows are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QuarantineFilter {
    /// Those that no later attempt has recorded.
    #[default]
    Open,
    /// All of them.
    All,
    /// The one with this number.
    Number(u64),
}
