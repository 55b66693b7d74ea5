//! Facts on their way to the place where all facts about their deal are.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::{IpcWriteOptions, StreamWriter};
use arrow_schema::ArrowError;
use std::sync::Arc;
use talktrack::columns::{Base, Identity, Piece, Share, Unpacked};
use talktrack::ledger::chunk::{Field, Packed};
use talktrack::model::{EventKind, Timestamp};

use super::parts::Part;
use super::{Table, identity, unreadable, words};
use crate::columnar::cells::cell;
use crate::columnar::guard::guarded;

/// The event that an engagement refers to, and the deal of that one: a table of engagements has the
/// latter only once it was joined with the uses.
const REFERENCE: [&str; 2] = ["use", "use_source"];
const USED_FOR: &str = "deal";

/// The facts of a table cut by the place that they belong to, of so many: each as bytes.
///
/// # Errors
/// If the table cannot be read.
pub fn parcels(base: &Base, table: &dyn Table, of: u32) -> talktrack::Result<Vec<(u32, Vec<u8>)>> {
    let kind = table.kind();
    let fields = fields(kind);
    let mut columns: Vec<(Field, Vec<i64>)> =
        fields.iter().map(|field| (*field, Vec::new())).collect();
    table.columns(base, &fields, &mut |part| {
        for ((_, values), (_, more)) in columns.iter_mut().zip(part) {
            values.extend_from_slice(more);
        }
    })?;
    let engaged = kind == EventKind::Engagement;
    let mut names = vec!["id", "source"];
    if engaged {
        names.extend([REFERENCE[0], REFERENCE[1], USED_FOR]);
    }
    let identities = table.batches(&names)?;
    let of_row = |name: &str| texts(&identities, name);
    let (id, source) = (of_row("id"), of_row("source"));
    let (used, used_source) = (of_row(REFERENCE[0]), of_row(REFERENCE[1]));
    let deals = if engaged { of_row(USED_FOR) } else { Vec::new() };
    let deal_column = columns.iter().find(|(field, _)| *field == Field::Deal);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); of as usize];
    for row in 0..table.facts() {
        let deal = match deal_column.and_then(|(_, deals)| deals.get(row)) {
            Some(deal) => u32::try_from(deal.wrapping_sub(1)).ok(),
            None => deals
                .get(row)
                .and_then(|deal| base.number(talktrack::ledger::Name::Deal, deal.as_deref()?)),
        };
        let own = if engaged { used.get(row) } else { id.get(row) };
        let own = own.and_then(|id| id.as_deref()).unwrap_or_default();
        if let Some(rows) = rows.get_mut(Share::place(deal, own, of) as usize) {
            rows.push(row);
        }
    }
    let mut parcels = Vec::new();
    for (place, rows) in (0..).zip(rows).filter(|(_, rows)| !rows.is_empty()) {
        let mut arrays: Vec<(&str, ArrayRef)> = Vec::new();
        for (field, values) in &columns {
            let picked = rows.iter().filter_map(|row| values.get(*row).copied());
            arrays.push((field.as_str(), Arc::new(picked.collect::<Int64Array>())));
        }
        let pick = |texts: &[Option<String>]| -> ArrayRef {
            let picked = rows.iter().map(|row| texts.get(*row).and_then(|text| text.as_deref()));
            Arc::new(picked.collect::<StringArray>())
        };
        arrays.push(("id", pick(&id)));
        arrays.push(("from", pick(&source)));
        if engaged {
            arrays.push((REFERENCE[0], pick(&used)));
            arrays.push((REFERENCE[1], pick(&used_source)));
        }
        let bytes = RecordBatch::try_from_iter(arrays).and_then(|batch| written(kind, &batch));
        parcels.push((place, bytes.map_err(|error| unreadable("a table of events", error))?));
    }
    Ok(parcels)
}

/// The columns that events of a kind have.
fn fields(kind: EventKind) -> Vec<Field> {
    let has = |field: &Field| *field != Field::Source && words::name(kind, *field).is_some();
    Field::ALL.into_iter().filter(has).collect()
}

/// A column of text; empty if there is no such column.
fn texts(batches: &[RecordBatch], name: &str) -> Vec<Option<String>> {
    let columns = batches.iter().filter_map(|batch| batch.column_by_name(name));
    let cells = columns.flat_map(|column| (0..column.len()).map(move |row| cell(column, row)));
    cells.map(|text| Some(text.into_owned()).filter(|text| !text.is_empty())).collect()
}

