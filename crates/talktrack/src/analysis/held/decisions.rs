//! What the stages of a deal say about its conversations.

use crate::model::{Conversation, OutcomeResult, StageMeaning};

const CONVERSATIONS: usize = Conversation::ALL.len();

/// What the stages say, by conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Decisions {
    /// When its stage was entered first and last.
    pub(super) entered: [Option<(i64, i64)>; CONVERSATIONS],
    /// When and how it was decided; the latest decision holds.
    pub(super) decided: [Option<(i64, OutcomeResult)>; CONVERSATIONS],
}

impl Decisions {
    /// Reads the stages in order: moving on to a later conversation means that the earlier one
    /// succeeded, won that the current one and making the value tangible (if that is held) did, lost
    /// that the current one failed. Moving back decides nothing, nor does a stage that means what the
    /// one before it meant, or that the map does not know.
    pub(super) fn of(stages: &[(i64, Option<StageMeaning>)], value_is_held: bool) -> Self {
        let mut all = Self::default();
        let mut current: Option<usize> = None;
        let mut before = None;
        for &(at, meaning) in stages {
            let Some(meaning) = meaning else { continue };
            if let StageMeaning::Conversation(conversation) = meaning {
                let first = all.entered[place(conversation)].map_or(at, |(first, _)| first);
                all.entered[place(conversation)] = Some((first, at));
            }
            if before.replace(meaning) == Some(meaning) {
                continue;
            }
            match meaning {
                StageMeaning::Conversation(conversation) => {
                    let next = place(conversation);
                    if let Some(earlier) = current.filter(|current| *current < next) {
                        all.decided[earlier] = Some((at, OutcomeResult::Succeeded));
                    }
                    current = Some(next);
                }
                StageMeaning::Won => {
                    let value = place(Conversation::TangibleValue);
                    for won in current.into_iter().chain(value_is_held.then_some(value)) {
                        all.decided[won] = Some((at, OutcomeResult::Succeeded));
                    }
                }
                StageMeaning::Lost => {
                    if let Some(current) = current {
                        all.decided[current] = Some((at, OutcomeResult::Failed));
                    }
                }
            }
        }
        all
    }
}

/// The place of a conversation among the five.
pub(super) const fn place(conversation: Conversation) -> usize {
    conversation.code() as usize - 1
}
