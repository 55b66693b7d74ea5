//! How many of some occasions there are for what is live from one moment to another, counted without looking at
//! each of them.

use std::ops::Range;

/// When occasions were under way, by group.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// In order, with the place of the occasions of each.
    groups: Vec<(u32, Range<usize>)>,
    /// End and beginning, by end.
    spans: Vec<(i64, i64)>,
    /// Beginnings, in order.
    froms: Vec<i64>,
}

impl Times {
    /// Of these: the group of each, when it ended, and from when on it was under way.
    pub(super) fn of(all: &[(u32, i64, i64)]) -> Self {
        // Each group has its place beforehand, so that only its own times have to be sorted.
        let mut groups: Vec<u32> = all.iter().map(|(group, ..)| *group).collect();
        let most = groups.iter().max().map_or(0, |most| *most as usize + 1);
        let is_sparse = most > 2 * all.len();
        if is_sparse {
            groups.sort_unstable();
            groups.dedup();
        } else {
            groups = (0..).take(most).collect();
        }
        let place = |group: u32| {
            if is_sparse {
                groups.binary_search(&group).unwrap_or_default()
            } else {
                group as usize
            }
        };
        let mut ends = vec![0; groups.len()];
        all.iter().for_each(|(group, ..)| ends[place(*group)] += 1);
        let mut begin = 0;
        for end in &mut ends {
            (*end, begin) = (begin, begin + *end);
        }
        let mut spans = vec![(0, 0); all.len()];
        for (group, end, from) in all {
            let next = &mut ends[place(*group)];
            spans[*next] = (*end, *from);
            *next += 1;
        }
        let mut froms: Vec<i64> = spans.iter().map(|(_, from)| *from).collect();
        let mut times = Self::default();
        let mut begin = 0;
        for (group, end) in groups.into_iter().zip(ends) {
            if begin < end {
                spans[begin..end].sort_unstable();
                froms[begin..end].sort_unstable();
                times.groups.push((group, begin..end));
            }
            begin = end;
        }
        Self { spans, froms, ..times }
    }

    /// Each group, in order.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, GroupTimes<'_>)> {
        self.groups.iter().map(|(group, range)| (*group, self.at(range)))
    }

    /// One group; nothing if it had no occasion.
    pub(super) fn of_group(&self, group: u32) -> Option<GroupTimes<'_>> {
        let place = self.groups.binary_search_by_key(&group, |(group, _)| *group).ok()?;
        self.groups.get(place).map(|(_, range)| self.at(range))
    }

    fn at(&self, range: &Range<usize>) -> GroupTimes<'_> {
        GroupTimes { spans: &self.spans[range.clone()], froms: &self.froms[range.clone()] }
    }
}

/// When the occasions of one group were under way.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct GroupTimes<'t> {
    spans: &'t [(i64, i64)],
    froms: &'t [i64],
}

impl GroupTimes<'_> {
    /// How many were under way at any moment of `live`, and ended at `since` or later.
    pub(in crate::analysis) fn count(&self, live: (i64, i64), since: i64) -> u64 {
        let (after, until) = (live.0.max(since), live.1);
        let ended = match self.spans.first() {
            Some((end, _)) if *end >= after => 0,
            _ => self.spans.partition_point(|(end, _)| *end < after),
        };
        let last = &self.spans[ended..];
        if self.froms.last().is_some_and(|from| *from < until) {
            return last.len() as u64;
        }
        if after <= until {
            // Whatever began later ended later too, so it is among the last.
            let begun = self.froms.partition_point(|from| *from < until);
            return last.len().saturating_sub(self.froms.len() - begun) as u64;
        }
        last.iter().filter(|(_, from)| *from < until).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_count_as_one_by_one(
            all in proptest::collection::vec((0_u32..3, 0_i64..30, 0_i64..10), 0..40),
            apart in proptest::sample::select(vec![1_u32, 1_000]),
            live in (0_i64..40, 0_i64..40),
            since in 0_i64..40,
        ) {
            let all: Vec<_> = all.into_iter().map(|(group, end, length)| (group * apart, end, end - length)).collect();
            let times = Times::of(&all);
            for (group, found) in times.each() {
                let fits = |one: &&(u32, i64, i64)| {
                    one.0 == group && one.2 < live.1 && live.0 <= one.1 && since <= one.1
                };
                prop_assert_eq!(found.count(live, since), all.iter().filter(fits).count() as u64);
            }
        }
    }
}
