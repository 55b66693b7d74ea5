//! Values of Arrow as the cells that they would be in a CSV.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use talktrack::model::Timestamp;
use uuid::Uuid;

/// What stands between the elements of a list, as in a CSV.
const BETWEEN: &str = "|";
/// The bytes of a UUID, the one kind of bytes that can be read as text: databases write columns of ids so.
const UUID: i32 = 16;

/// Whether values of this type can be cells.
pub(super) fn is_known(kind: &DataType) -> bool {
    match kind {
        DataType::List(of) | DataType::LargeList(of) | DataType::FixedSizeList(of, _) => {
            is_known(of.data_type()) && !of.data_type().is_nested()
        }
        DataType::Dictionary(_, of) => is_known(of) && !of.is_nested(),
        DataType::FixedSizeBinary(UUID)
        | DataType::Null
        | DataType::Boolean
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..)
        | DataType::Float32
        | DataType::Float64
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => true,
        other => other.is_integer(),
    }
}

/// Whether values of this type are times or numbers with decimals by themselves, whatever a mapping says of
/// how such are written. Whole numbers can be times too, as a mapping says.
pub(super) fn is_typed(kind: &DataType) -> bool {
    match kind {
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        DataType::Dictionary(_, of) => is_typed(of),
        other => other.is_floating() || other.is_decimal(),
    }
}

/// The value in a row as a cell, empty where there is none.
pub(crate) fn cell(array: &dyn Array, row: usize) -> Cow<'_, str> {
    if row >= array.len() || array.is_null(row) {
        return Cow::Borrowed("");
    }
    macro_rules! shown {
        ($type:ty) => {
            array.as_primitive::<$type>().value(row).to_string()
        };
    }
    macro_rules! date {
        ($type:ty) => {
            array.as_primitive::<$type>().value_as_date(row).map(|date| date.to_string())
        };
    }
    let text = match array.data_type() {
        DataType::Utf8 => return Cow::Borrowed(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => return Cow::Borrowed(array.as_string::<i64>().value(row)),
        DataType::Utf8View => return Cow::Borrowed(array.as_string_view().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            // A key is a whole number of any width.
            let key = cell(dictionary.keys(), row).parse().unwrap_or(usize::MAX);
            return cell(dictionary.values().as_ref(), key);
        }
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int8 => shown!(Int8Type),
        DataType::Int16 => shown!(Int16Type),
        DataType::Int32 => shown!(Int32Type),
        DataType::Int64 => shown!(Int64Type),
        DataType::UInt8 => shown!(UInt8Type),
        DataType::UInt16 => shown!(UInt16Type),
        DataType::UInt32 => shown!(UInt32Type),
        DataType::UInt64 => shown!(UInt64Type),
        DataType::Float32 => shown!(Float32Type),
        DataType::Float64 => shown!(Float64Type),
        DataType::Decimal32(..) => array.as_primitive::<Decimal32Type>().value_as_string(row),
        DataType::Decimal64(..) => array.as_primitive::<Decimal64Type>().value_as_string(row),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Decimal256(..) => array.as_primitive::<Decimal256Type>().value_as_string(row),
        DataType::FixedSizeBinary(UUID) => {
            let bytes = array.as_fixed_size_binary().value(row);
            Uuid::from_slice(bytes).map(|uuid| uuid.to_string()).unwrap_or_default()
        }
        DataType::Date32 => date!(Date32Type).unwrap_or_default(),
        DataType::Date64 => date!(Date64Type).unwrap_or_default(),
        DataType::Timestamp(unit, zone) => time(array, *unit, zone.is_some(), row),
        DataType::List(_) => listed(&array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => listed(&array.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => listed(&array.as_fixed_size_list().value(row)),
        _ => String::new(),
    };
    Cow::Owned(text)
}

fn listed(values: &ArrayRef) -> String {
    let cells: Vec<_> = (0..values.len()).map(|row| cell(values.as_ref(), row)).collect();
    cells.join(BETWEEN)
}

/// A time with its zone if the column has one, and else as clocks showed it.
fn time(array: &dyn Array, unit: TimeUnit, zoned: bool, row: usize) -> String {
    let (value, shown) = match unit {
        TimeUnit::Second => {
            let times = array.as_primitive::<TimestampSecondType>();
            (times.value(row).checked_mul(1_000_000), times.value_as_datetime(row))
        }
        TimeUnit::Millisecond => {
            let times = array.as_primitive::<TimestampMillisecondType>();
            (times.value(row).checked_mul(1_000), times.value_as_datetime(row))
        }
        TimeUnit::Microsecond => {
            let times = array.as_primitive::<TimestampMicrosecondType>();
            (Some(times.value(row)), times.value_as_datetime(row))
        }
        TimeUnit::Nanosecond => {
            let times = array.as_primitive::<TimestampNanosecondType>();
            (Some(times.value(row).div_euclid(1_000)), times.value_as_datetime(row))
        }
    };
    let moment = value.and_then(|micros| Timestamp::from_micros(micros).ok());
    match (zoned, moment, shown) {
        (true, Some(moment), _) => moment.to_string(),
        (false, _, Some(naive)) => naive.to_string(),
        // Where no calendar reaches: what reads times says what is wrong with it.
        _ => value.map_or_else(String::new, |micros| format!("{micros} microseconds since 1970")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::builder::{ListBuilder, StringBuilder};
    use arrow_array::{
        Decimal128Array, DictionaryArray, FixedSizeBinaryArray, Float64Array,
        TimestampMicrosecondArray, TimestampNanosecondArray,
    };

    use super::*;

    #[test]
    fn values_are_cells_as_a_csv_has_them() {
        let micros = TimestampMicrosecondArray::from(vec![Some(1_772_357_400_000_000), None]);
        let words: DictionaryArray<Int32Type> = [Some("deck"), None].into_iter().collect();
        let mut lists = ListBuilder::new(StringBuilder::new());
        lists.append_value([Some("a"), Some("b")]);
        let amounts = Decimal128Array::from(vec![1250]).with_precision_and_scale(19, 2).unwrap();
        let ids = FixedSizeBinaryArray::try_from_iter([[0xab; 16]].into_iter()).unwrap();
        let arrays: [(ArrayRef, usize, &str); 9] = [
            (Arc::new(micros.clone().with_timezone("Europe/Berlin")), 0, "2026-03-01T09:30:00Z"),
            (Arc::new(micros.clone()), 0, "2026-03-01 09:30:00"),
            (Arc::new(micros), 1, ""),
            (
                Arc::new(TimestampNanosecondArray::from(vec![-1])),
                0,
                "1969-12-31 23:59:59.999999999",
            ),
            (Arc::new(words), 0, "deck"),
            (Arc::new(lists.finish()), 0, "a|b"),
            (Arc::new(amounts), 0, "12.50"),
            (Arc::new(Float64Array::from(vec![3.0])), 0, "3"),
            (Arc::new(ids), 0, "abababab-abab-abab-abab-abababababab"),
        ];
        for (array, row, expected) in arrays {
            assert_eq!(cell(&array, row), expected, "{:?}", array.data_type());
        }
    }
}
