//! Rows of a file: uses as columns, and everything else row by row.

use super::batch::Batch;
use super::bulk::{MANY, stored_id};
use super::bulk_uses::in_order;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{RowBatch, Submission, UseRows};
use crate::model::{Record, UsesForm};

impl Batch<'_> {
    /// Takes rows of a file, each whole or not at all, as if they came one by one. `false` if that has to be
    /// undone, and they have to be taken `by_row`: then they are still there.
    pub(super) fn take_rows(&mut self, rows: &mut RowBatch, by_row: bool) -> Result<bool> {
        if by_row || self.severs() || rows.len() < MANY {
            return self.take_by_row(rows);
        }
        let forms: Vec<_> = rows.uses.iter().map(|rows| UsesForm::of(rows.uses())).collect();
        let pairs = rows.uses.iter().zip(&forms);
        let orders: Vec<_> =
            pairs.map(|(rows, form)| in_order(rows.uses(), form, rows.by_uuid())).collect();
        // Which of two events with one identity comes first decides which of them is refused.
        if rows.uses.iter().zip(&orders).any(|(uses, order)| clash(uses, order, &rows.others)) {
            return self.take_by_row(rows);
        }
        let mut rest = Vec::new();
        for ((rows, form), order) in rows.uses.iter().zip(&forms).zip(orders) {
            let Some(aside) = self.take_most(rows.uses(), form, order)? else { return Ok(false) };
            rest.extend(aside.into_iter().filter_map(|row| rows.submission(row as usize)));
        }
        rest.append(&mut rows.others);
        rest.sort_by_key(|submission| submission.line);
        self.take_all(&mut rest.into_iter())?;
        Ok(true)
    }

    fn take_by_row(&mut self, rows: &mut RowBatch) -> Result<bool> {
        self.take_all(&mut std::mem::take(rows).into_submissions())?;
        Ok(true)
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
