//! Values on their way to the server and from it.

use postgres::Row;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use talktrack::ledger::sql::{Columns, Failure, Result, StoredId, Value};

/// A value for a statement, in the form of whatever type the statement wants there.
#[derive(Debug)]
pub(crate) struct Given<'v>(pub(crate) Value<'v>);

type Wrong = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Given<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Wrong> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Number(number) => match *wanted {
                Type::INT2 => i16::try_from(number)?.to_sql(wanted, out),
                Type::INT4 => i32::try_from(number)?.to_sql(wanted, out),
                Type::INT8 => number.to_sql(wanted, out),
                Type::BOOL => (number != 0).to_sql(wanted, out),
                _ => Err("a number has no such type".into()),
            },
            Value::Text(text) => text.to_sql(&Type::TEXT, out),
            Value::Bytes(bytes) => bytes.to_sql(&Type::BYTEA, out),
            Value::Id(id) => id.with_text(|text| text.to_sql(&Type::TEXT, out)),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value of a row, still where the row keeps it.
struct Found<'r>(Value<'r>);

impl<'r> FromSql<'r> for Found<'r> {
    fn from_sql(given: &Type, raw: &'r [u8]) -> Result<Self, Wrong> {
        Ok(Self(match *given {
            Type::INT2 => Value::Number(i16::from_sql(given, raw)?.into()),
            Type::INT4 => Value::Number(i32::from_sql(given, raw)?.into()),
            Type::INT8 => Value::Number(i64::from_sql(given, raw)?),
            Type::BOOL => Value::Number(bool::from_sql(given, raw)?.into()),
            Type::BYTEA => Value::Bytes(raw),
            _ => Value::Text(std::str::from_utf8(raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Wrong> {
        Ok(Self(Value::Null))
    }

    fn accepts(given: &Type) -> bool {
        [Type::INT2, Type::INT4, Type::INT8, Type::BOOL, Type::BYTEA, Type::TEXT, Type::NAME]
            .contains(given)
    }
}

/// A row of an answer.
pub(crate) struct Answer(pub(crate) Row);

impl Columns for Answer {
    fn value(&self, column: usize) -> Result<Value<'_>> {
        self.0.try_get::<_, Found<'_>>(column).map(|found| found.0).map_err(Failure::damaged)
    }

    fn id(&self, column: usize) -> Result<Option<StoredId>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(StoredId::of(text))),
            _ => Err(Failure::damaged("an id is not a text")),
        }
    }
}
