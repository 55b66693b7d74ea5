//! A table of the core as Arrow: each column in the type that notebooks handle best.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, BooleanArray, Decimal128Array, DictionaryArray, Float64Array,
    Int32Array, Int64Array, LargeStringArray, RecordBatch, RecordBatchOptions, StringArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, Field, Schema};
use talktrack::analysis::{Column, ColumnKind, Value};
use talktrack::listing::UseColumns;
use talktrack::model::{Currency, Keyed, Record, Timestamp};

use crate::table::Table;

/// Digits of a money column: enough for every 64-bit amount of minor units.
const MONEY_DIGITS: u8 = 19;

/// The table as one batch. Fields carry their unit and meaning as metadata.
pub(crate) fn batch(columns: &[Column], rows: &[Vec<Value>]) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (position, column) in columns.iter().enumerate() {
        let values: Vec<&Value> = rows.iter().filter_map(|row| row.get(position)).collect();
        let array = array(column.kind, &values)?;
        fields.push(field(column, &array, currency(&values)));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(schema, arrays, &options)
}

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
    let fields: Vec<_> = named.map(|(column, array)| field(column, array, None)).collect();
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

/// The currency of a column of amounts; a ledger has only one.
fn currency(values: &[&Value]) -> Option<Currency> {
    values.iter().find_map(|value| match value {
        Value::Money(money) => Some(money.currency()),
        _ => None,
    })
}

/// The unit of a column: for amounts their currency, where one is known.
pub(crate) fn unit(column: &Column, position: usize, rows: &[Vec<Value>]) -> String {
    let known = match column.kind {
        ColumnKind::Money => {
            currency(&rows.iter().filter_map(|row| row.get(position)).collect::<Vec<_>>())
        }
        _ => None,
    };
    unit_of(column, known)
}

fn unit_of(column: &Column, currency: Option<Currency>) -> String {
    currency.map_or_else(|| column.unit.to_owned(), |currency| currency.to_string())
}

fn field(column: &Column, array: &ArrayRef, currency: Option<Currency>) -> Field {
    let mut metadata = HashMap::from([
        ("unit".to_owned(), unit_of(column, currency)),
        ("meaning".to_owned(), column.meaning.to_owned()),
    ]);
    if let Some(currency) = currency {
        metadata.insert("currency".to_owned(), currency.to_string());
    }
    Field::new(&*column.name, array.data_type().clone(), true).with_metadata(metadata)
}

fn array(kind: ColumnKind, all: &[&Value]) -> Result<ArrayRef, ArrowError> {
    let values = all.iter().copied();
    Ok(match kind {
        ColumnKind::Text => Arc::new(values.map(text).collect::<StringArray>()),
        ColumnKind::Category => {
            let mut words = StringDictionaryBuilder::<Int32Type>::new();
            words.extend(values.map(text));
            Arc::new(words.finish())
        }
        ColumnKind::Integer => {
            let numbers = values.map(|value| match value {
                Value::Integer(number) => Some(*number),
                _ => None,
            });
            Arc::new(numbers.collect::<Int64Array>())
        }
        ColumnKind::Number => {
            let numbers = values.map(|value| match value {
                Value::Number(number) => Some(*number),
                _ => None,
            });
            Arc::new(numbers.collect::<Float64Array>())
        }
        ColumnKind::Time => {
            let times = values.map(|value| match value {
                Value::Time(time) => Some(time.micros()),
                _ => None,
            });
            Arc::new(times.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
        }
        ColumnKind::Money => Arc::new(money(all)?),
        ColumnKind::Boolean => {
            let truths = values.map(|value| match value {
                Value::Boolean(truth) => Some(*truth),
                _ => None,
            });
            Arc::new(truths.collect::<BooleanArray>())
        }
        ColumnKind::List => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for value in values {
                match value {
                    Value::List(words) => lists.append_value(words.iter().copied().map(Some)),
                    _ => lists.append_null(),
                }
            }
            Arc::new(lists.finish())
        }
    })
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn money(values: &[&Value]) -> Result<Decimal128Array, ArrowError> {
    const USUAL_DECIMALS: u32 = 2;
    let decimals = currency(values).map_or(USUAL_DECIMALS, Currency::decimals);
    let amounts = values.iter().map(|value| match value {
        Value::Money(money) => Some(i128::from(money.minor())),
        _ => None,
    });
    let scale = i8::try_from(decimals).unwrap_or_default();
    amounts.collect::<Decimal128Array>().with_precision_and_scale(MONEY_DIGITS, scale)
}
