//! A table of the core as Arrow: each column in the type that notebooks handle best.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, DictionaryArray, Int32Array, LargeStringArray, RecordBatch,
    TimestampMicrosecondArray,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, Schema};
use talktrack::analysis::{Column, ColumnKind, Value};
use talktrack::listing::UseColumns;
use talktrack::model::{Keyed, Record, Timestamp};
use talktrack_exchange::field;

use crate::table::Table;

/// Uses as a table: their columns become those of Arrow as they are.
pub(crate) fn uses(uses: UseColumns) -> Result<Table, ArrowError> {
    let docs = Record::fields("use").unwrap_or_default();
    let column = |name: &'static str, kind| {
        let doc = docs.iter().find(|field| field.name == name);
        let meaning = doc.map_or("", |field| field.meaning);
        Column { name: name.into(), kind, unit: "", meaning }
    };
    let at = TimestampMicrosecondArray::from(uses.at).with_timezone("UTC");
    let mut columns = vec![column("at", ColumnKind::Time)];
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(at)];
    for (name, words) in uses.words {
        columns.push(column(name, ColumnKind::Category));
        arrays.push(Arc::new(dictionary(words)?));
    }
    let named = columns.iter().zip(&arrays);
    let fields: Vec<_> =
        named.map(|(column, array)| field(column, array.data_type(), None)).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    Ok(Table::of_batch(columns, batch))
}

/// Stands in a row that names nothing.
const NONE: u32 = Keyed::<Box<str>>::NONE;

fn dictionary(words: Keyed<Box<str>>) -> Result<DictionaryArray<Int32Type>, ArrowError> {
    let (words, codes) = words.into_parts();
    let missing = codes.contains(&NONE);
    let there = missing.then(|| codes.iter().map(|code| *code != NONE));
    let there = there.map(NullBuffer::from_iter);
    // What stands in a row without a word is never looked at, and must be a number of one nevertheless.
    let codes = codes.into_iter().map(|code| i32::try_from(code).unwrap_or_default());
    let keys = Int32Array::new(codes.collect(), there);
    let words: LargeStringArray = words.iter().map(|word| Some(&**word)).collect();
    DictionaryArray::try_new(keys, Arc::new(words))
}

/// The values of a row of [`uses`].
pub(crate) fn row(batch: &RecordBatch, number: usize) -> Vec<Value> {
    let value = |array: &ArrayRef| {
        if array.is_null(number) {
            return None;
        }
        if let Some(times) = array.as_primitive_opt::<TimestampMicrosecondType>() {
            return Timestamp::from_micros(times.value(number)).ok().map(Value::Time);
        }
        let words = array.as_dictionary_opt::<Int32Type>()?.downcast_dict::<LargeStringArray>()?;
        Some(Value::Text(words.value(number).into()))
    };
    batch.columns().iter().map(|array| value(array).unwrap_or(Value::Null)).collect()
}
