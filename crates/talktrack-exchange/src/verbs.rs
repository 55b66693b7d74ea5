//! What the words of other systems become: verbs of xAPI, types of Showpad.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use serde::Deserialize;
use talktrack::model::{Action, Invalid, TrainingLevel};

use crate::error::Error;

/// What becomes of what a system calls by one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// A use of an asset.
    Use(Action),
    /// Somebody got to know an asset.
    Training(TrainingLevel),
    /// A buyer looked at what was shared.
    Engagement,
    /// Nothing.
    Ignore,
}

const ENGAGEMENT: &str = "engagement";
const IGNORE: &str = "ignore";

impl FromStr for Verb {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        match word {
            ENGAGEMENT => Ok(Self::Engagement),
            IGNORE => Ok(Self::Ignore),
            _ => {
                let action = word.parse().map(Self::Use);
                action.or_else(|_| word.parse().map(Self::Training)).map_err(|_| {
                    let actions = Action::ALL.iter().map(|action| action.as_str());
                    let levels = TrainingLevel::ALL.iter().map(|level| level.as_str());
                    let known = actions.chain(levels).chain([ENGAGEMENT, IGNORE]);
                    Invalid::unknown_word("verbs", word, known)
                })
            }
        }
    }
}

/// What the words of other systems become, where that is not what they become by default: read from a
/// file in TOML.
///
/// ```
/// use talktrack_exchange::Verbs;
///
/// let verbs = Verbs::from_toml(r#"
///     [verbs]                              # a verb of xAPI or a type of Showpad, and one of
///     "http://id.tincanapi.com/verb/rated" = "ignore"
///     "https://example.com/verbs/pitched" = "presented"    # the actions of a use,
///     "https://example.com/verbs/coached" = "introduced"   # the levels of a training,
///     "https://example.com/verbs/peeked" = "engagement"    # a buyer's look, or "ignore"
/// "#)?;
///
/// let slip = Verbs::from_toml("[verbs]\n\"asset-shared\" = \"shraed\"");
/// assert_eq!(
///     slip.unwrap_err().to_string(),
///     "the verb map cannot be used: asset-shared: \"shraed\" is not known: did you mean shared?"
/// );
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Verbs {
    text: Arc<str>,
    verbs: Arc<BTreeMap<String, Verb>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verbs: BTreeMap<String, String>,
}

impl Verbs {
    /// Reads a verb map. What it does not name becomes what it becomes without.
    ///
    /// # Errors
    /// [`Error::Verbs`] for anything that is not known there, with the near miss.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let refused = |problem: String| Error::Verbs { problem };
        let file: File = crate::toml_file::read(text).map_err(refused)?;
        let verb = |(name, word): (String, String)| match word.parse::<Verb>() {
            Ok(verb) => Ok((name, verb)),
            Err(invalid) => Err(refused(invalid.in_field(crate::json::shown(&name)).to_string())),
        };
        let verbs = file.verbs.into_iter().map(verb).collect::<Result<_, _>>()?;
        Ok(Self { text: text.into(), verbs: Arc::new(verbs) })
    }

    /// The text it was read from.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What becomes of `word`: what the file says, else what `defaults` say.
    pub(crate) fn of(&self, word: &str, defaults: &[(&str, Verb)]) -> Option<Verb> {
        let default = || defaults.iter().find(|(known, _)| *known == word).map(|(_, verb)| *verb);
        self.verbs.get(word).copied().or_else(default)
    }
}
