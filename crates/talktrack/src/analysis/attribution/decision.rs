//! Whether a deal was won or lost, and when.

use crate::analysis::held::OnDeal;
use crate::model::{Conversation, OutcomeResult, StageMeaning};

/// How a deal was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DealDecision {
    pub(super) at: i64,
    pub(super) won: bool,
}

impl DealDecision {
    /// The decision of a deal; nothing for one that is open.
    ///
    /// A deal is won by a stage that means so, or when making the value tangible succeeded; and lost by a
    /// stage that means so, or when its latest conversation failed. The last of these holds, since the first
    /// one from which on all say the same. Of one moment, what is said of a conversation counts later than
    /// the stage.
    pub(super) fn of(on: &OnDeal) -> Option<Self> {
        let stages = on.stages.iter().filter_map(|&(at, means)| match means {
            Some(StageMeaning::Won) => Some(Self { at, won: true }),
            Some(StageMeaning::Lost) => Some(Self { at, won: false }),
            _ => None,
        });
        let value = on.conversations.iter().filter(|one| {
            one.conversation == Conversation::TangibleValue
                && one.result == Some(OutcomeResult::Succeeded)
        });
        let value = value.map(|one| Self { at: one.end, won: true });
        // Of those that ended together, the one that comes later in a deal.
        let latest = on.conversations.iter().max_by_key(|one| one.end);
        let latest = latest.filter(|one| one.result == Some(OutcomeResult::Failed));
        let latest = latest.map(|one| Self { at: one.end, won: false });
        // Stages are in order already, and what follows them counts later than those of its moment.
        let signs = stages.chain(value).chain(latest).enumerate();
        let when = |(place, sign): &(usize, Self)| (sign.at, *place);
        let last = signs.clone().max_by_key(when)?;
        let other = signs.clone().filter(|(_, sign)| sign.won != last.1.won).max_by_key(when);
        let after = |sign: &(usize, Self)| other.is_none_or(|other| when(sign) > when(&other));
        signs.filter(after).min_by_key(when).map(|(_, sign)| sign)
    }
}
