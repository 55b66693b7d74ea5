//! The mapping file as it is written.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) delimiter: Option<String>,
    pub(super) decimal: Option<String>,
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
