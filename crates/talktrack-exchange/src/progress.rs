//! How far an import has come, and how whoever watches it can stop it.

use std::fmt;
use std::ops::ControlFlow;

use talktrack::ledger::Receipt;

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// What became of the rows that are committed.
    pub receipt_so_far: Counts,
}

/// The numbers of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records that are now in the ledger and were not before.
    pub recorded: u64,
    /// Records that were there already.
    pub duplicates: u64,
    /// Rows that were refused.
    pub rejected: u64,
}

impl From<&Receipt> for Counts {
    fn from(receipt: &Receipt) -> Self {
        Self {
            recorded: receipt.recorded,
            duplicates: receipt.duplicates,
            rejected: receipt.rejected,
        }
    }
}

impl Progress {
    /// How far it has come with what came after.
    pub(crate) fn and(&self, after: &Self) -> Self {
        let (before, after_so_far) = (self.receipt_so_far, after.receipt_so_far);
        Self {
            bytes: self.bytes + after.bytes,
            rows: self.rows + after.rows,
            receipt_so_far: Counts {
                recorded: before.recorded + after_so_far.recorded,
                duplicates: before.duplicates + after_so_far.duplicates,
                rejected: before.rejected + after_so_far.rejected,
            },
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { recorded, duplicates, rejected } = self.receipt_so_far;
        write!(
            out,
            "after {} rows ({recorded} records recorded, {duplicates} duplicates, {rejected} rows refused)",
            self.rows
        )
    }
}

/// Counts, and tells whoever watches.
pub(crate) struct Watch<'a> {
    pub(crate) progress: Progress,
    tell: &'a mut dyn FnMut(&Progress) -> ControlFlow<()>,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(tell: &'a mut dyn FnMut(&Progress) -> ControlFlow<()>) -> Self {
        Self { progress: Progress::default(), tell }
    }

    /// Tells how far it has come; `Break` means stop.
    pub(crate) fn tell(&mut self) -> ControlFlow<()> {
        (self.tell)(&self.progress)
    }
}
