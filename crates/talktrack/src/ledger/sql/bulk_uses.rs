//! Uses that come as columns.

use super::batch::Batch;
use super::bulk_columns::{Column, columns};
use super::connection::{self as sql, Failure, storage};
use super::events::EventRow;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{Name, Submission};
use crate::model::{
    Action, Conversation, DigestSum, EventKind, Ids, Record, Timestamp, Uses, UsesForm,
};

/// How many rows are inserted by one statement: few enough to stay near the processor, and for the second
/// thread to lay out most of a batch while the first one inserts.
const PART: usize = 32_768;

impl Batch<'_> {
    /// Takes uses, each as if it came by itself. `false` if that has to be undone, and they have to be taken
    /// `by_row`.
    pub(super) fn take_uses(&mut self, uses: &Uses, by_row: bool) -> Result<bool> {
        if by_row || self.severs() {
            let events = (0..uses.len()).filter_map(|row| uses.event(row).map(Record::from));
            self.take_all(&mut Submission::number_all(events))?;
            return Ok(true);
        }
        let form = UsesForm::of(uses);
        let order = in_order(uses, &form, uses.by_uuid().as_deref());
        let Some(aside) = self.take_most(uses, &form, order)? else { return Ok(false) };
        for place in aside {
            if let Some(event) = uses.event(place as usize) {
                let line = u64::from(place) + 1;
                self.take(&Submission { line, ..Submission::of_value(event.into()) })?;
            }
        }
        Ok(true)
    }

    /// Takes the uses in this order that are new or stored already, and gives back, in the order of the
    /// rows, which have to be looked at one by one. Nobody was forgotten yet.
    ///
    /// Names that are not in the ledger yet are added behind the uses: looking for each whether it is new
    /// before would cost more than inserting it. Nothing if a name would be left over then, because all that
    /// name it are refused.
    pub(super) fn take_most(
        &mut self,
        uses: &Uses,
        form: &UsesForm<'_>,
        mut order: Vec<(StoredId, u32)>,
    ) -> Result<Option<Vec<u32>>> {
        let failed = |error: Failure| storage("record", &error);
        let connection = self.connection();
        let mut aside = self.set_aside(uses, &mut order);
        if order.is_empty() {
            aside.sort_unstable();
            return Ok(Some(aside));
        }
        let mut columns = columns(connection, self.names(), uses).map_err(failed)?;
        for column in &mut columns {
            column.number(connection, &order).map_err(failed)?;
        }
        let source = self.source_number(uses).map_err(failed)?;
        let mut refused = Vec::new();
        let mut parts = order.chunks(PART);
        let mut next = || {
            let part = parts.next()?;
            Some((part, lay_out(uses, source, part, &columns)))
        };
        let mut under_way = next();
        while let Some((part, rows)) = under_way {
            self.recording().interrupt.check()?;
            let digest = |sum: &mut DigestSum, some: &[(usize, &StoredId)]| {
                let place = |row: usize| part[row].1 as usize;
                form.fetch(&some.iter().map(|(row, _)| place(*row)));
                for (row, id) in some {
                    id.with_text(|id| form.add_to(sum, place(*row), id));
                }
            };
            let (conflicts, following) = self.insert_rows(rows, &digest, &mut next)?;
            refused.extend(conflicts.into_iter().map(|row| part[row].1));
            under_way = following;
        }
        refused.sort_unstable();
        if columns.iter().any(|column| column.has_left_over(&order, &refused)) {
            return Ok(None);
        }
        for column in &columns {
            column.add(connection, self.names()).map_err(failed)?;
        }
        aside.extend(refused);
        aside.sort_unstable();
        Ok(Some(aside))
    }

    /// The number of the source, which gets one if it has none.
    fn source_number(&mut self, uses: &Uses) -> sql::Result<u32> {
        let connection = self.connection();
        self.names().find_or_add(connection, Name::Source, uses.source_of_all().as_str())
    }

    /// Takes out of `order` what is ahead of the clock and, but for the first, what stands there more than
    /// once.
    fn set_aside(&self, uses: &Uses, order: &mut Vec<(StoredId, u32)>) -> Vec<u32> {
        let (mut aside, latest) = (Vec::new(), self.latest());
        let is_ahead = |at: &Timestamp| at.micros() > latest;
        if uses.times().iter().any(is_ahead) {
            order.retain(|(_, row)| {
                let ahead = uses.times().get(*row as usize).is_some_and(is_ahead);
                aside.extend(ahead.then_some(*row));
                !ahead
            });
        }
        order.dedup_by(|later, earlier| {
            let again = later.0 == earlier.0;
            aside.extend(again.then_some(later.1));
            again
        });
        aside
    }
}

/// The rows of a part of the uses, every name of which has its number.
fn lay_out(
    uses: &Uses,
    source: u32,
    part: &[(StoredId, u32)],
    columns: &[Column<'_>],
) -> Vec<EventRow> {
    let [rep, asset, others @ ..] = columns else { return Vec::new() };
    let other = |name: Name| others.iter().find(|column| column.name == name);
    let (deal, version) = (other(Name::Deal), other(Name::Word));
    let lay_out = |(id, place): &(StoredId, u32)| {
        let row = *place as usize;
        EventRow {
            id: id.clone(),
            at: uses.times()[row].micros(),
            extra: uses.extra(row).map(Into::into),
            rare: None,
            source,
            rep: rep.get(row),
            asset: asset.get(row),
            deal: deal.map_or(0, |deal| deal.get(row)),
            word: version.map_or(0, |version| version.get(row)),
            kind: EventKind::Use.code(),
            conversation: uses.conversation_of(row).map_or(0, Conversation::code),
            code: uses.action_of(row).map_or(0, Action::code),
        }
    };
    part.iter().map(lay_out).collect()
}

/// The ids of uses in the order of the index, each with its row; `by_uuid` are the rows in that order, where all
/// ids are UUIDs.
pub(super) fn in_order(
    uses: &Uses,
    form: &UsesForm<'_>,
    by_uuid: Option<&[u32]>,
) -> Vec<(StoredId, u32)> {
    if let (Ids::Uuids(ids), Some(rows)) = (uses.given_ids(), by_uuid) {
        return rows.iter().map(|row| (ids[*row as usize].into(), *row)).collect();
    }
    let mut order: Vec<_> = (0..uses.len()).map(|row| id_of(uses, form, row)).zip(0..).collect();
    if !order.is_sorted() {
        order.sort_unstable();
    }
    order
}

fn id_of(uses: &Uses, form: &UsesForm<'_>, row: usize) -> StoredId {
    match uses.given_ids() {
        Ids::Uuids(ids) => StoredId::from(ids[row]),
        Ids::Texts(ids) => StoredId::of(ids[row].as_str()),
        Ids::Derived => StoredId::from(form.content_uuid(row)),
    }
}
