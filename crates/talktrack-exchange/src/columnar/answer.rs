//! Rows under declared columns, such as an answer's, as Arrow: each column in the type that tools handle best.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    RecordBatchOptions, StringArray, TimestampMicrosecondArray,
};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use talktrack::analysis::{Column, ColumnKind, Table, Value};
use talktrack::model::Currency;

use crate::csv;
use crate::error::Error;

/// Digits of a money column: enough for every 64-bit amount of minor units.
const MONEY_DIGITS: u8 = 19;

/// How a table is stored in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// As a Parquet file.
    Parquet,
    /// As a file of Arrow IPC.
    Arrow,
    /// As a CSV, safe to open in a spreadsheet: text that it would run as a formula begins with an apostrophe.
    Csv,
}

impl Stored {
    /// What the names of its files end with.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Csv => "csv",
        }
    }
}

/// Writes a table, such as the rows of an answer; but in a CSV with the unit and meaning of each column as
/// metadata.
///
/// ```
/// use talktrack::Tracker;
/// use talktrack::analysis::{AnyAnswer, Trend};
/// use talktrack_exchange::{Stored, write_table};
///
/// let answer: AnyAnswer = Tracker::in_memory()?.within(Default::default()).ask(&Trend::new())?.into();
/// let mut file = Vec::new();
/// write_table(&answer.table, Stored::Parquet, &mut file)?;
/// assert!(file.starts_with(b"PAR1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If writing fails.
pub fn write_table(table: &Table, stored: Stored, to: impl Write + Send) -> Result<(), Error> {
    write(&table.columns, &table.rows, None, stored, to)
}

/// Writes rows as a file. Amounts that are all missing are in `currency`.
pub(super) fn write(
    columns: &[Column],
    rows: &[Vec<Value>],
    currency: Option<Currency>,
    stored: Stored,
    to: impl Write + Send,
) -> Result<(), Error> {
    let batch =
        || batch(columns, rows, currency).map_err(|error| unwritten(io::Error::other(error)));
    match stored {
        Stored::Csv => csv::write::table(columns, rows, to).map_err(unwritten),
        Stored::Parquet => {
            let packed = Compression::ZSTD(ZstdLevel::default());
            let properties = WriterProperties::builder().set_compression(packed).build();
            let batch = batch()?;
            ArrowWriter::try_new(to, batch.schema(), Some(properties))
                .and_then(|mut writer| writer.write(&batch).and_then(|()| writer.close()))
                .map(drop)
                .map_err(|error| unwritten(io::Error::other(error)))
        }
        Stored::Arrow => {
            let batch = batch()?;
            FileWriter::try_new(to, &batch.schema())
                .and_then(|mut writer| writer.write(&batch).and_then(|()| writer.finish()))
                .map_err(|error| unwritten(io::Error::other(error)))
        }
    }
}

fn unwritten(source: io::Error) -> Error {
    Error::Io { attempted: "write a table".to_owned(), source }
}

/// The rows as one batch. Fields carry their unit and meaning as metadata. Amounts that are all missing are
/// in `currency`.
///
/// # Errors
/// If the rows do not have the columns.
pub fn batch(
    columns: &[Column],
    rows: &[Vec<Value>],
    currency: Option<Currency>,
) -> Result<RecordBatch, ArrowError> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (position, column) in columns.iter().enumerate() {
        let values: Vec<&Value> = rows.iter().filter_map(|row| row.get(position)).collect();
        let currency = currency_of(&values).or(currency);
        let currency = currency.filter(|_| column.kind == ColumnKind::Money);
        let array = array(column.kind, &values, currency)?;
        fields.push(field(column, array.data_type(), currency));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(schema, arrays, &options)
}

/// The currency of a column of amounts; a ledger has only one.
fn currency_of(values: &[&Value]) -> Option<Currency> {
    values.iter().find_map(|value| match value {
        Value::Money(money) => Some(money.currency()),
        _ => None,
    })
}

/// The unit of a column: for amounts their currency, where one is known.
pub fn unit(column: &Column, position: usize, rows: &[Vec<Value>]) -> String {
    let known = match column.kind {
        ColumnKind::Money => {
            currency_of(&rows.iter().filter_map(|row| row.get(position)).collect::<Vec<_>>())
        }
        _ => None,
    };
    unit_of(column, known)
}

fn unit_of(column: &Column, currency: Option<Currency>) -> String {
    currency.map_or_else(|| column.unit.to_owned(), |currency| currency.to_string())
}

/// A column as Arrow declares it.
pub fn field(column: &Column, kind: &DataType, currency: Option<Currency>) -> Field {
    let mut metadata = HashMap::from([
        ("unit".to_owned(), unit_of(column, currency)),
        ("meaning".to_owned(), column.meaning.to_owned()),
    ]);
    if let Some(currency) = currency {
        metadata.insert("currency".to_owned(), currency.to_string());
    }
    Field::new(&*column.name, kind.clone(), true).with_metadata(metadata)
}

fn array(
    kind: ColumnKind,
    all: &[&Value],
    currency: Option<Currency>,
) -> Result<ArrayRef, ArrowError> {
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
        ColumnKind::Money => Arc::new(money(all, currency)?),
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

fn money(values: &[&Value], currency: Option<Currency>) -> Result<Decimal128Array, ArrowError> {
    const USUAL_DECIMALS: u32 = 2;
    let decimals = currency.map_or(USUAL_DECIMALS, Currency::decimals);
    let amounts = values.iter().map(|value| match value {
        Value::Money(money) => Some(i128::from(money.minor())),
        _ => None,
    });
    let scale = i8::try_from(decimals).unwrap_or_default();
    amounts.collect::<Decimal128Array>().with_precision_and_scale(MONEY_DIGITS, scale)
}
