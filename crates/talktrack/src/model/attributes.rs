//! What an event carries beside what it says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fields::{Field, Fields, Written};
use super::invalid::Invalid;
use super::record::FieldKind;

const LONGEST_NAME: usize = 64;
const LONGEST_TEXT: usize = 65_536;
/// Names that say something else of a `CloudEvent`.
const TAKEN: [&str; 9] = [
    "specversion",
    "id",
    "type",
    "source",
    "time",
    "data",
    "datacontenttype",
    "dataschema",
    "talktracksource",
];

/// What an event carries for the systems that it came through, such as the trace it belongs to. No
/// figure counts by it; it goes out as it came in, and forgetting a rep takes it from their events.
///
/// Names have small letters and digits only; values are texts, truth and whole numbers of 32 bits, as
/// the extension attributes of `CloudEvents` are.
///
/// ```
/// use talktrack::model::Attributes;
/// let attributes = Attributes::new().with("traceparent", "00-4bf9-01")?.with("sampled", true)?;
/// assert_eq!(attributes.iter().count(), 2);
/// assert!(Attributes::new().with("Trace", "x").is_err());
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes(BTreeMap<Box<str>, Value>);

impl Attributes {
    pub(crate) const NAME: &'static str = "attributes";

    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more.
    ///
    /// # Errors
    /// If no attribute can have this name or this value.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Result<Self, Invalid> {
        self.insert(name, value.into())?;
        Ok(self)
    }

    fn insert(&mut self, name: &str, value: Value) -> Result<(), Invalid> {
        let refused = |problem| Err(Invalid::new(Self::NAME, problem));
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(is_letter) {
            return refused("have names of small letters and digits, up to 64 of them");
        }
        if TAKEN.contains(&name) {
            return refused("are named as what says something else of an event");
        }
        let valid = match &value {
            Value::String(text) => {
                !text.is_empty() && text.len() <= LONGEST_TEXT && !text.contains('\0')
            }
            Value::Bool(_) => true,
            Value::Number(number) => {
                number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
            }
            _ => false,
        };
        if !valid {
            return refused(
                "are texts that are not empty, true or false, or whole numbers of 32 bits",
            );
        }
        self.0.insert(name.into(), value);
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names with values, in the order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    fn of_object(map: &Map<String, Value>) -> Result<Self, Invalid> {
        let mut attributes = Self::new();
        for (name, value) in map.iter().filter(|(_, value)| !value.is_null()) {
            attributes.insert(name, value.clone())?;
        }
        Ok(attributes)
    }
}

impl Field for Attributes {
    const FORM: &'static str = "object";
    const KIND: FieldKind = FieldKind::Text;

    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        match fields.value(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Self::of_object(map).map(Some),
            // A table has no objects, but their text.
            Some(Value::String(text)) => match serde_json::from_str(text) {
                Ok(Value::Object(map)) => Self::of_object(&map).map(Some),
                _ => Err(Invalid::new(name, "is not the text of a JSON object")),
            },
            Some(_) => Err(Invalid::new(name, "is not an object of names and values")),
        }
    }

    fn write(&self, name: &'static str, out: &mut Written) {
        if !self.is_empty() {
            let all = self.iter().map(|(name, value)| (name.to_owned(), value.clone()));
            out.push(name, Value::Object(all.collect()));
        }
    }
}
