//! Values on their way into SQL statements and out of rows.

use super::connection::{Failure, Result};
use super::stored_id::StoredId;

/// A value that a statement is given, or that a row holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'v> {
    /// None.
    Null,
    /// A whole number; a truth value is 0 or 1.
    Number(i64),
    /// A text.
    Text(&'v str),
    /// Bytes.
    Bytes(&'v [u8]),
    /// The id of an event, which each store keeps in a form of its own. Rows hold none.
    Id(&'v StoredId),
}

/// What can be handed to a statement.
pub(super) trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

macro_rules! numbers {
    ($($type:ty),*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                Value::Number(i64::from(*self))
            }
        }
    )*};
}
numbers!(i64, u32, u8, bool);

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for String {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for Box<str> {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for std::borrow::Cow<'_, [u8]> {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for StoredId {
    fn to_value(&self) -> Value<'_> {
        Value::Id(self)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

/// The values of a statement, in the order of `?1`, `?2`, …
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::ledger::sql::value::ToValue::to_value(&$value)),*]
    };
}
pub(super) use params;

/// What a row can be asked for.
pub trait FromValue: Sized {
    /// From what the row holds.
    fn from_value(value: Value<'_>) -> Result<Self>;
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Number(number) => Ok(number),
            _ => Err(Failure::damaged("a value is not a number")),
        }
    }
}

macro_rules! small_numbers {
    ($($type:ty),*) => {$(
        impl FromValue for $type {
            fn from_value(value: Value<'_>) -> Result<Self> {
                Self::try_from(i64::from_value(value)?)
                    .map_err(|_| Failure::damaged("a number is out of range"))
            }
        }
    )*};
}
small_numbers!(u32, u8);

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            _ => Err(Failure::damaged("a value is not a text")),
        }
    }
}

impl FromValue for Box<str> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        String::from_value(value).map(Into::into)
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Bytes(bytes) => Ok(bytes.to_vec()),
            _ => Err(Failure::damaged("a value is not made of bytes")),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Bytes(bytes) => {
                bytes.try_into().map_err(|_| Failure::damaged("bytes are too few or too many"))
            }
            _ => Err(Failure::damaged("a value is not made of bytes")),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}
