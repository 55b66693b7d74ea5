//! An answer as one JSON object, its fields in the order in which they are declared.

use serde::ser::{Serialize, Serializer};
use serde_json::json;
use talktrack::analysis::{AnyAnswer, Column, Table, Value};

#[derive(serde::Serialize)]
struct Answer<'a> {
    question: &'static str,
    definition: &'a str,
    scope: Scope<'a>,
    provenance: Provenance<'a>,
    columns: &'a [Column],
    summary: Option<Summary<'a>>,
    rows: Vec<Row<'a>>,
}

#[derive(serde::Serialize)]
struct Scope<'a> {
    since: String,
    until: String,
    tz: String,
    filters: &'a [String],
}

#[derive(serde::Serialize)]
struct Provenance<'a> {
    ledger: &'a str,
    seq: u64,
    digest: String,
    generation: u64,
    version: &'static str,
}

/// One object, or a list of them; null where the rows say it all.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Summary<'a> {
    One(Row<'a>),
    List(Vec<Row<'a>>),
}

fn summary(answer: &AnyAnswer) -> Option<Summary<'_>> {
    let table = &answer.summary;
    let mut rows = table.rows.iter().map(|row| Row(table, row));
    if answer.summary_is_list {
        return Some(Summary::List(rows.collect()));
    }
    rows.next().filter(|row| !row.1.is_empty()).map(Summary::One)
}

/// A row as an object with a field per column.
struct Row<'a>(&'a Table, &'a [Value]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let names = self.0.columns.iter().map(|column| &column.name);
        to.collect_map(names.zip(self.1.iter().map(value)))
    }
}

pub(super) fn answer(answer: &AnyAnswer) -> String {
    let (span, provenance) = (answer.span, &answer.provenance);
    let whole = Answer {
        question: answer.definition.question,
        definition: &answer.definition.text,
        scope: Scope {
            since: span.since.written_in(span.zone),
            until: span.until.written_in(span.zone),
            tz: span.zone.to_string(),
            filters: &answer.filters,
        },
        provenance: Provenance {
            ledger: &provenance.ledger,
            seq: provenance.seq.get(),
            digest: provenance.digest.to_string(),
            generation: provenance.generation,
            version: provenance.version,
        },
        columns: &answer.table.columns,
        summary: summary(answer),
        rows: answer.table.rows.iter().map(|row| Row(&answer.table, row)).collect(),
    };
    // Strings, numbers and lists are written into a string: that does not fail.
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
}

fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Text(text) => json!(text),
        Value::Integer(number) => json!(number),
        Value::Number(number) => json!(number),
        Value::Time(time) => json!(time),
        Value::Money(money) => {
            json!({ "amount": money.amount(), "currency": money.currency().as_str() })
        }
        Value::Boolean(truth) => json!(truth),
        Value::List(words) => json!(words),
    }
}
