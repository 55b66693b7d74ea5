//! A mapping that makes sense by itself, whatever file it is used on.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use talktrack::model::{Ambiguous, TimeFormat, TimeReading, Zone};

use super::file::{FieldTable, File, RecordTable, TextOr, TypeTable, WhenTable};
use super::names::Names;
use crate::error::Error;

/// A mapping, checked.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    /// What stands between cells, if it is said.
    pub(super) delimiter: Option<u8>,
    /// Whether a comma stands before decimals, and not a point.
    pub(super) decimal_comma: bool,
    pub(super) times: Times,
    /// Empty if the columns are named after the fields.
    pub(super) records: Vec<RecordSpec>,
}

/// One record that a row becomes.
#[derive(Debug)]
pub(super) struct RecordSpec {
    /// Where `type` comes from.
    pub(super) kind: FieldSpec,
    pub(super) when: Option<When>,
    pub(super) fields: Vec<FieldSpec>,
}

/// Where a field comes from.
#[derive(Debug)]
pub(super) struct FieldSpec {
    pub(super) name: String,
    pub(super) from: From,
    /// Whether the field holds a number.
    pub(super) is_number: bool,
    /// There if the field holds a time: what differs from the other times of the file.
    pub(super) times: Option<Times>,
}

#[derive(Debug)]
pub(super) enum From {
    Constant(Value),
    Column { name: String, values: BTreeMap<String, String>, only: bool },
}

/// When a record is made.
#[derive(Debug, Clone)]
pub(super) struct When {
    pub(super) column: String,
    pub(super) test: Test,
}

#[derive(Debug, Clone)]
pub(super) enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Present(bool),
}

/// What is said about times; what is not said is as in the surroundings.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Times {
    zone: Option<Zone>,
    format: Option<TimeFormat>,
    ambiguous: Option<Ambiguous>,
}

impl Times {
    fn new(
        zone: Option<&str>,
        format: Option<&str>,
        ambiguous: Option<&str>,
    ) -> Result<Self, String> {
        let text = |invalid: talktrack::model::Invalid| invalid.to_string();
        Ok(Self {
            zone: zone.map(str::parse).transpose().map_err(
                |invalid: talktrack::model::Invalid| invalid.in_field("timezone").to_string(),
            )?,
            format: format.map(str::parse).transpose().map_err(text)?,
            ambiguous: ambiguous.map(str::parse).transpose().map_err(text)?,
        })
    }

    /// `surroundings` with what is said here.
    pub(super) fn over(&self, mut surroundings: TimeReading) -> TimeReading {
        if let Some(zone) = self.zone {
            surroundings = surroundings.zone(zone);
        }
        if let Some(format) = &self.format {
            surroundings = surroundings.format(format.clone());
        }
        if let Some(ambiguous) = self.ambiguous {
            surroundings = surroundings.ambiguous(ambiguous);
        }
        surroundings
    }
}

impl Spec {
    pub(super) fn new(file: File) -> Result<Self, Error> {
        let delimiter = match file.delimiter.as_deref().map(str::as_bytes) {
            None => None,
            Some(&[byte]) if byte.is_ascii() && !b"\"\r\n\0".contains(&byte) => Some(byte),
            Some(_) => {
                return Err(Error::mapping(
                    "delimiter: is not one character such as \",\", \";\" or \"\\t\"",
                ));
            }
        };
        let decimal_comma = match file.decimal.as_deref() {
            None | Some(".") => false,
            Some(",") => true,
            Some(_) => return Err(Error::mapping("decimal: is neither \".\" nor \",\"")),
        };
        let times = Times::new(
            file.timezone.as_deref(),
            file.time_format.as_deref(),
            file.ambiguous.as_deref(),
        )
        .map_err(Error::mapping)?;
        let records = file.record.into_iter().zip(1..).map(|(table, number)| {
            let what = match &table.r#type {
                TextOr::Text(kind) => format!("record {number} ({})", crate::json::shown(kind)),
                TextOr::Table(_) => format!("record {number}"),
            };
            record(table).map_err(|problem| Error::mapping(format!("{what}: {problem}")))
        });
        Ok(Self { delimiter, decimal_comma, times, records: records.collect::<Result<_, _>>()? })
    }
}

