//! Columns part by part, so that a part is still at hand when it is counted.

use arrow_array::RecordBatch;
use talktrack::columns::Unpacked;
use talktrack::ledger::chunk::{CHUNK, Field};

use super::dictionary::Known;

/// Columns of up to as many facts as a chunk has.
pub(super) struct Part<'v> {
    columns: Vec<(Field, Vec<i64>)>,
    known: Vec<Known>,
    facts: usize,
    visit: &'v mut dyn FnMut(&Unpacked),
}

impl<'v> Part<'v> {
    pub(super) fn new(fields: &[Field], visit: &'v mut dyn FnMut(&Unpacked)) -> Self {
        let columns = fields.iter().map(|field| (*field, Vec::new())).collect();
        let known = fields.iter().map(|_| Known::default()).collect();
        Self { columns, known, facts: 0, visit }
    }

    /// Adds the facts of a batch: `fill` appends one column of it. A part that is full is visited.
    pub(super) fn add(
        &mut self,
        batch: &RecordBatch,
        fill: impl Fn(Field, &RecordBatch, &mut Known, &mut Vec<i64>) -> talktrack::Result<()>,
    ) -> talktrack::Result<()> {
        let chunk = usize::try_from(CHUNK).unwrap_or(usize::MAX);
        let mut begin = 0;
        while begin < batch.num_rows() {
            let rows = (chunk - self.facts).min(batch.num_rows() - begin);
            let some = batch.slice(begin, rows);
            for ((field, values), known) in self.columns.iter_mut().zip(&mut self.known) {
                fill(*field, &some, known, values)?;
            }
            begin += rows;
            self.facts += rows;
            if self.facts == chunk {
                self.end();
            }
        }
        Ok(())
    }

    /// Visits what is left.
    pub(super) fn end(&mut self) {
        if self.facts > 0 {
            (self.visit)(&self.columns);
            self.columns.iter_mut().for_each(|(_, values)| values.clear());
            self.facts = 0;
        }
    }
}
