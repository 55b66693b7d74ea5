//! The words behind the codes that the tables hold.

use crate::model::{
    Action, AnswerResult, Conversation, EntryKind, EventKind, OutcomeResult, Side, StageMeaning,
    TrainingLevel,
};

/// The words behind every code that the tables hold.
pub fn vocabulary() -> Vec<(&'static str, u8, String)> {
    let mut words = Vec::new();
    macro_rules! add {
        ($field:literal, $type:ty) => {
            words.extend(<$type>::ALL.iter().map(|m| ($field, m.code(), m.as_str().to_owned())));
        };
    }
    add!("type", EventKind);
    add!("entry", EntryKind);
    add!("conversation", Conversation);
    add!("action", Action);
    add!("outcome", OutcomeResult);
    add!("level", TrainingLevel);
    add!("side", Side);
    add!("answer", AnswerResult);
    for meaning in [StageMeaning::Won, StageMeaning::Lost] {
        words.push(("stage", meaning.code(), meaning.to_string()));
    }
    words
}
