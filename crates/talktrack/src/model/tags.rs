//! Tags: any key, one value each.

use std::collections::BTreeMap;

use super::invalid::Invalid;
use super::key::Word;

/// What an asset or a deal is tagged with: segment, persona, industry, product, region or any
/// other key, one value each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Tags(BTreeMap<Word, Word>);

impl Tags {
    /// No tags.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tags with `key` set to `value`.
    ///
    /// ```
    /// use talktrack::model::Tags;
    /// let tags = Tags::new().with("segment", "enterprise")?;
    /// assert_eq!(tags.get("segment"), Some("enterprise"));
    /// # Ok::<(), talktrack::model::Invalid>(())
    /// ```
    pub fn with(mut self, key: &str, value: &str) -> Result<Self, Invalid> {
        self.insert(key, value)?;
        Ok(self)
    }

    pub(crate) fn insert(&mut self, key: &str, value: &str) -> Result<(), Invalid> {
        let named = |invalid: Invalid| invalid.in_field("tags");
        self.0.insert(Word::new(key).map_err(named)?, Word::new(value).map_err(named)?);
        Ok(())
    }

    /// The value of `key`, if tagged.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(Word::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys with values, in the order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether these are among them, each with its value.
    ///
    /// ```
    /// use talktrack::model::Tags;
    /// let tags = Tags::new().with("segment", "small")?.with("region", "south")?;
    /// assert!(tags.have(&Tags::new().with("region", "south")?));
    /// # Ok::<(), talktrack::model::Invalid>(())
    /// ```
    pub fn have(&self, wanted: &Self) -> bool {
        wanted.iter().all(|(key, value)| self.get(key) == Some(value))
    }

    /// Whether a key that both carry has different values.
    pub fn contradict(&self, other: &Self) -> bool {
        self.iter().any(|(key, value)| other.get(key).is_some_and(|theirs| theirs != value))
    }
}
