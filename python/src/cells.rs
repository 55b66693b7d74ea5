//! A column of Arrow, read cell by cell as values of JSON.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, FixedSizeBinaryArray, Float64Array, Int64Array, LargeListArray,
    LargeStringArray, MapArray, StructArray, UInt64Array,
};
use arrow_cast::{CastOptions, can_cast_types, cast_with_options};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::from_python::real_number;

/// How long the bytes of a UUID are, as DuckDB and pyarrow hand them over.
const UUID_BYTES: i32 = 16;

/// A column in one of the few forms that are worth telling apart.
pub(crate) enum Cells {
    Nothing,
    Text(LargeStringArray),
    Uuid(FixedSizeBinaryArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Number(Float64Array),
    Truth(BooleanArray),
    Time(Int64Array, Moment),
    List(LargeListArray, Box<Self>),
    Object(StructArray, Vec<(String, Self)>),
    Map(MapArray, LargeStringArray, Box<Self>),
}

/// What the numbers of a column of times count, and how they are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Nanoseconds of one.
    nanos: i64,
    written: Written,
}

#[derive(Debug, Clone, Copy)]
enum Written {
    /// With an offset.
    InUtc,
    /// Without one: the core refuses it unless a time zone was named.
    Naive,
    /// Without a time of day.
    Date,
}

impl Cells {
    /// Prepares a column; the error says what it holds that no field can.
    pub(crate) fn read(array: &ArrayRef) -> Result<Self, String> {
        use DataType as T;
        Ok(match array.data_type() {
            T::Null => Self::Nothing,
            T::Boolean => Self::Truth(array.as_boolean().clone()),
            T::Int8 | T::Int16 | T::Int32 | T::Int64 => Self::Integer(integers(array)?),
            T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => {
                Self::Unsigned(convert(array, &T::UInt64)?.as_primitive::<UInt64Type>().clone())
            }
            T::Float16 | T::Float32 | T::Float64 => {
                Self::Number(convert(array, &T::Float64)?.as_primitive::<Float64Type>().clone())
            }
            T::Utf8 | T::LargeUtf8 | T::Utf8View => Self::Text(texts(array)?),
            T::FixedSizeBinary(UUID_BYTES) => Self::Uuid(array.as_fixed_size_binary().clone()),
            // Text keeps every digit of a decimal; a float would not.
            T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => {
                Self::Text(texts(array)?)
            }
            T::Date32 => Self::Time(
                convert(array, &T::Int32).and_then(|days| integers(&days))?,
                Moment { nanos: 86_400_000_000_000, written: Written::Date },
            ),
            T::Date64 => {
                Self::Time(integers(array)?, Moment { nanos: 1_000_000, written: Written::Date })
            }
            T::Timestamp(unit, zone) => {
                let written = if zone.is_some() { Written::InUtc } else { Written::Naive };
                Self::Time(integers(array)?, Moment { nanos: nanos(*unit), written })
            }
            T::Dictionary(_, values) => Self::read(&convert(array, values)?)?,
            T::RunEndEncoded(_, values) => Self::read(&convert(array, values.data_type())?)?,
            T::List(item)
            | T::LargeList(item)
            | T::ListView(item)
            | T::LargeListView(item)
            | T::FixedSizeList(item, _) => {
                let lists = convert(array, &T::LargeList(item.clone()))?.as_list::<i64>().clone();
                let items = Self::read(lists.values())?;
                Self::List(lists, Box::new(items))
            }
            T::Struct(_) => {
                let structs = array.as_struct().clone();
                let names = structs.column_names().into_iter().map(str::to_owned);
                let cells = structs.columns().iter().map(Self::read);
                let fields = names.zip(cells).map(|(name, cells)| Ok((name, cells?)));
                let fields = fields.collect::<Result<_, String>>()?;
                Self::Object(structs, fields)
            }
            T::Map(..) => {
                let maps = array.as_map().clone();
                let keys = texts(maps.keys())?;
                let values = Self::read(maps.values())?;
                Self::Map(maps, keys, Box::new(values))
            }
            other => return Err(format!("holds {other}, which no field takes")),
        })
    }

