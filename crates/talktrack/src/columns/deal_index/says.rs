//! What a fact says of its deal.

use crate::model::{Conversation, EventKind, OutcomeResult};

/// What a fact says of its deal and in which conversation, in one byte: a pass over deals asks each fact for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Says(u8);

/// A turn in the story of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It entered a stage.
    Stage,
    /// A conversation was decided; how, unless the file is damaged.
    Outcome(Option<OutcomeResult>),
}

impl Says {
    /// What makes no difference to a deal, and states no conversation.
    pub(crate) const NOTHING: Self = Self(0);
    /// The bits of the conversation's code; those above say what it is: nothing of the following is 0.
    const CONVERSATION: u32 = 3;
    const STAGE: u8 = 1;
    const UNDECIDED: u8 = 2;
    const SUCCEEDED: u8 = 3;
    const FAILED: u8 = 4;
    /// And the code of the action.
    const PUT_TO_WORK: u8 = 8;
    const ACTIONS: u8 = 7;

    /// What a fact of this kind and code says that states the conversation with this code.
    pub(super) fn of(kind: u8, code: u8, conversation: u8) -> Self {
        const STAGE: u8 = EventKind::Stage.code();
        const OUTCOME: u8 = EventKind::Outcome.code();
        let what = match kind {
            _ if super::super::slice::puts_to_work(kind, code) => {
                Self::PUT_TO_WORK + code.min(Self::ACTIONS)
            }
            STAGE => Self::STAGE,
            OUTCOME => match OutcomeResult::try_from(code) {
                Ok(OutcomeResult::Succeeded) => Self::SUCCEEDED,
                Ok(OutcomeResult::Failed) => Self::FAILED,
                Err(_) => Self::UNDECIDED,
            },
            _ => 0,
        };
        let is_one = usize::from(conversation) <= Conversation::ALL.len();
        let conversation = if is_one { conversation } else { 0 };
        Self(what << Self::CONVERSATION | conversation)
    }

    const fn what(self) -> u8 {
        self.0 >> Self::CONVERSATION
    }

    /// The code of the conversation that it states; 0 for none.
    #[inline]
    pub(crate) const fn conversation(self) -> u8 {
        self.0 & ((1 << Self::CONVERSATION) - 1)
    }

    /// Whether it is a use that put something to work.
    #[inline]
    pub(crate) const fn puts_to_work(self) -> bool {
        self.what() >= Self::PUT_TO_WORK
    }

    /// The code of the action of a use that put something to work.
    #[inline]
    pub(crate) const fn action(self) -> u8 {
        self.what() & Self::ACTIONS
    }

    /// Whether it is a stage.
    #[inline]
    pub(super) const fn is_stage(self) -> bool {
        self.what() == Self::STAGE
    }

    /// The turn that it is in the story of the deal, if it is one.
    #[inline]
    pub(crate) const fn turn(self) -> Option<Turn> {
        match self.what() {
            Self::STAGE => Some(Turn::Stage),
            Self::UNDECIDED => Some(Turn::Outcome(None)),
            Self::SUCCEEDED => Some(Turn::Outcome(Some(OutcomeResult::Succeeded))),
            Self::FAILED => Some(Turn::Outcome(Some(OutcomeResult::Failed))),
            _ => None,
        }
    }

    /// Whether it is an outcome.
    pub(super) const fn is_outcome(self) -> bool {
        matches!(self.turn(), Some(Turn::Outcome(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Action;

    #[test]
    fn it_says_what_the_codes_say() {
        for kind in 0..=u8::MAX {
            for code in 0..=u8::MAX {
                for conversation in 0..=7 {
                    let says = Says::of(kind, code, conversation);
                    let is = |one: EventKind| kind == one.code();
                    let works = is(EventKind::Use) && code != Action::Opened.code();
                    assert_eq!(says.puts_to_work(), works);
                    if works && Action::try_from(code).is_ok() {
                        assert_eq!(says.action(), code);
                    }
                    let outcome = Turn::Outcome(OutcomeResult::try_from(code).ok());
                    let turn = is(EventKind::Outcome).then_some(outcome);
                    assert_eq!(says.turn(), turn.or(is(EventKind::Stage).then_some(Turn::Stage)));
                    assert_eq!(
                        says.conversation(),
                        if conversation > 5 { 0 } else { conversation }
                    );
                }
            }
        }
    }
}
