//! Where tables of facts are read from.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::statistics::Statistics;
use talktrack::ledger::chunk::CHUNK;
use talktrack::model::Timestamp;

use super::unreadable;
use crate::columnar::guard::guarded;

/// A table that can be read column by column.
pub trait Source: fmt::Debug + Send + Sync {
    /// How many rows it has.
    fn rows(&self) -> usize;

    /// When the earliest and the latest of its events happened, where that is known without reading.
    fn times(&self) -> Option<(Timestamp, Timestamp)> {
        None
    }

    /// Visits those of these columns that it has, batch by batch.
    fn each(
        &self,
        names: &[&str],
        visit: &mut dyn FnMut(RecordBatch) -> talktrack::Result<()>,
    ) -> talktrack::Result<()>;
}

/// Batches that are in memory.
#[derive(Debug)]
pub struct Held(Vec<RecordBatch>);

impl Held {
    pub(super) const fn new(batches: Vec<RecordBatch>) -> Self {
        Self(batches)
    }
}

impl Source for Held {
    fn rows(&self) -> usize {
        self.0.iter().map(RecordBatch::num_rows).sum()
    }

    fn each(
        &self,
        _: &[&str],
        visit: &mut dyn FnMut(RecordBatch) -> talktrack::Result<()>,
    ) -> talktrack::Result<()> {
        self.0.iter().cloned().try_for_each(visit)
    }
}

/// A row group of a Parquet file, which is opened when it is needed.
#[derive(Debug)]
pub struct RowGroup {
    path: PathBuf,
    number: usize,
    rows: usize,
    opened: OnceLock<ArrowReaderMetadata>,
}

impl RowGroup {
    /// The row group with a number, counted from 0, that has so many rows.
    pub const fn new(path: PathBuf, number: usize, rows: usize) -> Self {
        Self { path, number, rows, opened: OnceLock::new() }
    }

    fn opened(&self) -> talktrack::Result<&ArrowReaderMetadata> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let opened = opened(&self.path)?;
        Ok(self.opened.get_or_init(|| opened))
    }
}

/// How many rows each row group of a Parquet file has.
///
/// # Errors
/// If it cannot be read.
pub fn row_groups(path: &Path) -> talktrack::Result<Vec<u64>> {
    let opened = opened(path)?;
    let groups = opened.metadata().row_groups().iter();
    Ok(groups.map(|group| u64::try_from(group.num_rows()).unwrap_or_default()).collect())
}

fn open(path: &Path) -> talktrack::Result<File> {
    File::open(path).map_err(|error| unreadable(path.display(), error))
}

/// The description of a file, with words to be read as dictionaries, as they are stored.
fn opened(path: &Path) -> talktrack::Result<ArrowReaderMetadata> {
    let file = open(path)?;
    let opened = guarded(|| {
        let plain = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&file, plain)?;
        let options = ArrowReaderOptions::new().with_schema(with_dictionaries(metadata.schema()));
        ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)
    });
    opened.map_err(|problem| unreadable(path.display(), problem))
}

fn with_dictionaries(schema: &SchemaRef) -> SchemaRef {
    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let field = |field: &Arc<Field>| match field.data_type() {
        // Ids hardly ever repeat.
        DataType::Utf8 if field.name() != "id" => {
            Arc::new(field.as_ref().clone().with_data_type(words.clone()))
        }
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(field).collect::<Vec<_>>()))
}

impl Source for RowGroup {
    fn rows(&self) -> usize {
        self.rows
    }

    fn times(&self) -> Option<(Timestamp, Timestamp)> {
        let opened = self.opened().ok()?;
        let (place, field) = opened.schema().column_with_name("at")?;
        let is_micros = matches!(
            field.data_type(),
            DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, Some(_))
        );
        let group = opened.metadata().row_groups().get(self.number)?;
        let leaf = opened.parquet_schema().columns().iter().position(|leaf| leaf.name() == "at")?;
        debug_assert!(place <= leaf, "columns of lists have leaves of their own");
        match group.columns().get(leaf)?.statistics()? {
            Statistics::Int64(at) if is_micros => {
                let moment = |at: Option<&i64>| Timestamp::from_micros(*at?).ok();
                moment(at.min_opt()).zip(moment(at.max_opt()))
            }
            _ => None,
        }
    }

    fn each(
        &self,
        names: &[&str],
        visit: &mut dyn FnMut(RecordBatch) -> talktrack::Result<()>,
    ) -> talktrack::Result<()> {
        let opened = self.opened()?;
        let file = open(&self.path)?;
        let problem = |problem: String| unreadable(self.path.display(), problem);
        let reader = guarded(|| {
            let wanted = ProjectionMask::columns(opened.parquet_schema(), names.iter().copied());
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, opened.clone())
                .with_row_groups(vec![self.number])
                .with_projection(wanted)
                .with_batch_size(usize::try_from(CHUNK).unwrap_or(usize::MAX))
                .build()
        });
        let mut reader = reader.map_err(problem)?;
        let mut rows = 0;
        while let Some(batch) = guarded(|| reader.next().transpose()).map_err(problem)? {
            rows += batch.num_rows();
            visit(batch)?;
        }
        if rows != self.rows && !names.is_empty() {
            return Err(problem(
                "it has changed since it was opened: open the folder again".into(),
            ));
        }
        Ok(())
    }
}
