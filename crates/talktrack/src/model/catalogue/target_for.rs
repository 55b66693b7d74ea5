//! Whom a target is for.

use serde_json::{Map, Value};

use super::super::fields::{Field, Fields, Written};
use super::super::invalid::Invalid;
use super::super::key::Word;
use super::super::tags::Tags;

/// Whom a target is for, where it is not for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetFor {
    /// The reps of a team.
    Team(Word),
    /// The deals with a tag: its key and its value.
    Tag(Word, Word),
}

impl Field for TargetFor {
    const FORM: &'static str = "word; or tags: an object with one key";
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &["tags"]
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let team = fields.optional(name)?.map(Self::Team);
        let tags: Option<Tags> = fields.optional("tags")?;
        match (team, tags) {
            (team, None) => Ok(team),
            (Some(_), Some(_)) => Err(Invalid::new("tags", "cannot stand beside a team")),
            (None, Some(tags)) => {
                let all: Vec<_> = tags.iter().collect();
                let [(key, value)] = all[..] else {
                    return Err(Invalid::new("tags", "has more than one key: a target is for one"));
                };
                Ok(Some(Self::Tag(Word::new(key)?, Word::new(value)?)))
            }
        }
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        match self {
            Self::Team(team) => team.write(name, out),
            Self::Tag(key, value) => {
                let tag = Map::from_iter([(key.to_string(), Value::from(value.as_str()))]);
                out.push("tags", Value::Object(tag));
            }
        }
    }
}
