//! Catalogue entries and events as tables: a column a field, in the order of the record's declaration.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::analysis::{Column, ColumnKind, Table, Value, View};
use crate::columns::Slice;
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::Field;
use crate::model::{
    Conversation, Entry, EntryKind, EventKind, FieldDoc, FieldKind, Money, Put, Record,
};

/// How many events are looked up at a time.
const PAGE: usize = 65_536;

/// Assets, reps or deals as they hold at the end of the scope, in the order of their keys. Entries of other
/// kinds are told by the questions that use them.
pub(super) fn entries(view: &View<'_>, kind: EntryKind) -> Result<Table> {
    let mut found: Vec<Entry> = match kind {
        EntryKind::Asset => numbered(view.assets())
            .filter(|(number, _)| view.has_asset(*number))
            .map(|(_, asset)| asset.clone().into())
            .collect(),
        EntryKind::Rep => numbered(view.reps())
            .filter(|(number, _)| view.has_rep(*number) && !view.is_forgotten(*number))
            .map(|(_, rep)| rep.clone().into())
            .collect(),
        EntryKind::Deal => {
            let chosen = view.deals()?.enumerate().filter(|(number, _)| view.has_deal(*number));
            chosen.filter_map(|(_, deal)| deal).cloned().map(Entry::from).collect()
        }
        EntryKind::Stage | EntryKind::Agreement | EntryKind::Target => Vec::new(),
    };
    found.sort_by(|a, b| key(a).cmp(key(b)));
    let fields = Entry::fields(kind);
    let rows = found.into_iter().map(|entry| Record::Put(Put { at: None, entry }).to_fields());
    Ok(table(&fields, &rows.collect::<Vec<_>>()))
}

fn numbered<'a, T>(all: &[Option<&'a T>]) -> impl Iterator<Item = (usize, &'a T)> {
    all.iter().enumerate().filter_map(|(number, one)| Some((number, (*one)?)))
}

fn key(entry: &Entry) -> &str {
    match entry {
        Entry::Asset(asset) => asset.key.as_str(),
        Entry::Rep(rep) => rep.key.as_str(),
        Entry::Deal(deal) => deal.key.as_str(),
        Entry::Stage(_) | Entry::Agreement(_) | Entry::Target(_) => "",
    }
}

/// Events of a kind with all that they say, in the order in which they were recorded.
pub(super) fn events(view: &View<'_>, kind: EventKind) -> Result<Table> {
    let columns = view.columns();
    let facts = columns.facts();
    let fields = view.use_fields(&[Field::Deal]);
    let has_some = |part: usize| facts.may_have(part, kind.code());
    facts.require(columns.ledger(), &fields, has_some)?;
    let mut writes = Vec::new();
    let mut slice = Slice::default();
    for part in (0..facts.parts()).filter(|part| has_some(*part)) {
        facts.slice(part, &fields, (Seq::ZERO, view.seq()), view.seq(), &mut slice);
        let in_force = slice.range().clone().filter(|place| {
            // A retraction is masked like what it retracts.
            (slice.is_in_force(*place) || kind == EventKind::Retraction)
                && slice.kind[*place] == kind.code()
                && view.has_fact(&slice, *place)
        });
        writes.extend(in_force.map(|place| slice.seq(place)));
    }
    let mut rows = Vec::with_capacity(writes.len());
    for page in writes.chunks(PAGE) {
        let found = columns.ledger().events(page)?;
        rows.extend(found.into_iter().flatten().map(|event| Record::from(event).to_fields()));
    }
    Ok(table(&Record::fields(kind.as_str())?, &rows))
}

/// What stands beside other fields and is no word.
const EVERYONE: &str = "everyone";

/// The table of records of one kind.
fn table(fields: &[FieldDoc], rows: &[Map<String, Json>]) -> Table {
    let mut columns = Vec::new();
    let mut shown: Vec<Shown> = Vec::new();
    for field in fields {
        if field.kind == FieldKind::Tags {
            let tags = rows.iter().filter_map(|row| row.get(field.name)?.as_object());
            let keys: BTreeSet<&str> =
                tags.flat_map(|tags| tags.keys().map(String::as_str)).collect();
            for key in keys {
                let name = format!("tag:{key}").into();
                let meaning = "The value of this tag.";
                columns.push(Column { name, kind: ColumnKind::Category, unit: "", meaning });
                shown.push(Shown::Tag(field.name, key.to_owned()));
            }
            continue;
        }
        let kind = kind(field);
        columns.push(Column { name: field.name.into(), kind, unit: "", meaning: field.meaning });
        shown.push(Shown::Field(field.name, kind));
        for name in field.beside {
            let kind = if *name == EVERYONE { ColumnKind::Boolean } else { ColumnKind::Category };
            let meaning = "Stands beside the field before it.";
            columns.push(Column { name: (*name).into(), kind, unit: "", meaning });
            shown.push(Shown::Field(name, kind));
        }
    }
    let values = |row: &Map<String, Json>| shown.iter().map(|column| column.value(row)).collect();
    Table { columns, rows: rows.iter().map(values).collect() }
}

/// What is shown in a column.
enum Shown {
    Field(&'static str, ColumnKind),
    Tag(&'static str, String),
}

impl Shown {
    fn value(&self, row: &Map<String, Json>) -> Value {
        let found = match self {
            Self::Field(name, kind) => row.get(*name).and_then(|json| value(*kind, json, row)),
            Self::Tag(tags, key) => {
                row.get(*tags).and_then(|tags| text(tags.get(key.as_str())?)).map(Value::Text)
            }
        };
        found.unwrap_or(Value::Null)
    }
}

fn text(json: &Json) -> Option<Box<str>> {
    json.as_str().map(Into::into)
}

/// The value of a field of a record, as a column of this kind holds it; nothing if it is of another kind. An amount
/// is in the record's `currency`.
pub fn value(kind: ColumnKind, json: &Json, row: &Map<String, Json>) -> Option<Value> {
    Some(match kind {
        ColumnKind::Text | ColumnKind::Category => Value::Text(text(json)?),
        ColumnKind::Integer => Value::Integer(json.as_i64()?),
        ColumnKind::Number => Value::Number(json.as_f64()?),
        ColumnKind::Time => Value::Time(json.as_str()?.parse().ok()?),
        ColumnKind::Boolean => Value::Boolean(json.as_bool()?),
        ColumnKind::Money => {
            let currency = row.get("currency")?.as_str()?;
            Value::Money(Money::parse(json.as_str()?, currency).ok()?)
        }
        ColumnKind::List => {
            let slugs = json.as_array()?.iter().filter_map(|slug| slug.as_str()?.parse().ok());
            Value::List(slugs.map(Conversation::as_str).collect())
        }
    })
}

fn kind(field: &FieldDoc) -> ColumnKind {
    match field.kind {
        // The key of an entry is its own.
        FieldKind::Word if field.name == "key" => ColumnKind::Text,
        FieldKind::Word | FieldKind::Tags => ColumnKind::Category,
        FieldKind::Text => ColumnKind::Text,
        FieldKind::Time => ColumnKind::Time,
        FieldKind::Boolean => ColumnKind::Boolean,
        FieldKind::Integer => ColumnKind::Integer,
        FieldKind::Number => ColumnKind::Number,
        FieldKind::Money => ColumnKind::Money,
        FieldKind::Conversations => ColumnKind::List,
    }
}
