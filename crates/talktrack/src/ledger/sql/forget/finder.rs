//! Finding a person in texts: by their key and names while these are known, by hashes afterwards.

use std::collections::HashSet;
use std::ops::Range;

use super::mention::{Folded, fold, lengths};
use crate::error::Result;
use crate::model::{RepKey, Word};

/// What stands where a text mentioned somebody.
pub(in super::super) const GAP: &str = "(forgotten)";

/// How long a key or a name must be, in letters, to be looked for in the notes of others. Shorter
/// ones are too often something else.
pub(in super::super) const IN_NOTES: usize = 3;
/// The same for titles, links and tags, which Marketing needs: "ADA compliance" is nobody's name.
pub(in super::super) const IN_CATALOGUE: usize = 8;

/// A person that a text mentions, as their pseudonym, and where.
pub(in super::super) struct Mention {
    pub(in super::super) place: Range<usize>,
    pub(in super::super) pseudonym: RepKey,
}

/// Finds people who are forgotten, or are about to be.
pub(in super::super) trait Finder {
    /// The pseudonym of the rep with exactly this key, if they are forgotten.
    fn rep(&mut self, key: &str) -> Result<Option<RepKey>>;

    /// The lengths of the keys and names that are looked for, in letters, the longest first.
    fn lengths(&self) -> &[usize];

    /// The person whose key or name these small letters are.
    fn person(&mut self, letters: &[char]) -> Result<Option<RepKey>>;

    /// The mentions in `text` of keys and names of at least `least` letters, from left to right; of
    /// those that begin together the longest counts.
    fn find(&mut self, text: &str, least: usize) -> Result<Vec<Mention>> {
        let lengths: Vec<_> =
            self.lengths().iter().copied().filter(|length| *length >= least).collect();
        let mut found: Vec<Mention> = Vec::new();
        for (place, letters) in Folded::of(text).stretches(&lengths) {
            if found.last().is_some_and(|last| place.start < last.place.end) {
                continue;
            }
            if let Some(pseudonym) = self.person(letters)? {
                found.push(Mention { place, pseudonym });
            }
        }
        Ok(found)
    }

    /// The person whose key or name `text` is.
    fn whole(&mut self, text: &str) -> Result<Option<RepKey>> {
        let letters: Vec<char> = fold(text).chars().collect();
        if self.lengths().contains(&letters.len()) { self.person(&letters) } else { Ok(None) }
    }

    /// `text` with `stand_in` for every mention; `None` if there is none.
    fn without(&mut self, text: &str, least: usize, stand_in: StandIn) -> Result<Option<String>> {
        let found = self.find(text, least)?;
        if found.is_empty() {
            return Ok(None);
        }
        let (mut kept, mut after) = (String::new(), 0);
        for Mention { place, pseudonym } in found {
            kept.push_str(&text[after..place.start]);
            kept.push_str(match stand_in {
                StandIn::Gap => GAP,
                StandIn::Pseudonym => pseudonym.as_str(),
            });
            after = place.end;
        }
        kept.push_str(&text[after..]);
        Ok(Some(kept))
    }

    /// A word by which figures may group, with the pseudonym for the person in it.
    fn word(&mut self, word: &Word, least: usize) -> Result<Option<Word>> {
        if let Some(pseudonym) = self.whole(word.as_str())? {
            return Ok(Some(Word::new(pseudonym.as_str())?));
        }
        let Some(text) = self.without(word.as_str(), least, StandIn::Pseudonym)? else {
            return Ok(None);
        };
        // What became too long for a word says no more than that it was about the person.
        Ok(Some(Word::new(text).or_else(|_| Word::new(GAP))?))
    }
}

/// What takes the place of a mention.
#[derive(Debug, Clone, Copy)]
pub(in super::super) enum StandIn {
    Gap,
    Pseudonym,
}

/// A person who is about to be forgotten.
pub(super) struct Person {
    pub(super) key: Box<str>,
    pub(super) pseudonym: RepKey,
    /// Key and names in small letters.
    words: HashSet<Vec<char>>,
    lengths: Vec<usize>,
}

impl Person {
    pub(super) fn new(key: &str, names: &[String], pseudonym: RepKey) -> Self {
        let all = names.iter().map(String::as_str).chain([key]);
        let words: HashSet<Vec<char>> = all.map(|word| fold(word).chars().collect()).collect();
        let lengths = lengths(words.iter().map(Vec::len));
        Self { key: key.into(), pseudonym, words, lengths }
    }

    /// Key and names in small letters, as they are hashed.
    pub(super) fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.words.iter().map(|word| word.iter().collect::<String>()).filter(|w| !w.is_empty())
    }
}

impl Finder for Person {
    fn rep(&mut self, key: &str) -> Result<Option<RepKey>> {
        Ok((key == &*self.key).then(|| self.pseudonym.clone()))
    }

    fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    fn person(&mut self, letters: &[char]) -> Result<Option<RepKey>> {
        Ok(self.words.contains(letters).then(|| self.pseudonym.clone()))
    }
}
