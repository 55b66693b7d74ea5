//! One JSON object with no name twice.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use talktrack::model::Invalid;

/// The bytes as text, or where they stop being text.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Invalid> {
    std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to() + 1;
        Invalid::new("text", format!("is not UTF-8 at byte {place} of the row: save it as UTF-8"))
    })
}

/// Reads an object and refuses names that stand twice, of which all but one would be lost.
///
/// How deep it may be nested is `serde_json`'s limit, far below what the stack holds.
pub(crate) fn object(text: &str) -> Result<Map<String, Value>, Invalid> {
    let twice = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Unique { twice: &twice }.deserialize(&mut json).and_then(|value| {
        json.end()?;
        Ok(value)
    });
    match read {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Invalid::new("json", "is not an object such as {\"type\": \"use\", …}")),
        Err(error) => Err(match twice.take() {
            Some(name) => Invalid::new(shown(&name), "stands twice in one object: keep one"),
            None => Invalid::new("json", unreadable(&error)),
        }),
    }
}

/// What `serde_json` says, with the position in our words.
fn unreadable(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    match error.line() {
        0 | 1 => format!("cannot be read at column {}: {said}", error.column()),
        line => format!("cannot be read at line {line}, column {}: {said}", error.column()),
    }
}

/// A name as a message may show it.
pub(crate) fn shown(name: &str) -> String {
    const LONGEST: usize = 60;
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(LONGEST).collect()
}

/// Reads any value, and leaves in `twice` the name that stood twice.
#[derive(Clone, Copy)]
struct Unique<'a> {
    twice: &'a RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(self)?;
            match map.entry(name) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(place) => {
                    *self.twice.borrow_mut() = Some(place.key().clone());
                    return Err(A::Error::custom("a name stands twice"));
                }
            };
        }
        Ok(Value::Object(map))
    }
}
