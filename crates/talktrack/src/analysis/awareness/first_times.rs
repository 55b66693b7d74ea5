//! When each of some numbers came first: a list while they are few, a table when they are many.

use serde::{Deserialize, Serialize};

/// The first time of each number. A few are a list; many are a time for each number up to the greatest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct FirstTimes {
    /// In no order, with repeats since it was last tidied.
    few: Vec<(u32, i64)>,
    /// How many of `few` are known to be distinct.
    tidy: usize,
    /// Used instead of `few` once it is not empty; [`NEVER`] for a number that did not come.
    many: Vec<i64>,
    /// A bit for each number that came, and the latest of the first times: what comes again after that, as most
    /// does, is known to be no news without looking for its first time. A copy does without.
    #[serde(skip)]
    came: Vec<u64>,
    #[serde(skip)]
    latest: i64,
}

const NEVER: i64 = i64::MAX;

impl FirstTimes {
    /// Notes that a number came.
    #[inline]
    pub(super) fn add(&mut self, number: u32, at: i64) {
        let (word, bit) = (number as usize / 64, 1_u64 << (number % 64));
        if self.came.get(word).is_some_and(|bits| bits & bit != 0) && at >= self.latest {
            return;
        }
        if word >= self.came.len() {
            self.came.resize(word + 1, 0);
        }
        self.came[word] |= bit;
        self.latest = self.latest.max(at);
        if self.many.is_empty() {
            self.few.push((number, at));
            if self.few.len() >= 2 * self.tidy + 16 {
                self.tidy_up();
            }
        } else {
            self.set(number, at);
        }
    }

    fn set(&mut self, number: u32, at: i64) {
        let number = number as usize;
        if number >= self.many.len() {
            self.many.resize(number + 1, NEVER);
        }
        self.many[number] = at.min(self.many[number]);
    }

    fn tidy_up(&mut self) {
        self.few.sort_unstable();
        self.few.dedup_by_key(|(number, _)| *number);
        self.tidy = self.few.len();
        // From here on a time for every number up to the greatest takes little more than the list.
        let greatest = self.few.last().map_or(0, |(number, _)| *number as usize);
        if self.few.len() * 4 > greatest {
            for (number, at) in std::mem::take(&mut self.few) {
                self.set(number, at);
            }
        }
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        if self.many.len() < other.many.len() {
            std::mem::swap(self, &mut other);
        }
        for (mine, theirs) in self.many.iter_mut().zip(other.many) {
            *mine = theirs.min(*mine);
        }
        other.few.into_iter().for_each(|(number, at)| self.add(number, at));
    }

    /// The numbers that came, in order, with the first time of each.
    pub(in crate::analysis) fn sorted(&self) -> Vec<(u32, i64)> {
        let mut all = self.few.clone();
        let many = (0..).zip(self.many.iter().copied());
        all.extend(many.filter(|(_, at)| *at != NEVER));
        all.sort_unstable();
        all.dedup_by_key(|(number, _)| *number);
        all
    }
}

/// The same times, however they are kept.
impl PartialEq for FirstTimes {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for FirstTimes {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_time_of_each_number_is_kept(
            one in proptest::collection::vec((0_u32..100, -50_i64..50), 0..200),
            other in proptest::collection::vec((0_u32..100, -50_i64..50), 0..200),
            apart in proptest::sample::select(vec![1_u32, 1_000]),
        ) {
            let [one, other] = [one, other]
                .map(|all| all.iter().map(|(number, at)| (number * apart, *at)).collect::<Vec<_>>());
            let of = |all: &[(u32, i64)]| {
                let mut times = FirstTimes::default();
                all.iter().for_each(|(number, at)| times.add(*number, *at));
                times
            };
            let mut expected = BTreeMap::new();
            for (number, at) in one.iter().chain(&other) {
                let first = expected.entry(*number).or_insert(*at);
                *first = *at.min(first);
            }
            let mut merged = of(&one);
            merged.merge(of(&other));
            let mut the_other_way = of(&other);
            the_other_way.merge(of(&one));
            prop_assert_eq!(&merged, &the_other_way);
            prop_assert_eq!(merged.sorted(), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