    /// The value in row `row`; null where there is none.
    pub(crate) fn cell(&self, row: usize) -> Value {
        if !self.has(row) {
            return Value::Null;
        }
        match self {
            Self::Nothing => Value::Null,
            Self::Text(array) => Value::from(array.value(row)),
            Self::Uuid(_) => {
                self.uuid(row).map_or(Value::Null, |uuid| Value::from(uuid.to_string()))
            }
            Self::Integer(array) => Value::from(array.value(row)),
            Self::Unsigned(array) => Value::from(array.value(row)),
            Self::Number(array) => real_number(array.value(row)),
            Self::Truth(array) => Value::from(array.value(row)),
            Self::Time(array, moment) => moment.text(array.value(row)),
            Self::List(array, items) => {
                let offsets = array.value_offsets();
                span(offsets[row], offsets[row + 1]).map(|item| items.cell(item)).collect()
            }
            Self::Object(_, fields) => {
                let named = fields.iter().map(|(name, cells)| (name.clone(), cells.cell(row)));
                Value::Object(named.collect())
            }
            Self::Map(array, keys, values) => {
                let offsets = array.value_offsets();
                let entries = span(offsets[row].into(), offsets[row + 1].into());
                let named = entries.map(|at| (keys.value(at).to_owned(), values.cell(at)));
                Value::Object(named.collect::<Map<_, _>>())
            }
        }
    }

    /// The moment in row `row` in microseconds, if the column holds moments in UTC.
    pub(crate) fn moment(&self, row: usize) -> Option<i64> {
        match self {
            Self::Time(array, moment @ Moment { written: Written::InUtc, .. })
                if array.is_valid(row) =>
            {
                moment.micros(array.value(row))
            }
            _ => None,
        }
    }

    /// The UUID in row `row`, if the column holds such as they are written canonically.
    pub(crate) fn uuid(&self, row: usize) -> Option<Uuid> {
        if !self.has(row) {
            return None;
        }
        match self {
            Self::Uuid(array) => Uuid::from_slice(array.value(row)).ok(),
            Self::Text(array) => {
                let text = array.value(row);
                let uuid = Uuid::try_parse(text).ok()?;
                let canonical =
                    *text == *uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer());
                canonical.then_some(uuid)
            }
            _ => None,
        }
    }

    fn has(&self, row: usize) -> bool {
        match self {
            Self::Nothing => false,
            Self::Text(array) => array.is_valid(row),
            Self::Uuid(array) => array.is_valid(row),
            Self::Integer(array) | Self::Time(array, _) => array.is_valid(row),
            Self::Unsigned(array) => array.is_valid(row),
            Self::Number(array) => array.is_valid(row),
            Self::Truth(array) => array.is_valid(row),
            Self::List(array, _) => array.is_valid(row),
            Self::Object(array, _) => array.is_valid(row),
            Self::Map(array, ..) => array.is_valid(row),
        }
    }
}

impl Moment {
    fn micros(self, count: i64) -> Option<i64> {
        let nanos = i128::from(count) * i128::from(self.nanos);
        i64::try_from(nanos.div_euclid(1_000)).ok()
    }

    fn text(self, count: i64) -> Value {
        let Some(time) = self.micros(count).and_then(DateTime::<Utc>::from_timestamp_micros) else {
            // No calendar knows it. As a number it reaches the field's own check, which refuses it.
            return Value::from(count);
        };
        Value::String(match self.written {
            Written::InUtc => time.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            Written::Naive => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            Written::Date => time.format("%Y-%m-%d").to_string(),
        })
    }
}

const fn nanos(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    }
}

fn span(from: i64, to: i64) -> std::ops::Range<usize> {
    // Offsets of Arrow are never negative.
    usize::try_from(from).unwrap_or_default()..usize::try_from(to).unwrap_or_default()
}

fn integers(array: &ArrayRef) -> Result<Int64Array, String> {
    Ok(convert(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

fn texts(array: &ArrayRef) -> Result<LargeStringArray, String> {
    Ok(convert(array, &DataType::LargeUtf8)?.as_string::<i64>().clone())
}

fn convert(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, String> {
    // By default a value that cannot be converted becomes null, and null would mean missing.
    let options = CastOptions { safe: false, ..CastOptions::default() };
    if !can_cast_types(array.data_type(), to) {
        return Err(format!("holds {}, which no field takes", array.data_type()));
    }
    cast_with_options(array, to, &options).map_err(|error| format!("cannot be read: {error}"))
}
