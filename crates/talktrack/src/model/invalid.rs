//! What is wrong with a value, in words that say what to do about it.

use std::borrow::Cow;
use std::fmt;

/// Why a value was refused: the field it was meant for, what is wrong, and the near miss if there
/// is one.
///
/// The words of closed vocabularies are quoted, since the reader needs them to see the slip.
/// Keys, names and notes are never quoted: they can name a person, and messages end up in logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    field: Cow<'static, str>,
    problem: Cow<'static, str>,
    suggestion: Option<String>,
}

impl Invalid {
    /// A refusal of `field` because of `problem`.
    pub fn new(field: impl Into<Cow<'static, str>>, problem: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), problem: problem.into(), suggestion: None }
    }

    /// A word outside a closed vocabulary, with the near miss among `known`.
    pub fn unknown_word(
        field: &'static str,
        word: &str,
        known: impl IntoIterator<Item = &'static str> + Clone,
    ) -> Self {
        let suggestion = suggest(word, known.clone()).map(str::to_owned);
        let problem = if suggestion.is_some() {
            format!("{} is not known", quoted(word))
        } else {
            let all: Vec<_> = known.into_iter().collect();
            // A stranger may have come from another column: what looks like a name stays unsaid.
            let shown = if is_slug(word) { quoted(word) } else { "the value".to_owned() };
            format!("{shown} is not known; it is one of {}", all.join(", "))
        };
        Self { field: Cow::Borrowed(field), problem: Cow::Owned(problem), suggestion }
    }

    /// The same refusal, told about the field the caller knows the value by.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = field.into();
        self
    }

    /// The field that was refused, as in the JSON form of a record.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The near miss, where there is one.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.field, self.problem)?;
        match &self.suggestion {
            Some(word) => write!(out, ": did you mean {word}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Invalid {}

fn is_slug(word: &str) -> bool {
    word.len() <= 24
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// Quotes a word for a message, shortened so that a misplaced document does not become one.
fn quoted(word: &str) -> String {
    const SHOWN: usize = 40;
    let printable: String =
        word.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(SHOWN).collect();
    let dots = if word.chars().nth(SHOWN).is_some() { "…" } else { "" };
    format!("\"{printable}{dots}\"")
}

/// The one of `known` that `word` was most likely meant to be, if any is near enough.
///
/// ```
/// # use talktrack::model::suggest;
/// assert_eq!(suggest("relevant-meting", ["right-people", "relevant-meeting"]), Some("relevant-meeting"));
/// assert_eq!(suggest("usage", ["use", "stage"]), Some("use"));
/// assert_eq!(suggest("lunch", ["right-people", "relevant-meeting"]), None);
/// ```
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64; // beyond any word worth a suggestion; bounds the work per candidate
    const NEAR: f64 = 0.6;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let nearness = strsim::normalized_damerau_levenshtein(&word, &lower);
            // Of equally near words the one that begins alike is meant.
            let begins_alike = lower.chars().next() == word.chars().next();
            (nearness >= NEAR).then_some((nearness, begins_alike, candidate))
        })
        .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map(|(_, _, candidate)| candidate)
}
