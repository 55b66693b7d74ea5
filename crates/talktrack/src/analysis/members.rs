//! Sets of numbers, to count who is distinct: small while they are, dense when they grow.

use serde::{Deserialize, Serialize};

/// A set of numbers. A few are a list; many are a bit each.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Members {
    /// In no order, with repeats since it was last tidied.
    few: Vec<u32>,
    /// How many of `few` are known to be distinct.
    tidy: usize,
    /// Used instead of `few` once it is not empty.
    many: Vec<u64>,
}

impl Members {
    /// Adds a number.
    #[inline]
    pub(super) fn add(&mut self, number: u32) {
        if self.many.is_empty() {
            // Those who did the last thing often do the next.
            if self.few.last() != Some(&number) {
                self.few.push(number);
                if self.few.len() >= 2 * self.tidy + 16 {
                    self.tidy_up();
                }
            }
        } else {
            self.set(number);
        }
    }

    fn set(&mut self, number: u32) {
        let (word, bit) = (number as usize / 64, 1_u64 << (number % 64));
        if word >= self.many.len() {
            self.many.resize(word + 1, 0);
        }
        self.many[word] |= bit;
    }

    fn tidy_up(&mut self) {
        self.few.sort_unstable();
        self.few.dedup();
        self.tidy = self.few.len();
        // From here on a bit for every number up to the greatest takes less than the list.
        let greatest = self.few.last().map_or(0, |number| *number as usize);
        if self.few.len() * 32 > greatest {
            for number in std::mem::take(&mut self.few) {
                self.set(number);
            }
        }
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        if self.many.len() < other.many.len() {
            std::mem::swap(self, &mut other);
        }
        for (place, word) in other.many.into_iter().enumerate() {
            self.many[place] |= word;
        }
        if self.many.is_empty() {
            self.few.append(&mut other.few);
            self.few.sort_unstable();
            self.few.dedup();
            self.tidy = self.few.len();
        } else {
            other.few.into_iter().for_each(|number| self.set(number));
        }
    }

    /// The members, in order.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut all = self.few.clone();
        for (word, bits) in (0_u32..).zip(&self.many) {
            let mut rest = *bits;
            while rest != 0 {
                all.push(word * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        if !self.few.is_empty() {
            all.sort_unstable();
            all.dedup();
        }
        all
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        if self.many.is_empty() {
            self.sorted().len() as u64
        } else {
            self.many.iter().map(|word| u64::from(word.count_ones())).sum()
        }
    }
}

/// The same members, however they are kept.
impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

/// How many are distinct: a set of numbers, until nobody else can have any of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Distinct {
    members: Members,
    settled: u64,
}

impl Distinct {
    /// Adds a number.
    #[inline]
    pub(super) fn add(&mut self, number: u32) {
        self.members.add(number);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.members.merge(other.members);
        self.settled += other.settled;
    }

    /// Counts the members and forgets them: no other set that it is merged with has any of them.
    pub(super) fn settle(&mut self) {
        self.settled = self.count();
        self.members = Members::default();
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.settled + self.members.count()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(
            one in proptest::collection::vec(0_u32..300, 0..200),
            other in proptest::collection::vec(0_u32..300, 0..200),
            apart in proptest::sample::select(vec![1_u32, 1_000]),
        ) {
            let [one, other] = [one, other].map(|all| all.iter().map(|number| number * apart).collect::<Vec<_>>());
            let of = |numbers: &[u32]| {
                let mut members = Members::default();
                numbers.iter().for_each(|number| members.add(*number));
                members
            };
            let expected: BTreeSet<u32> = one.iter().chain(&other).copied().collect();
            let mut merged = of(&one);
            merged.merge(of(&other));
            let mut the_other_way = of(&other);
            the_other_way.merge(of(&one));
            prop_assert_eq!(&merged, &the_other_way);
            prop_assert_eq!(merged.count(), expected.len() as u64);
            prop_assert_eq!(merged.sorted(), expected.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn what_nobody_else_has_can_be_counted_before(
            one in proptest::collection::vec(0_u32..100, 0..50),
            other in proptest::collection::vec(100_u32..200, 0..50),
        ) {
            let of = |numbers: &[u32]| {
                let mut distinct = Distinct::default();
                numbers.iter().for_each(|number| distinct.add(*number));
                distinct
            };
            let mut whole = of(&one);
            whole.merge(of(&other));
            let (mut settled, mut more) = (of(&one), of(&other));
            settled.settle();
            more.settle();
            settled.merge(more);
            prop_assert_eq!(settled.count(), whole.count());
            prop_assert_eq!(settled.members.count(), 0);
        }
    }
}
