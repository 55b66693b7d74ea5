//! How long a conversation must have lasted to be compared, and until when a use in it counts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::analysis::life::DAY;
use crate::analysis::occasion::{Fit, Occasions, Touch};
use crate::error::Result;
use crate::model::{Conversations, Invalid, OutcomeResult};
use crate::stats::mann_whitney;

/// Until when in a conversation a use counts. One that comes later would share the credit of all that lasts long
/// enough for it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Landmark {
    /// The asset's median age at first use, where conversations that succeed take longer or shorter than those
    /// that fail; else until the decision.
    #[default]
    Auto,
    /// Until the decision.
    None,
    /// For so many days from the start. Conversations decided sooner are left out.
    Days(f64),
}

impl Landmark {
    const MOST_DAYS: f64 = 36_500.0;

    /// The days that were given, in microseconds.
    pub(super) fn given(self) -> Result<Option<i64>, Invalid> {
        let Self::Days(days) = self else { return Ok(None) };
        if !(0.0..=Self::MOST_DAYS).contains(&days) {
            return Err(not_a_landmark());
        }
        #[allow(clippy::cast_possible_truncation)] // a hundred years of microseconds
        Ok(Some((days * DAY as f64) as i64))
    }
}

impl std::str::FromStr for Landmark {
    type Err = Invalid;

    /// Reads `auto`, `none`, or a number of days.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let landmark = match text {
            "auto" => Self::Auto,
            "none" => Self::None,
            days => Self::Days(days.parse().map_err(|_| not_a_landmark())?),
        };
        landmark.given().map(|_| landmark)
    }
}

fn not_a_landmark() -> Invalid {
    Invalid::new("landmark_days", "is neither auto, none nor a number of days from 0 to 36500")
}

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
        if let Entry::Vacant(vacant) = found.entry(set) {
            vacant.insert(of_conversations(occasions, set)?);
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
    occasions.touched(fit, touches, |position, touch| {
        let one = &occasions.all()[position];
        if let Some(start) = one.start.filter(|_| treats(touch, one.result, one.end)) {
            ages.push(touch.at.saturating_sub(start).max(0));
        }
    });
    ages.sort_unstable();
    let middle = ages.len().checked_sub(1)? / 2;
    let other = ages.len() / 2;
    Some(i64::midpoint(*ages.get(middle)?, *ages.get(other)?))
}

/// Whether a use came in time to make a difference: before the decision that ended a conversation, if any did.
pub(super) fn treats(touch: &Touch, result: Option<OutcomeResult>, end: i64) -> bool {
    result.is_some() && touch.at <= end
}
