//! What a table of records of one type has as columns, and the values of a record under them.

use serde_json::{Map, Value as Json};
use talktrack::analysis::{Column, ColumnKind, Value};
use talktrack::listing;
use talktrack::model::{FieldKind, Record};

const TYPE: &str = "type";
const ATTRIBUTES: &str = "attributes";
const TAGS: &str = "tags";
/// How a column is called that holds a tag.
const TAG: &str = "tag:";

/// The columns of one type of record, with those of the tags that any of them has.
pub(super) fn columns<'a>(kind: &str, tags: impl IntoIterator<Item = &'a String>) -> Vec<Column> {
    let fields = Record::fields(kind).unwrap_or_default();
    let mut columns = vec![column(TYPE, "What it is.")];
    for field in &fields {
        let kind = match field.kind {
            // Parquet itself writes a word once. As dictionaries of Arrow, which differ from file to file,
            // not every tool could put the files together.
            FieldKind::Word | FieldKind::Text => ColumnKind::Text,
            FieldKind::Time => ColumnKind::Time,
            FieldKind::Boolean => ColumnKind::Boolean,
            FieldKind::Integer => ColumnKind::Integer,
            FieldKind::Number => ColumnKind::Number,
            FieldKind::Money => ColumnKind::Money,
            FieldKind::Conversations => ColumnKind::List,
            FieldKind::Tags => continue,
        };
        columns.push(Column { kind, ..column(field.name, field.meaning) });
        for beside in field.beside.iter().filter(|name| **name != TAGS) {
            columns.push(column(beside, "Stands beside it."));
        }
    }
    if fields.iter().any(|field| field.name == "id") {
        let meaning = "What it carries for other systems, as the text of a JSON object.";
        columns.push(column(ATTRIBUTES, meaning));
    }
    columns.extend(tags.into_iter().map(|tag| Column {
        name: format!("{TAG}{tag}").into(),
        ..column(TAGS, "The value of a tag.")
    }));
    columns
}

fn column(name: &'static str, meaning: &'static str) -> Column {
    Column { name: name.into(), kind: ColumnKind::Text, unit: "", meaning }
}

/// The names of the tags of a record.
pub(super) fn tags(record: &Map<String, Json>) -> impl Iterator<Item = &String> {
    record.get(TAGS).and_then(Json::as_object).into_iter().flat_map(Map::keys)
}

/// The values of a record.
pub(super) fn values(columns: &[Column], record: &Map<String, Json>) -> Vec<Value> {
    columns.iter().map(|column| value(column, record).unwrap_or(Value::Null)).collect()
}

/// The value under a column; nothing if it is missing.
fn value(column: &Column, record: &Map<String, Json>) -> Option<Value> {
    let name = &*column.name;
    let said = match name.strip_prefix(TAG) {
        Some(tag) => record.get(TAGS)?.get(tag)?,
        None => record.get(name)?,
    };
    if column.kind == ColumnKind::Text && !said.is_string() {
        return Some(Value::Text(said.to_string().into()));
    }
    listing::value(column.kind, said, record)
}
