//! A use that stands in a row as one flat JSON object, read without an object in between.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use talktrack::model::{UseMember, UseTexts};

/// Reads what an object says of a use; `false` if it is anything else, or not an object at all. Then it has to
/// be read as a record, which says what it is.
pub(crate) fn read<'t>(json: &'t str, says: &mut UseTexts<'t>) -> bool {
    let mut from = serde_json::Deserializer::from_str(json);
    from.deserialize_map(Object(says)).is_ok() && from.end().is_ok() && says.is_use()
}

struct Object<'s, 't>(&'s mut UseTexts<'t>);

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a use")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(name) = object.next_key_seed(Text)? {
            let text = object.next_value_seed(Text)?;
            let member = name.as_deref().and_then(UseMember::named);
            if !member.is_some_and(|member| self.0.say(member, text)) {
                return Err(A::Error::custom("is not said of a use"));
            }
        }
        Ok(())
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
        let is_read = |json| read(json, &mut UseTexts::default());
        assert!(is_read(r#"{"type":"use","rep":"ad\u0061","deal":null}"#));
        assert!(!is_read(r#"{"type":"stage","deal":"d"}"#));
        assert!(!is_read(r#"{"type":"use","seconds":"4"}"#));
        assert!(!is_read(r#"{"type":"use","rep":4}"#));
        assert!(!is_read(r#"{"type":"use","deal":null,"deal":"d"}"#));
        assert!(!is_read(r#"{"type":"use"} {}"#));
        assert!(!is_read(r#"["type","use"]"#));
    }
}
