//! Rows of a file: uses as columns, and everything else row by row.

use super::batch::Batch;
use super::bulk::{MANY, stored_id};
use super::bulk_uses::in_order;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{RowBatch, Submission, UseRows};
use crate::model::{Record, UsesForm};

impl Batch<'_> {
    /// Takes rows of a file, each whole or not at all, as if they came one by one.
    pub(super) fn take_rows(&mut self, mut rows: RowBatch) -> Result<()> {
        if self.severs() || rows.len() < MANY {
            return self.take_all(&mut rows.into_submissions());
        }
        let uses = std::mem::take(&mut rows.uses);
        let forms: Vec<_> = uses.iter().map(|rows| UsesForm::of(rows.uses())).collect();
        let orders: Vec<_> =
            uses.iter().zip(&forms).map(|(rows, form)| in_order(rows.uses(), form)).collect();
        // Which of two events with one identity comes first decides which of them is refused.
        if uses.iter().zip(&orders).any(|(uses, order)| clash(uses, order, &rows.others)) {
            return self.take_all(&mut RowBatch { uses, ..rows }.into_submissions());
        }
        let mut rest = rows.others;
        for ((rows, form), order) in uses.iter().zip(&forms).zip(orders) {
            let aside = self.take_most(rows.uses(), form, order)?;
            rest.extend(aside.into_iter().filter_map(|row| rows.submission(row as usize)));
        }
        rest.sort_by_key(|submission| submission.line);
        self.take_all(&mut rest.into_iter())
    }
}

/// Whether an event among the `others` has the identity of a use.
fn clash(uses: &UseRows, order: &[(StoredId, u32)], others: &[Submission]) -> bool {
    let source = uses.uses().source_of_all();
    let is_among = |id: &StoredId| order.binary_search_by(|(other, _)| other.cmp(id)).is_ok();
    others.iter().flat_map(|row| row.content.iter().flatten()).any(|record| match record {
        Record::Event(event) => event.source() == source && is_among(&stored_id(event)),
        Record::Put(_) => false,
    })
}