/// The code of the kind, and the batch as a stream.
fn written(kind: EventKind, batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let options =
        IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME))?;
    let mut writer =
        StreamWriter::try_new_with_options(vec![kind.code()], &batch.schema(), options)?;
    writer.write(batch)?;
    writer.into_inner()
}

/// The facts of one kind from several parcels.
#[derive(Debug)]
pub struct Parcels {
    kind: EventKind,
    batches: Vec<RecordBatch>,
    /// Where the rows of each batch end.
    ends: Vec<usize>,
}

impl Parcels {
    /// Opens parcels: the facts of each kind together.
    ///
    /// # Errors
    /// If one is not what [`parcels`] made.
    pub fn open<'p>(parcels: impl IntoIterator<Item = &'p [u8]>) -> talktrack::Result<Vec<Self>> {
        let mut all: Vec<Self> = Vec::new();
        for parcel in parcels {
            let advice = "it was damaged on its way";
            let broken = |problem: String| unreadable("a parcel of events", problem);
            let (code, stream) = parcel.split_first().ok_or_else(|| broken(advice.to_owned()))?;
            let kind = EventKind::try_from(*code)?;
            let read =
                guarded(|| StreamReader::try_new(stream, None)?.collect::<Result<Vec<_>, _>>());
            let batches: Vec<RecordBatch> = read.map_err(broken)?;
            let known = all.iter().position(|one| one.kind == kind);
            let place = known.unwrap_or(all.len());
            if known.is_none() {
                all.push(Self { kind, batches: Vec::new(), ends: Vec::new() });
            }
            for batch in batches {
                let own = &mut all[place];
                own.ends.push(own.facts() + batch.num_rows());
                own.batches.push(batch);
            }
        }
        Ok(all)
    }

    /// The batch and the row in it.
    fn place(&self, row: usize) -> Option<(&RecordBatch, usize)> {
        let place = self.ends.partition_point(|end| *end <= row);
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before));
        Some((self.batches.get(place)?, row - begin.copied().unwrap_or_default()))
    }
}

impl Piece for Parcels {
    fn kind(&self) -> EventKind {
        self.kind
    }

    fn facts(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    fn times(&self) -> talktrack::Result<Option<(Timestamp, Timestamp)>> {
        let at = column(&self.batches, Field::At);
        let moment = |at: Option<i64>| Timestamp::from_micros(at?).ok();
        Ok(moment(at.clone().min()).zip(moment(at.max())))
    }

    fn columns(
        &self,
        _: &Base,
        fields: &[Field],
        visit: &mut dyn FnMut(&Unpacked),
    ) -> talktrack::Result<()> {
        let mut part = Part::new(fields, visit);
        for batch in &self.batches {
            part.add(batch, |field, batch, _, values| {
                let first = values.len();
                values.extend(column(std::slice::from_ref(batch), field));
                values.resize(first + batch.num_rows(), Packed::NONE);
                Ok(())
            })?;
        }
        part.end();
        Ok(())
    }

    fn identity(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        Ok(self
            .place(row)
            .and_then(|(batch, row)| identity(std::slice::from_ref(batch), row, "id", "from")))
    }

    fn reference(&self, row: usize) -> talktrack::Result<Option<Identity>> {
        let [used, source] = REFERENCE;
        Ok(self.place(row).and_then(|(batch, row)| {
            let batch = std::slice::from_ref(batch);
            let (own, id) = identity(batch, row, used, source)?;
            // Without a source of its own, a reference is to an event of the same source.
            let named = batch[0].column_by_name(source).is_some_and(|names| !names.is_null(row));
            let same = || identity(batch, row, "id", "from").map(|(source, _)| source);
            Some((if named { own } else { same()? }, id))
        }))
    }
}

/// The values of a column of all batches; none where there is no such column.
fn column(batches: &[RecordBatch], field: Field) -> impl Iterator<Item = i64> + Clone + '_ {
    let columns = batches.iter().filter_map(move |batch| batch.column_by_name(field.as_str()));
    let numbers = columns.filter_map(|column| column.as_primitive_opt::<Int64Type>());
    numbers.flat_map(|numbers| numbers.values().iter().copied())
}
