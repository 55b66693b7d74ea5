//! Texts, each with a number, in little memory.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Texts, each with a number. Looking for one waits for memory and for little else, so each text stands beside
/// its number, and the table holds nothing but where.
#[derive(Debug, Default)]
pub(crate) struct TextNumbers {
    found: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Of each text its number, its length and itself.
    bytes: Vec<u8>,
}

impl TextNumbers {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// The number of a text.
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        self.find(self.hasher.hash_one(text.as_bytes()), text)
    }

    fn find(&self, hash: u64, text: &str) -> Option<u32> {
        let is_it = |begin: &u32| entry(&self.bytes, *begin).1 == text.as_bytes();
        self.found.find(hash, is_it).map(|begin| entry(&self.bytes, *begin).0)
    }

    /// The number of a text; one that is not there gets the number that `new` gives it, if it does.
    pub(crate) fn get_or_insert(
        &mut self,
        text: &str,
        new: impl FnOnce() -> Option<u32>,
    ) -> Option<u32> {
        let hash = self.hasher.hash_one(text.as_bytes());
        if let Some(number) = self.find(hash, text) {
            return Some(number);
        }
        let Self { found, hasher, bytes } = self;
        let begin = u32::try_from(bytes.len()).ok()?;
        let length = u32::try_from(text.len()).ok()?;
        let number = new()?;
        bytes.extend_from_slice(&number.to_le_bytes());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
        found.insert_unique(hash, begin, |begin| hasher.hash_one(entry(bytes, *begin).1));
        Some(number)
    }

    /// How many bytes the texts take with their numbers; the text that is added next stands there.
    pub(crate) const fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The text that stands there.
    pub(crate) fn text_at(&self, begin: u32) -> &str {
        std::str::from_utf8(entry(&self.bytes, begin).1).unwrap_or_default()
    }
}

/// What begins there: a number and its text.
fn entry(bytes: &[u8], begin: u32) -> (u32, &[u8]) {
    let entry = bytes.get(begin as usize..).and_then(|rest| {
        let (number, rest) = rest.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        Some((u32::from_le_bytes(*number), rest.get(..u32::from_le_bytes(*length) as usize)?))
    });
    entry.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_keep_the_number_that_they_got_first() {
        let mut texts = TextNumbers::default();
        for number in 0..10_000 {
            let text = format!("text {number}");
            assert_eq!(texts.get(&text), None);
            assert_eq!(texts.get_or_insert(&text, || Some(number)), Some(number));
            assert_eq!(texts.get_or_insert(&text, || Some(0)), Some(number));
        }
        assert_eq!(texts.get_or_insert("", || None), None);
        assert_eq!(texts.len(), 10_000);
        assert!((0..10_000).all(|number| texts.get(&format!("text {number}")) == Some(number)));
    }
}
