//! The caller's own names for things: checked once, then carried as types that cannot be mixed up.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use super::invalid::Invalid;

const LONGEST_KEY: usize = 256;
const LONGEST_TEXT: usize = 65_536;

fn check_key(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("is empty")
    } else if text.len() > LONGEST_KEY {
        Err("is longer than 256 bytes")
    } else if text.chars().any(char::is_control) {
        Err("holds a control character")
    } else if text.trim() != text {
        Err("begins or ends with a space")
    } else {
        Ok(())
    }
}

fn check_text(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("is empty")
    } else if text.len() > LONGEST_TEXT {
        Err("is longer than 65,536 bytes")
    } else if text.contains('\0') {
        Err("holds a NUL character")
    } else {
        Ok(())
    }
}

/// A checked text of whatever kind.
pub(super) trait Key {
    /// Whether `text` can be one.
    fn check(text: &str) -> Result<(), &'static str>;

    /// Takes a text that was checked before.
    fn of_checked(text: &str) -> Self;
}

/// Declares a newtype over text that `check` has let through.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident as $field:literal, $check:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks `text` and takes it.
            pub fn new(text: impl Into<Box<str>>) -> Result<Self, Invalid> {
                let text = text.into();
                $check(&text).map_err(|problem| Invalid::new($field, problem))?;
                Ok(Self(text))
            }

            /// The text as the caller gave it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Key for $name {
            fn check(text: &str) -> Result<(), &'static str> {
                $check(text)
            }

            fn of_checked(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl FromStr for $name {
            type Err = Invalid;
            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::new(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = Invalid;
            fn try_from(text: &str) -> Result<Self, Invalid> {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, out)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(from)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

checked_text! {
    /// The caller's id of an asset: 1 to 256 bytes of UTF-8, no control characters, no space at
    /// either end. The same rule holds for every key.
    ///
    /// ```
    /// use talktrack::model::AssetKey;
    /// assert_eq!(AssetKey::new("roi-calculator").unwrap().as_str(), "roi-calculator");
    /// assert_eq!(AssetKey::new(" deck").unwrap_err().to_string(), "asset: begins or ends with a space");
    /// ```
    AssetKey as "asset", check_key
}
checked_text! {
    /// The caller's id of a rep. Often a mail address, so messages never quote it.
    RepKey as "rep", check_key
}
checked_text! {
    /// The caller's id of a deal.
    DealKey as "deal", check_key
}
checked_text! {
    /// The system that an event comes from. With the event's id it identifies the event.
    Source as "source", check_key
}
checked_text! {
    /// An id of an event, unique within its source.
    EventId as "id", check_key
}
checked_text! {
    /// A short open word: a kind, a team, a region, a tag's key or value, a version, a stage.
    Word as "word", check_key
}
checked_text! {
    /// Free text, such as a title or a note: 1 to 65,536 bytes of UTF-8 without NUL.
    Text as "text", check_text
}

impl Source {
    /// The source of events that name none.
    pub const DEFAULT: &'static str = "talktrack";
}

impl Default for Source {
    fn default() -> Self {
        Self(Self::DEFAULT.into())
    }
}

impl From<uuid::Uuid> for EventId {
    fn from(uuid: uuid::Uuid) -> Self {
        Self(uuid.to_string().into())
    }
}

impl EventId {
    /// A new id for an event that is recorded as it happens: a UUID that sorts by time (version 7).
    pub fn fresh() -> Self {
        Self(uuid::Uuid::now_v7().to_string().into())
    }
}

/// Points to another event: its id, and its source where that differs from the pointing event's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The other event's id.
    pub id: EventId,
    /// The other event's source; `None` means the same source as the pointing event's.
    pub source: Option<Source>,
}

impl From<EventId> for Reference {
    fn from(id: EventId) -> Self {
        Self { id, source: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_refused_for_each_reason_and_never_quoted() {
        let refused = |text: &str| RepKey::new(text).unwrap_err().to_string();
        assert_eq!(refused(""), "rep: is empty");
        assert_eq!(refused(&"x".repeat(257)), "rep: is longer than 256 bytes");
        assert_eq!(refused("a\u{7}b"), "rep: holds a control character");
        assert_eq!(refused("ada@example.com "), "rep: begins or ends with a space");
        assert!(RepKey::new("x".repeat(256)).is_ok());
        assert!(RepKey::new("Ada Lovelace ✓").is_ok());
    }

    #[test]
    fn text_may_hold_lines_but_no_nul() {
        assert!(Text::new("two\nlines ").is_ok());
        assert!(Text::new("a\0b").is_err());
        assert!(Text::new("é".repeat(32_769)).is_err());
    }
}
