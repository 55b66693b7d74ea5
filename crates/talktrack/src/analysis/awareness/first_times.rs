//! When each of some numbers came first.

use serde::{Deserialize, Serialize};

use crate::analysis::blocks::Blocks;

/// The first time of each number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::analysis) struct FirstTimes {
    /// In no order, with repeats.
    all: Blocks<(u32, i64)>,
    /// A bit for each number that came, how many these are, and the latest of the first times: what comes again after
    /// that, as most does, is known to be no news without looking for its first time. A copy does without.
    #[serde(skip)]
    came: Vec<u64>,
    #[serde(skip)]
    distinct: usize,
    #[serde(skip)]
    latest: i64,
}

const NEVER: i64 = i64::MAX;
/// So many are never too many to look through.
const FEW: usize = 16;

impl FirstTimes {
    /// Whether it may be news that a number came.
    fn may_be_news(&self, number: u32, at: i64) -> bool {
        let came = self.came.get(number as usize / 64).copied().unwrap_or_default();
        came & 1 << (number % 64) == 0 || at < self.latest
    }

    /// Notes that a number came.
    #[inline]
    pub(super) fn add(&mut self, number: u32, at: i64) {
        if !self.may_be_news(number, at) {
            return;
        }
        let (word, bit) = (number as usize / 64, 1_u64 << (number % 64));
        let came = self.came.get(word).is_some_and(|bits| bits & bit != 0);
        if !came {
            if word >= self.came.len() {
                self.came.resize(word + 1, 0);
            }
            self.came[word] |= bit;
            self.distinct += 1;
            self.latest = self.latest.max(at);
        }
        self.all.push((number, at));
        if self.all.len() >= 2 * self.distinct + FEW {
            self.all = self.sorted().into();
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.all.append(other.all);
        // What is known of one half is not known of both.
        (self.came, self.distinct, self.latest) = Default::default();
    }

    /// The numbers that came, in order, with the first time of each.
    pub(in crate::analysis) fn sorted(&self) -> Vec<(u32, i64)> {
        let greatest = self.all.iter().map(|(number, _)| *number as usize).max().unwrap_or(0);
        if self.all.len() * 4 <= greatest {
            let mut sorted: Vec<(u32, i64)> = self.all.iter().copied().collect();
            sorted.sort_unstable();
            sorted.dedup_by_key(|(number, _)| *number);
            return sorted;
        }
        // A time for every number up to the greatest takes little more than the list.
        let mut first = vec![NEVER; greatest + 1];
        self.all.iter().for_each(|(number, at)| {
            let first = &mut first[*number as usize];
            *first = *at.min(first);
        });
        let came = (0..).zip(first.iter().copied()).filter(|(_, at)| *at != NEVER);
        let mut sorted = Vec::with_capacity(came.clone().count());
        sorted.extend(came);
        sorted
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
