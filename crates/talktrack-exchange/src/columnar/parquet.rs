//! Parquet, row group by row group. It is read from its end, so that it has to be a file.

use std::fs::File;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::arrow_reader::{
    ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};

use super::guard::guarded;
use super::{Batches, damaged};
use crate::error::Error;
use crate::input::Input;

/// How many rows are decoded at once.
const ROWS: usize = 1024;

/// Reads batches.
pub(crate) struct Parquet {
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
    bytes: u64,
    rows: u64,
    read: u64,
}

impl Parquet {
    /// Reads the description of the columns.
    pub(crate) fn open(file: File, input: &Input<'_>) -> Result<Self, Error> {
        let bytes = file.metadata().map(|metadata| metadata.len()).unwrap_or_default();
        let built = guarded(|| -> parquet::errors::Result<_> {
            // What Arrow adds to the description is not needed: columns mean what Parquet says.
            let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
            let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?;
            let rows = u64::try_from(builder.metadata().file_metadata().num_rows());
            let schema = SchemaRef::clone(builder.schema());
            let reader = builder.with_batch_size(ROWS).build()?;
            Ok((reader, schema, rows.unwrap_or_default()))
        });
        let (reader, schema, rows) = built.map_err(|problem| damaged(input, problem))?;
        Ok(Self { reader, schema, bytes, rows, read: 0 })
    }
}

impl Batches for Parquet {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }

    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<RecordBatch>, Error> {
        input.tell()?;
        let next = guarded(|| self.reader.next().transpose());
        let next = next.map_err(|problem| damaged(input, problem))?;
        if let Some(batch) = &next {
            self.read = self.read.saturating_add(batch.num_rows() as u64);
            // Where in the file it is nobody knows, only how many of the rows are read.
            let share = u128::from(self.bytes) * u128::from(self.read.min(self.rows));
            let passed = share / u128::from(self.rows.max(1));
            input.pass_to(u64::try_from(passed).unwrap_or(self.bytes));
        } else {
            input.pass_to(self.bytes);
        }
        Ok(next)
    }
}