fn record(table: RecordTable) -> Result<RecordSpec, String> {
    let (kind, names) = kind(table.r#type)?;
    let mut fields = Vec::with_capacity(table.fields.len());
    for (name, said) in table.fields {
        names.check(&name)?;
        let spec = field(name.clone(), said, &names).map_err(|p| format!("{name}: {p}"))?;
        fields.push(spec);
    }
    if let Some(missing) = names.missing(|name| fields.iter().any(|field| field.name == name)) {
        return Err(format!("{missing} is missing: say which column it is, or give a constant"));
    }
    let when = table.when.map(when).transpose().map_err(|problem| format!("when: {problem}"))?;
    Ok(RecordSpec { kind, when, fields })
}

/// Where the type comes from, and the names that fields can have then.
fn kind(said: TextOr<TypeTable>) -> Result<(FieldSpec, Names), String> {
    let (from, names) = match said {
        TextOr::Text(kind) => {
            let names = Names::of(&kind).map_err(|invalid| invalid.to_string())?;
            (From::Constant(Value::from(kind)), names)
        }
        TextOr::Table(TypeTable { column, values, only }) => {
            for kind in values.values().filter(|kind| !kind.is_empty()) {
                Names::of(kind).map_err(|invalid| invalid.to_string())?;
            }
            (from_column(&column, values, only)?, Names::of_all())
        }
    };
    Ok((FieldSpec { name: "type".to_owned(), from, is_number: false, times: None }, names))
}

fn field(name: String, said: TextOr<FieldTable>, names: &Names) -> Result<FieldSpec, String> {
    let table = match said {
        TextOr::Text(column) => FieldTable {
            column: Some(column),
            constant: None,
            values: BTreeMap::new(),
            only: false,
            timezone: None,
            time_format: None,
            ambiguous: None,
        },
        TextOr::Table(table) => table,
    };
    let times = Times::new(
        table.timezone.as_deref(),
        table.time_format.as_deref(),
        table.ambiguous.as_deref(),
    )?;
    let is_time = names.is_time(&name);
    if !is_time && times != Times::default() {
        return Err("does not hold a time, so it has no timezone, time_format or ambiguous".into());
    }
    let from = match (table.column, table.constant) {
        (Some(column), None) => from_column(&column, table.values, table.only)?,
        (None, Some(_)) if table.only || !table.values.is_empty() => {
            return Err("is a constant, so there is nothing to translate with values".into());
        }
        (None, Some(constant)) => From::Constant(json(constant)),
        (Some(_), Some(_)) => return Err("has both a column and a constant: keep one".into()),
        (None, None) => return Err("has neither a column nor a constant".into()),
    };
    let is_number = names.is_number(&name);
    Ok(FieldSpec { name, from, is_number, times: is_time.then_some(times) })
}

fn from_column(name: &str, values: BTreeMap<String, String>, only: bool) -> Result<From, String> {
    if only && values.is_empty() {
        return Err("only = true lets the listed values pass, and values lists none".into());
    }
    if let Some(cell) = values.keys().find(|cell| cell.trim() != cell.as_str()) {
        return Err(format!(
            "values lists {cell:?}, and cells have no spaces at their ends when they are compared"
        ));
    }
    Ok(From::Column { name: name.trim().to_owned(), values, only })
}

fn when(table: WhenTable) -> Result<When, String> {
    let test = match (table.r#in, table.not_in, table.present) {
        (Some(values), None, None) => Test::In(values),
        (None, Some(values), None) => Test::NotIn(values),
        (None, None, Some(present)) => Test::Present(present),
        _ => return Err("says one of in = [..], not_in = [..] and present = true".into()),
    };
    Ok(When { column: table.column.trim().to_owned(), test })
}

/// A constant as the model reads it.
fn json(constant: toml::Value) -> Value {
    match constant {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(value) => Value::Bool(value),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            let named = table.into_iter().map(|(name, value)| (name, json(value)));
            Value::Object(named.collect::<Map<_, _>>())
        }
    }
}
