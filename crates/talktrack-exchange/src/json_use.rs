//! A use that stands in a row as one flat JSON object, read without an object in between.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use talktrack::model::UseTexts;

/// What an object says of a use; none if it is anything else, or not an object at all. Then it has to be read
/// as a record, which says what it is.
pub(crate) fn texts(json: &str) -> Option<UseTexts<'_>> {
    let mut from = serde_json::Deserializer::from_str(json);
    let texts = from.deserialize_map(Object).ok()?;
    (from.end().is_ok() && texts.is_use()).then_some(texts)
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = UseTexts<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a use")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<UseTexts<'de>, A::Error> {
        let mut texts = UseTexts::default();
        while let Some(name) = object.next_key_seed(Text)? {
            let text = object.next_value_seed(Text)?;
            let says_of_use = |name: Cow<'_, str>| texts.say(&name, text);
            if !name.is_some_and(says_of_use) {
                return Err(A::Error::custom("is not said of a use"));
            }
        }
        Ok(texts)
    }
}

/// A text, or nothing for a null; anything else is unusual in a use.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_flat_use_is_read() {
        let is_read = |json| texts(json).is_some();
        assert!(is_read(r#"{"type":"use","rep":"ad\u0061","deal":null}"#));
        assert!(!is_read(r#"{"type":"stage","deal":"d"}"#));
        assert!(!is_read(r#"{"type":"use","seconds":"4"}"#));
        assert!(!is_read(r#"{"type":"use","rep":4}"#));
        assert!(!is_read(r#"{"type":"use","deal":null,"deal":"d"}"#));
        assert!(!is_read(r#"{"type":"use"} {}"#));
        assert!(!is_read(r#"["type","use"]"#));
    }
}
