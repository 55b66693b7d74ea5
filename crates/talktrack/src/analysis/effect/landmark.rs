//! How long a conversation must have lasted to be compared, and until when a use in it counts.

use std::collections::HashMap;

use crate::analysis::occasion::{Fit, Occasion, Occasions, Touch};
use crate::error::Result;
use crate::model::{Conversations, OutcomeResult};
use crate::stats::mann_whitney;

/// Of so many in ten conversations the start must be known.
const KNOWN_OF_TEN: usize = 9;
const LENGTHS_DIFFER: f64 = 0.01;
const LEAST: usize = 10;

/// What is known of how long the conversations took that assets are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lengths {
    /// Too many begin nobody knows when.
    Unknown,
    /// Those that succeed take as long as those that fail, as far as can be told.
    Alike,
    /// They do not, so that late uses fall on those that last.
    Differ,
}

/// Of all sets of conversations that assets are made for.
pub(super) fn lengths(
    occasions: &Occasions,
    sets: impl Iterator<Item = Conversations>,
) -> Result<HashMap<Conversations, Lengths>> {
    let mut found = HashMap::new();
    for set in sets {
        if !found.contains_key(&set) {
            found.insert(set, of_conversations(occasions, set)?);
        }
    }
    Ok(found)
}

fn of_conversations(occasions: &Occasions, set: Conversations) -> Result<Lengths> {
    let (mut decided, mut by_result) = (0, [Vec::new(), Vec::new()]);
    for one in occasions.all() {
        let made_for = set.is_empty() || set.contains(one.conversation);
        let Some(result) = one.result.filter(|_| made_for) else { continue };
        decided += 1;
        if let Some(length) = one.length() {
            by_result[usize::from(result == OutcomeResult::Succeeded)].push(length as f64);
        }
    }
    let [failed, succeeded] = by_result;
    if (failed.len() + succeeded.len()) * 10 < decided * KNOWN_OF_TEN || decided == 0 {
        return Ok(Lengths::Unknown);
    }
    if failed.len() < LEAST || succeeded.len() < LEAST {
        return Ok(Lengths::Alike);
    }
    let test = mann_whitney(&succeeded, &failed)?;
    Ok(match test {
        Some(test) if test.p < LENGTHS_DIFFER => Lengths::Differ,
        _ => Lengths::Alike,
    })
}

/// The median age of conversations at an asset's first use in them, in microseconds.
pub(super) fn median_age(occasions: &Occasions, fit: &Fit, touches: &[Touch]) -> Option<i64> {
    let mut ages = Vec::new();
    let mut next = touches.iter().peekable();
    occasions.visit(fit, |position, one| {
        while next.next_if(|touch| (touch.occasion as usize) < position).is_some() {}
        let touch = next.next_if(|touch| touch.occasion as usize == position);
        if let Some((touch, start)) = touch.filter(|touch| treats(touch, one)).zip(one.start) {
            ages.push(touch.at.saturating_sub(start).max(0));
        }
    });
    ages.sort_unstable();
    let middle = ages.len().checked_sub(1)? / 2;
    let other = ages.len() / 2;
    Some(i64::midpoint(*ages.get(middle)?, *ages.get(other)?))
}

/// Whether a use came in time to make a difference.
pub(super) fn treats(touch: &Touch, one: &Occasion) -> bool {
    one.result.is_some() && touch.at <= one.end
}
