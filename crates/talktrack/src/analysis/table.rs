//! Tables of typed rows whose columns are declared once: name, unit and meaning beside the type.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use crate::model::{
    Conversation, Conversations, FeedbackReason, Measure, Money, Period, Side, Timestamp, Word,
};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Text of which few rows share a value.
    Text,
    /// Words of which many rows share a value.
    Category,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Moments.
    Time,
    /// Amounts in the ledger's currency.
    Money,
    /// True or false.
    Boolean,
    /// Lists of words.
    List,
}

/// A column: what it is called, what it holds and what that means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name, the same everywhere.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: ColumnKind,
    /// The unit of its values; empty if they have none.
    pub unit: &'static str,
    /// What a value says, in a sentence.
    pub meaning: &'static str,
}

/// A value in a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// There is none.
    Null,
    /// Text or a word.
    Text(Box<str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A moment.
    Time(Timestamp),
    /// An amount.
    Money(Money),
    /// True or false.
    Boolean(bool),
    /// Words.
    List(Vec<&'static str>),
}

/// As machines read it: nothing is rounded, what there is not is empty, an amount stands without its currency, and
/// the words of a list are apart by `|`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::Money(money) => f.write_str(&money.amount()),
            Self::Boolean(truth) => truth.fmt(f),
            Self::List(words) => f.write_str(&words.join("|")),
        }
    }
}

/// A type that a column can have.
pub trait Cell {
    /// What such a column holds.
    const KIND: ColumnKind;
    /// The value in a table.
    fn value(&self) -> Value;
}

/// A type that a row's field can have: one column, or, for an estimate, three.
pub trait Shown {
    /// Adds its columns.
    fn columns(name: &'static str, unit: &'static str, meaning: &'static str, to: &mut Vec<Column>);
    /// Adds its values, in the order of the columns.
    fn values(&self, to: &mut Vec<Value>);
}

impl<T: Cell> Shown for T {
    fn columns(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        to: &mut Vec<Column>,
    ) {
        to.push(Column { name: name.into(), kind: T::KIND, unit, meaning });
    }
    fn values(&self, to: &mut Vec<Value>) {
        to.push(self.value());
    }
}

/// The estimate, and beside it the ends of its interval.
impl Shown for Estimate {
    fn columns(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        to: &mut Vec<Column>,
    ) {
        let kind = ColumnKind::Number;
        let (low, high) = (format!("{name}_low").into(), format!("{name}_high").into());
        to.push(Column { name: name.into(), kind, unit, meaning });
        to.push(Column { name: low, kind, unit, meaning: "Lower end of its 95% interval." });
        to.push(Column { name: high, kind, unit, meaning: "Upper end of its 95% interval." });
    }
    fn values(&self, to: &mut Vec<Value>) {
        to.extend([self.value.value(), self.low.value(), self.high.value()]);
    }
}

/// A value of a column that an answer has only if the question asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked<T>(pub Option<T>);

/// The column is declared with the others, and taken out of an answer whose rows have no such value.
impl<T: Cell> Shown for Asked<T> {
    fn columns(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        to: &mut Vec<Column>,
    ) {
        T::columns(name, unit, meaning, to);
    }
    fn values(&self, to: &mut Vec<Value>) {
        to.extend(self.0.as_ref().map(Cell::value));
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: ColumnKind = T::KIND;
    fn value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Cell::value)
    }
}

/// Declares how types are shown.
macro_rules! cells {
    ($($type:ty: $kind:ident, |$value:ident| $shown:expr;)+) => { $(
        impl $crate::analysis::Cell for $type {
            const KIND: $crate::analysis::ColumnKind = $crate::analysis::ColumnKind::$kind;
            fn value(&self) -> $crate::analysis::Value {
                let $value = self;
                $shown
            }
        }
    )+ };
}

pub(crate) use cells;

cells! {
    Box<str>: Text, |text| Value::Text(text.clone());
    Word: Category, |word| Value::Text(word.as_str().into());
    u64: Integer, |number| i64::try_from(*number).map_or(Value::Null, Value::Integer);
    f64: Number, |number| if number.is_finite() { Value::Number(*number) } else { Value::Null };
    bool: Boolean, |truth| Value::Boolean(*truth);
    Timestamp: Time, |time| Value::Time(*time);
    Money: Money, |money| Value::Money(*money);
    Conversation: Category, |conversation| Value::Text(conversation.as_str().into());
    FeedbackReason: Category, |reason| Value::Text(reason.as_str().into());
    Side: Category, |side| Value::Text(side.as_str().into());
    Measure: Category, |measure| Value::Text(measure.as_str().into());
    Period: Category, |period| Value::Text(period.as_str().into());
    Conversations: Text, |set| Value::Text(set.to_string().into());
    Vec<Flag>: List, |flags| Value::List(flags.iter().map(|flag| flag.as_str()).collect());
}

/// A remark that stands beside a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// The sample is too small to say.
    TooFew,
    /// Fewer than five reps stand behind the figure.
    FewReps,
    /// It is not known when the asset went live, so the start of the scope is taken.
    Undated,
    /// The crude and the adjusted figure disagree in direction.
    Sign,
    /// Too few starts are known to tell early uses from late ones.
    TimeUnknown,
}

impl Flag {
    /// The remark as shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooFew => "too few",
            Self::FewReps => "few-reps",
            Self::Undated => "undated",
            Self::Sign => "sign",
            Self::TimeUnknown => "time-unknown",
        }
    }
}

/// A row type with declared columns.
pub trait Row: Clone + std::fmt::Debug + Send + 'static {
    /// Its columns, in order.
    fn columns() -> Vec<Column>;
    /// Its values, in the order of the columns.
    fn values(&self) -> Vec<Value>;
}

/// Declares a row type: a field per column (per estimate with its interval), its documentation the
/// column's meaning.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[doc = $meaning:literal])+ $field:ident: $type:ty, $unit:literal; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $meaning])+ pub $field: $type, )*
        }

        impl $crate::analysis::Row for $name {
            fn columns() -> Vec<$crate::analysis::Column> {
                let mut columns = Vec::new();
                $( <$type as $crate::analysis::Shown>::columns(
                    stringify!($field),
                    $unit,
                    concat!($($meaning),+).trim_ascii_start(),
                    &mut columns,
                ); )*
                columns
            }

            fn values(&self) -> Vec<$crate::analysis::Value> {
                let mut values = Vec::new();
                $( $crate::analysis::Shown::values(&self.$field, &mut values); )*
                values
            }
        }
    };
}
pub(crate) use table;

/// The summary of an answer whose rows say it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoSummary;

impl Row for NoSummary {
    fn columns() -> Vec<Column> {
        Vec::new()
    }
    fn values(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// A table whose row type has been forgotten: what files, screens and other languages show.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with a value a column.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// The table of typed rows.
    pub fn of<R: Row>(columns: Vec<Column>, rows: &[R]) -> Self {
        Self { columns, rows: rows.iter().map(Row::values).collect() }
    }
}
