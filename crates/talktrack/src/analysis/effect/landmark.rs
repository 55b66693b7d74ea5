//! How long a conversation must have lasted to be compared, and until when a use in it counts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::analysis::fold::each;
use crate::analysis::life::DAY;
use crate::analysis::occasion::{Fit, Occasions};
use crate::error::Result;
use crate::model::{Conversation, Conversations, Invalid, OutcomeResult};
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
    let took = |(): &mut (), place: usize| Took::of(occasions, Conversation::ALL[place]);
    let by_conversation = each(Conversation::ALL.len(), || (), took);
    let mut found = HashMap::new();
    for set in sets {
        if let Entry::Vacant(vacant) = found.entry(set) {
            let made_for = Conversation::ALL.iter().zip(&by_conversation);
            let made_for = made_for.filter(|(one, _)| set.is_empty() || set.contains(**one));
            let took: Vec<&Took> = made_for.map(|(_, took)| took).collect();
            vacant.insert(compared(&took)?);
        }
    }
    Ok(found)
}

/// How long decided conversations took.
#[derive(Default)]
struct Took {
    decided: usize,
    /// Those of which it is known, in order: what failed, and what succeeded.
    by_result: [Vec<f64>; 2],
}

impl Took {
    fn of(occasions: &Occasions, conversation: Conversation) -> Self {
        let mut took = Self::default();
        for one in occasions.all().iter().filter(|one| one.conversation == conversation) {
            let Some(result) = one.result else { continue };
            took.decided += 1;
            if let Some(length) = one.length() {
                took.by_result[usize::from(result == OutcomeResult::Succeeded)].push(length as f64);
            }
        }
        took.by_result.iter_mut().for_each(|lengths| lengths.sort_unstable_by(f64::total_cmp));
        took
    }
}

/// What is known of some conversations together.
fn compared(all: &[&Took]) -> Result<Lengths> {
    let decided: usize = all.iter().map(|took| took.decided).sum();
    let [failed, succeeded] = [0, 1].map(|result| {
        let lengths = all.iter().flat_map(|took| &took.by_result[result]);
        lengths.copied().collect::<Vec<f64>>()
    });
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
pub(super) fn median_age(occasions: &Occasions, fit: &Fit, asset: usize) -> Option<i64> {
    let mut ages = Vec::new();
    occasions.touched(fit, asset, |position, touch| {
        let one = &occasions.all()[position];
        if let Some(start) = one.start().filter(|_| touch.is_in_time()) {
            ages.push(touch.at.saturating_sub(start).max(0));
        }
    });
    ages.sort_unstable();
    let middle = ages.len().checked_sub(1)? / 2;
    let other = ages.len() / 2;
    Some(i64::midpoint(*ages.get(middle)?, *ages.get(other)?))
}
