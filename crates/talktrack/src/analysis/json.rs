//! An answer as one JSON object, its fields in the order in which they are declared.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::json;

use super::answer::{AnyAnswer, Provenance};
use super::table::{Table, Value};
use crate::scope::Span;

/// `question`, `definition`, `scope`, `provenance`, `columns`, `summary_columns`, `summary` and `rows`.
/// Rows are objects with a field a column; a summary is such an object, a list of them, or null where
/// the rows say it all. Amounts are objects of `amount`, as text, and `currency`.
///
/// ```
/// use talktrack::analysis::{AnyAnswer, Unused};
/// let tracker = talktrack::Tracker::in_memory()?;
/// let answer: AnyAnswer = tracker.ask(&Unused::new())?.into();
/// let json = serde_json::to_value(&answer).unwrap();
/// assert_eq!(json["question"], "unused");
/// assert_eq!(json["summary"]["unused_rate"], serde_json::Value::Null);
/// # Ok::<(), talktrack::Error>(())
/// ```
impl Serialize for AnyAnswer {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Answer", 8)?;
        fields.serialize_field("question", self.definition.question)?;
        fields.serialize_field("definition", &self.definition.text)?;
        fields.serialize_field("scope", &Scope::of(self.span, &self.filters))?;
        fields.serialize_field("provenance", &self.provenance)?;
        fields.serialize_field("columns", &self.table.columns)?;
        fields.serialize_field("summary_columns", &self.summary.columns)?;
        fields.serialize_field("summary", &Summary(self))?;
        fields.serialize_field("rows", &self.table)?;
        fields.end()
    }
}

#[derive(serde::Serialize)]
struct Scope<'a> {
    since: String,
    until: String,
    tz: String,
    filters: &'a [String],
}

impl<'a> Scope<'a> {
    fn of(span: Span, filters: &'a [String]) -> Self {
        Self {
            since: span.since.written_in(span.zone),
            until: span.until.written_in(span.zone),
            tz: span.zone.to_string(),
            filters,
        }
    }
}

impl Serialize for Provenance {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Provenance", 5)?;
        fields.serialize_field("ledger", &self.ledger)?;
        fields.serialize_field("seq", &self.seq.get())?;
        fields.serialize_field("digest", &self.digest.to_string())?;
        fields.serialize_field("generation", &self.generation)?;
        fields.serialize_field("version", self.version)?;
        fields.end()
    }
}

/// One object, or a list of them; null where the rows say it all.
struct Summary<'a>(&'a AnyAnswer);

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let table = &self.0.summary;
        if self.0.summary_is_list {
            return table.serialize(to);
        }
        let row = table.rows.first().filter(|row| !row.is_empty());
        row.map(|row| Row(table, row)).serialize(to)
    }
}

/// A list of rows.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.rows.iter().map(|row| Row(self, row)))
    }
}

/// A row as an object with a field per column.
struct Row<'a>(&'a Table, &'a [Value]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let names = self.0.columns.iter().map(|column| &column.name);
        to.collect_map(names.zip(self.1))
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Text(text) => text.serialize(to),
            Self::Integer(number) => number.serialize(to),
            Self::Number(number) => number.serialize(to),
            Self::Time(time) => time.serialize(to),
            Self::Money(money) => {
                json!({ "amount": money.amount(), "currency": money.currency().as_str() })
                    .serialize(to)
            }
            Self::Boolean(truth) => truth.serialize(to),
            Self::List(words) => words.serialize(to),
        }
    }
}
