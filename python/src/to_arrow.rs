//! A table of the core as Arrow: each column in the type that notebooks handle best.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    RecordBatchOptions, StringArray, TimestampMicrosecondArray,
};
use arrow_schema::{ArrowError, Field, Schema};
use talktrack::analysis::{Column, ColumnKind, Table, Value};
use talktrack::model::Currency;

/// Digits of a money column: enough for every 64-bit amount of minor units.
const MONEY_DIGITS: u8 = 19;

/// The table as one batch. Fields carry their unit and meaning as metadata.
pub(crate) fn batch(table: &Table) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        let values: Vec<&Value> = table.rows.iter().filter_map(|row| row.get(position)).collect();
        let array = array(column.kind, &values)?;
        let field = Field::new(&*column.name, array.data_type().clone(), true);
        fields.push(field.with_metadata(metadata(column, &values)));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows.len()));
    RecordBatch::try_new_with_options(schema, arrays, &options)
}

/// The currency of a column of amounts; a ledger has only one.
fn currency(values: &[&Value]) -> Option<Currency> {
    values.iter().find_map(|value| match value {
        Value::Money(money) => Some(money.currency()),
        _ => None,
    })
}

/// The unit of a column: for amounts their currency, where one is known.
pub(crate) fn unit(column: &Column, values: &[&Value]) -> String {
    currency(values).map_or_else(|| column.unit.to_owned(), |currency| currency.to_string())
}

fn metadata(column: &Column, values: &[&Value]) -> HashMap<String, String> {
    let mut metadata = HashMap::from([
        ("unit".to_owned(), unit(column, values)),
        ("meaning".to_owned(), column.meaning.to_owned()),
    ]);
    if let Some(currency) = currency(values) {
        metadata.insert("currency".to_owned(), currency.to_string());
    }
    metadata
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
