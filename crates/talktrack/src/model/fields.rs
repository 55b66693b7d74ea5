//! Reads the named fields of a record, and writes them: the one door for JSON, tables and Python.

mod values;

use serde_json::{Map, Value};

use super::invalid::{Invalid, suggest};
use super::reading::TimeReading;
use super::record::FieldKind;

/// How a tag is named where a table has one column a tag.
const TAG_PREFIX: &str = "tag:";

/// The fields of one record while it is being read. It remembers which names were asked for, so
/// that a name nobody asked for is refused instead of being lost.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    times: &'a TimeReading,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>, times: &'a TimeReading) -> Self {
        Self { map, times, known: Vec::with_capacity(16) }
    }

    /// The value of `name`; absent and null are the same.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn optional<T: Field>(&mut self, name: &'static str) -> Result<Option<T>, Invalid> {
        T::read(self, name)
    }

    pub(crate) fn required<T: Field>(&mut self, name: &'static str) -> Result<T, Invalid> {
        T::read(self, name)?.ok_or_else(|| self.missing(name))
    }

    /// What is missing may be there under a slip of its name.
    fn missing(&self, name: &'static str) -> Invalid {
        let strangers = self.map.keys().filter(|key| !self.known.contains(&key.as_str()));
        match suggest(name, strangers.map(String::as_str)) {
            Some(slip) => Invalid::new(
                name,
                format!("is missing: is the field {} meant to be it?", shown(slip)),
            ),
            None => Invalid::new(name, "is missing"),
        }
    }

    /// Refuses fields that were never asked for.
    pub(crate) fn finish(self, what: &str) -> Result<(), Invalid> {
        let tagged = self.known.contains(&"tags");
        for name in self.map.keys() {
            if self.known.contains(&name.as_str()) || (tagged && name.starts_with(TAG_PREFIX)) {
                continue;
            }
            let near = suggest(name, self.known.iter().copied());
            let problem = match near {
                Some(near) => format!("is not a field of {what}: did you mean {near}?"),
                None => format!("is not a field of {what}; it has {}", self.known.join(", ")),
            };
            let shown: String = name
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .take(60)
                .collect();
            return Err(Invalid::new(shown, problem));
        }
        Ok(())
    }
}

/// A stranger's name in a message: bounded, and without what could move a cursor.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(60).collect()
}

/// The fields of one record as they are written: in the order of their declaration.
#[derive(Debug, Default)]
pub(crate) struct Written(Vec<(&'static str, Value)>);

impl Written {
    pub(crate) fn push(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// JSON with sorted keys: equal fields have equal text.
    pub(crate) fn sorted_json(mut self) -> String {
        self.0.sort_by_key(|(name, _)| *name);
        // Writing strings and numbers into a string does not fail.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

impl serde::Serialize for Written {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A type that a record's field can have.
pub(crate) trait Field: Sized {
    /// What is written there, for people: `text`, `time`, …
    const FORM: &'static str;
    /// What sort of value that is.
    const KIND: FieldKind = FieldKind::Word;
    /// The names of the further fields that are read with the one called `name`.
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &[]
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid>;
    fn write(&self, name: &'static str, out: &mut Written);
}
