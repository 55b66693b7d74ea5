//! What a row of a file says of a use, as the texts that stand there.

use std::borrow::Cow;

use super::key::Source;

/// The type of a use.
const TYPE: &str = "use";

/// What a row can say of a use, but for its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the fields of a use
pub enum UseMember {
    Id,
    Source,
    At,
    Rep,
    Asset,
    Action,
    Conversation,
    Deal,
    Account,
    Version,
    Contact,
    Channel,
    /// That it is one.
    Type,
}

impl UseMember {
    /// How many there are.
    const COUNT: usize = Self::Type as usize + 1;

    /// What is called so.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "source" => Self::Source,
            "at" => Self::At,
            "rep" => Self::Rep,
            "asset" => Self::Asset,
            "action" => Self::Action,
            "conversation" => Self::Conversation,
            "deal" => Self::Deal,
            "account" => Self::Account,
            "version" => Self::Version,
            "contact" => Self::Contact,
            "channel" => Self::Channel,
            "type" => Self::Type,
            _ => return None,
        })
    }
}

/// What a row of a file says of a use, as the texts that stand there, not checked yet. A member that is
/// missing, null or an empty cell is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UseTexts<'t> {
    /// Which members were named.
    named: u16,
    texts: [Option<Cow<'t, str>>; UseMember::COUNT],
}

impl<'t> UseTexts<'t> {
    /// Takes note that the row says `text` of a member, or nothing where it is null. `false` if it was named
    /// before: then the row has to be read as a record.
    pub fn say(&mut self, member: UseMember, text: Option<Cow<'t, str>>) -> bool {
        let bit = 1 << member as u16;
        let first = self.named & bit == 0;
        self.named |= bit;
        self.texts[member as usize] = text;
        first
    }

    /// What it says of a member.
    pub(super) fn get(&self, member: UseMember) -> Option<&str> {
        self.texts[member as usize].as_deref()
    }

    /// Whether the row says that it is a use.
    pub fn is_use(&self) -> bool {
        self.get(UseMember::Type) == Some(TYPE)
    }

    /// The source that it is of.
    pub(super) fn source_or_default(&self) -> &str {
        self.get(UseMember::Source).unwrap_or(Source::DEFAULT)
    }

    /// Whether it names its id.
    pub(super) const fn has_id(&self) -> bool {
        self.texts[UseMember::Id as usize].is_some()
    }
}
