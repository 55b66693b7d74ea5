//! Where a text mentions somebody.
//!
//! A mention is the key or a name as words of their own, in any case: "ada" is not mentioned in
//! "Canada". Scripts that do not part words with spaces need no gap around it.

use std::ops::Range;

/// A text in small letters, a letter for each letter, with the places where they stand.
pub(in super::super) struct Folded {
    letters: Vec<char>,
    /// Where each letter begins, and where the last one ends.
    places: Vec<usize>,
}

impl Folded {
    pub(in super::super) fn of(text: &str) -> Self {
        let letters = text.chars().map(small).collect();
        let places = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
        Self { letters, places }
    }

    /// Every stretch of words that has one of these lengths, and its letters; the longest first
    /// where several begin together.
    pub(in super::super) fn stretches<'a>(
        &'a self,
        lengths: &'a [usize],
    ) -> impl Iterator<Item = (Range<usize>, &'a [char])> + 'a {
        let starts = (0..self.letters.len()).filter(|start| self.is_gap(*start));
        starts.flat_map(move |start| {
            lengths.iter().filter_map(move |length| {
                let end = start + length;
                let letters = self.letters.get(start..end)?;
                let place = self.places[start]..self.places[end];
                self.is_gap(end).then_some((place, letters))
            })
        })
    }

    /// Whether a word can begin or end before the letter at `place`.
    fn is_gap(&self, place: usize) -> bool {
        if place == 0 || place == self.letters.len() {
            return true;
        }
        let joins = |letter: char| letter.is_alphanumeric() && letter < FIRST_WITHOUT_SPACES;
        !(joins(self.letters[place - 1]) && joins(self.letters[place]))
    }
}

/// From Thai on, most scripts write words without spaces or join particles to names.
const FIRST_WITHOUT_SPACES: char = '\u{e00}';

fn small(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// A key or a name as it is looked for: in small letters, without the space around it.
pub(in super::super) fn fold(text: &str) -> String {
    text.trim().chars().map(small).collect()
}

/// How many stretches of these lengths there are in `text`.
pub(in super::super) fn stretches(text: &str, lengths: &[usize]) -> usize {
    Folded::of(text).stretches(lengths).count()
}

/// The lengths of words that are looked for: the longest first, each once.
pub(in super::super) fn lengths(of: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut lengths: Vec<_> = of.filter(|length| *length > 0).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.dedup();
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(text: &str, word: &str) -> Vec<String> {
        let wanted: Vec<char> = fold(word).chars().collect();
        let folded = Folded::of(text);
        folded
            .stretches(&[wanted.len()])
            .filter(|(_, letters)| *letters == wanted)
            .map(|(place, _)| text[place].to_owned())
            .collect()
    }

    #[test]
    fn a_mention_is_a_word_of_its_own_in_any_case() {
        assert_eq!(mentions("Ask ADA, or ada@example.com", "ada"), ["ADA", "ada"]);
        assert!(mentions("Canada and adamant", "ada").is_empty());
        assert_eq!(mentions("mail,\"Ada Lovelace\",7", "ada lovelace"), ["Ada Lovelace"]);
        assert_eq!(mentions("use-ada_1", "ada"), ["ada"]);
        assert_eq!(mentions("für Jürgen Groß.", "JÜRGEN GROß"), ["Jürgen Groß"]);
        assert_eq!(mentions("昨日李雷说好", "李雷"), ["李雷"]);
    }
}
