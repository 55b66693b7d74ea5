//! Tallies that several questions count with.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Tally;

/// What was found, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sorted<T>(Vec<T>);

impl<T: Ord> Sorted<T> {
    pub(super) fn of(mut all: Vec<T>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T: Ord + Send + Serialize + DeserializeOwned> Tally for Sorted<T> {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        // Two sorted runs: this sort finds them.
        self.0.sort();
        self
    }
}

/// When each of some things happened first, by number; `i64::MAX` for what did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Earliest(Vec<i64>);

impl Earliest {
    /// None of so many things has happened.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![i64::MAX; count])
    }

    /// Notes that one of them happened; a number beyond them is none of them.
    #[inline]
    pub(super) fn note(&mut self, number: usize, at: i64) {
        if let Some(first) = self.0.get_mut(number) {
            *first = at.min(*first);
        }
    }

    pub(super) fn into_vec(self) -> Vec<i64> {
        self.0
    }
}

impl Tally for Earliest {
    fn merge(mut self, other: Self) -> Self {
        for (number, at) in other.0.into_iter().enumerate() {
            self.note(number, at);
        }
        self
    }
}
