//! The mapping file as it is written.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use talktrack::model::suggest;

use crate::error::Error;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) delimiter: Option<String>,
    pub(super) timezone: Option<String>,
    pub(super) time_format: Option<String>,
    pub(super) ambiguous: Option<String>,
    #[serde(default)]
    pub(super) record: Vec<RecordTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordTable {
    /// A constant, or the column that says it.
    pub(super) r#type: TextOr<TypeTable>,
    pub(super) when: Option<WhenTable>,
    pub(super) fields: BTreeMap<String, TextOr<FieldTable>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeTable {
    pub(super) column: String,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) only: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenTable {
    pub(super) column: String,
    pub(super) r#in: Option<Vec<String>>,
    pub(super) not_in: Option<Vec<String>>,
    pub(super) present: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldTable {
    pub(super) column: Option<String>,
    pub(super) constant: Option<toml::Value>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) only: bool,
    pub(super) timezone: Option<String>,
    pub(super) time_format: Option<String>,
    pub(super) ambiguous: Option<String>,
}

/// A text, short for the most common table; or the table.
#[derive(Debug)]
pub(super) enum TextOr<T> {
    Text(String),
    Table(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = TextOr<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a text or a table")
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(TextOr::Text(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(table)).map(TextOr::Table)
            }
        }

        from.deserialize_any(Either(PhantomData))
    }
}

/// Reads the file, and says on which line it is wrong.
pub(super) fn read(text: &str) -> Result<File, Error> {
    toml::from_str(text).map_err(|error| {
        let what = in_our_words(error.message());
        Error::mapping(match error.span() {
            Some(span) => {
                let before = text.as_bytes().iter().take(span.start);
                let line = 1 + before.filter(|byte| **byte == b'\n').count();
                format!("line {line}: {what}")
            }
            None => what,
        })
    })
}

/// "unknown field `x`, expected one of `a`, `b`" with the near miss instead of the list.
fn in_our_words(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(word) = quoted.next()
    {
        let known: Vec<_> = quoted.collect();
        return match suggest(word, known.iter().copied()) {
            Some(near) => format!("{word} is not known here: did you mean {near}?"),
            None => format!("{word} is not known here; there can be {}", known.join(", ")),
        };
    }
    if let (Some(word), true) = (quoted.next(), message.starts_with("missing field")) {
        return format!("{word} is missing");
    }
    message.lines().collect::<Vec<_>>().join(", ")
}
