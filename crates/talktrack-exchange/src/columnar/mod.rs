//! Tables that are stored by column: Parquet and Arrow IPC.
//!
//! They are read batch by batch, and each row becomes the cells that it would have in a CSV: what reads
//! those knows the rest, the mapping file, the vendors' tables, the quarantine.

mod answer;
pub(crate) mod cells;
mod export;
mod field;
pub(crate) mod guard;
mod ipc;
mod parquet;
mod partition;
mod rows;

pub use self::answer::{Stored, batch, field, unit, write_table};
pub(crate) use self::export::export;
pub(crate) use self::ipc::Ipc;
pub(crate) use self::parquet::Parquet;
pub(crate) use self::rows::TableRows;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use crate::error::Error;
use crate::input::Input;

/// Reads a table one batch after the other.
pub(crate) trait Batches {
    /// The columns.
    fn schema(&self) -> SchemaRef;

    /// The next rows, or nothing at the end.
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<RecordBatch>, Error>;
}

fn damaged(input: &Input<'_>, problem: impl std::fmt::Display) -> Error {
    Error::Damaged { name: input.name().to_owned(), problem: problem.to_string() }
}
