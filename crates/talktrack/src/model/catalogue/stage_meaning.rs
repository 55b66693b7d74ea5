//! What the stages of a CRM mean.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::super::conversation::Conversation;
use super::super::fields::{Field, Fields, Written};
use super::super::invalid::Invalid;
use super::super::key::Word;

/// What a CRM stage means: a deal in it holds a conversation, or is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageMeaning {
    /// The deal is in this conversation.
    Conversation(Conversation),
    /// The deal was won.
    Won,
    /// The deal was lost.
    Lost,
}

impl StageMeaning {
    const WON: u8 = 6;
    const LOST: u8 = 7;

    /// The code stored in a ledger: the conversation's, 6 for won, 7 for lost.
    pub const fn code(self) -> u8 {
        match self {
            Self::Conversation(conversation) => conversation.code(),
            Self::Won => Self::WON,
            Self::Lost => Self::LOST,
        }
    }
}

impl TryFrom<u8> for StageMeaning {
    type Error = Invalid;
    fn try_from(code: u8) -> Result<Self, Invalid> {
        match code {
            Self::WON => Ok(Self::Won),
            Self::LOST => Ok(Self::Lost),
            _ => Conversation::try_from(code)
                .map(Self::Conversation)
                .map_err(|invalid| invalid.in_field("means")),
        }
    }
}

impl FromStr for StageMeaning {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        const DECIDED: [(&str, StageMeaning); 2] =
            [("won", StageMeaning::Won), ("lost", StageMeaning::Lost)];
        if let Some((_, meaning)) = DECIDED.iter().find(|(word, _)| word.eq_ignore_ascii_case(text))
        {
            return Ok(*meaning);
        }
        text.parse().map(Self::Conversation).map_err(|_| {
            let slugs = Conversation::ALL.iter().map(|conversation| conversation.as_str());
            Invalid::unknown_word("means", text, slugs.chain(DECIDED.map(|(word, _)| word)))
        })
    }
}

impl fmt::Display for StageMeaning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Conversation(conversation) => conversation.as_str(),
            Self::Won => "won",
            Self::Lost => "lost",
        })
    }
}

impl Field for StageMeaning {
    const FORM: &'static str = "conversation, won or lost";
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        fields.optional::<Word>(name)?.map(|word| word.as_str().parse()).transpose()
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::String(self.to_string()));
    }
}
