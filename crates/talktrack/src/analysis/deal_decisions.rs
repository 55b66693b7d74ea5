//! Which deals were won and lost, and when.

use super::View;
use crate::error::Result;
use crate::model::{Conversation, OutcomeResult, StageMeaning};

/// How a deal was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DealDecision {
    pub(super) at: i64,
    pub(super) won: bool,
}

impl DealDecision {
    /// The decisions of all deals by number, in the scope or not; nothing for one that is open.
    ///
    /// A deal is won by a stage that means so, or when making the value tangible succeeded; and lost by a
    /// stage that means so, or when its latest conversation failed. The last of these holds, since the first
    /// one from which on all say the same. Of one moment, what is said of a conversation counts later than
    /// the stage.
    pub(super) fn all(view: &View<'_>) -> Result<Vec<Option<Self>>> {
        let placement = view.placement()?;
        let mut held = view.held()?.all().iter().peekable();
        let mut decisions = Vec::with_capacity(view.columns().deals()?.names.len());
        for deal in (0..).take(decisions.capacity()) {
            let (ats, means) = placement.stages(deal);
            let stages = ats.iter().zip(means).filter_map(|(&at, &code)| {
                let won = match StageMeaning::try_from(code) {
                    Ok(StageMeaning::Won) => true,
                    Ok(StageMeaning::Lost) => false,
                    _ => return None,
                };
                Some(Self { at, won })
            });
            let mut signs: Vec<Self> = stages.collect();
            let mut latest: Option<(i64, Option<OutcomeResult>)> = None;
            while let Some(one) = held.next_if(|one| one.deal == deal) {
                let succeeded = one.result == Some(OutcomeResult::Succeeded);
                if succeeded && one.conversation == Conversation::TangibleValue {
                    signs.push(Self { at: one.end, won: true });
                }
                if latest.is_none_or(|(end, _)| end <= one.end) {
                    latest = Some((one.end, one.result));
                }
            }
            if let Some((at, Some(OutcomeResult::Failed))) = latest {
                signs.push(Self { at, won: false });
            }
            // Stages are in order already, and what follows them stays behind those of its moment.
            signs.sort_by_key(|sign| sign.at);
            let last_run = signs.chunk_by(|one, other| one.won == other.won).next_back();
            decisions.push(last_run.and_then(<[Self]>::first).copied());
        }
        Ok(decisions)
    }
}
