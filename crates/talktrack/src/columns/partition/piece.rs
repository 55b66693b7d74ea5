//! A part of the facts that is in one place.

use std::fmt;

use super::Base;
use crate::error::Result;
use crate::ledger::chunk::Field;
#[cfg(doc)]
use crate::ledger::chunk::{CHUNK, Packed};
use crate::model::{EventKind, Timestamp};

/// The source and the id of an event.
pub type Identity = (String, String);

/// Columns of facts, with a value for each of them.
pub type Unpacked = [(Field, Vec<i64>)];

/// Facts of one kind, read column by column.
pub trait Piece: Send + Sync + fmt::Debug {
    /// Their kind.
    fn kind(&self) -> EventKind;

    /// How many there are.
    fn facts(&self) -> usize;

    /// When the earliest and the latest happened.
    fn times(&self) -> Result<Option<(Timestamp, Timestamp)>>;

    /// Visits these columns part by part, [`CHUNK`] facts each but for the last, as a chunk holds them: a value
    /// for each fact. A column that facts of this kind do not have holds [`Packed::NONE`].
    fn columns(
        &self,
        base: &Base,
        fields: &[Field],
        visit: &mut dyn FnMut(&Unpacked),
    ) -> Result<()>;

    /// The identity of the fact in a row.
    fn identity(&self, row: usize) -> Result<Option<Identity>>;

    /// The identity of the event that the fact in a row refers to.
    fn reference(&self, row: usize) -> Result<Option<Identity>>;
}
