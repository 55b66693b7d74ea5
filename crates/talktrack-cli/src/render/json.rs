//! An answer as one JSON object.

use serde_json::{Map, Value as Json, json};
use talktrack::analysis::{AnyAnswer, Table, Value};

pub(super) fn answer(answer: &AnyAnswer) -> String {
    let rows: Vec<Json> = answer.table.rows.iter().map(|row| object(&answer.table, row)).collect();
    let summary = answer.summary.rows.first().map_or(json!({}), |row| object(&answer.summary, row));
    let span = answer.span;
    let provenance = &answer.provenance;
    let whole = json!({
        "question": answer.definition.question,
        "definition": answer.definition.text,
        "scope": {
            "since": span.since,
            "until": span.until,
            "tz": span.zone.to_string(),
            "filters": answer.filters,
        },
        "provenance": {
            "ledger": provenance.ledger,
            "seq": provenance.seq.get(),
            "digest": provenance.digest.to_string(),
            "version": provenance.version,
        },
        "columns": answer.table.columns,
        "summary": summary,
        "rows": rows,
    });
    format!("{whole:#}\n")
}

fn object(table: &Table, row: &[Value]) -> Json {
    let names = table.columns.iter().map(|column| column.name.to_string());
    Json::Object(names.zip(row.iter().map(value)).collect::<Map<_, _>>())
}

fn value(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
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
