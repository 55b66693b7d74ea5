//! How many of some occasions there are for what is live from one moment to another, counted without looking at
//! each of them.

use std::ops::Range;

/// When occasions were under way, by group.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// In order.
    groups: Vec<Group>,
    /// End and beginning, by end.
    spans: Vec<(i64, i64)>,
    /// The ends alone, which are searched most, and the beginnings, each in order.
    ends: Vec<i64>,
    froms: Vec<i64>,
    /// The time from the first to the last end of each group is cut evenly, into no more parts than it has occasions:
    /// how many ended before each part.
    ended: Vec<u32>,
}

/// Where the occasions of a group stand, and what most often says how many there are.
#[derive(Debug, Clone)]
struct Group {
    number: u32,
    range: Range<usize>,
    /// The first and the last end, and the last beginning.
    ends: (i64, i64),
    last_from: i64,
    /// Two to the power of this is how long the parts are in which ends are counted.
    part: u32,
}

impl Group {
    /// The group with this number, of these occasions; nothing if there are none.
    fn of(number: u32, range: Range<usize>, ends: &[i64], froms: &[i64]) -> Option<Self> {
        let (first, last) = (*ends.first()?, *ends.last()?);
        let length = first.abs_diff(last) / ends.len() as u64;
        let part = length.checked_ilog2().map_or(0, |log| log + 1);
        Some(Self { number, range, ends: (first, last), last_from: *froms.last()?, part })
    }
}

impl Times {
    /// Of these: the group of each, when it ended, and from when on it was under way. They are gone through more than
    /// once, which takes less than a list of them.
    pub(super) fn of(all: impl Iterator<Item = (u32, i64, i64)> + Clone) -> Self {
        // Each group has its place beforehand, so that only its own times have to be sorted.
        let (count, most) = all
            .clone()
            .fold((0, 0), |(count, most), (group, ..)| (count + 1, most.max(group as usize + 1)));
        let is_sparse = most > 2 * count;
        let groups: Vec<u32> = if is_sparse {
            let mut groups: Vec<u32> = all.clone().map(|(group, ..)| group).collect();
            groups.sort_unstable();
            groups.dedup();
            groups
        } else {
            (0..).take(most).collect()
        };
        let place = |group: u32| {
            if is_sparse {
                groups.binary_search(&group).unwrap_or_default()
            } else {
                group as usize
            }
        };
        let mut ends = vec![0; groups.len()];
        all.clone().for_each(|(group, ..)| ends[place(group)] += 1);
        let mut begin = 0;
        for end in &mut ends {
            (*end, begin) = (begin, begin + *end);
        }
        let mut spans = vec![(0, 0); count];
        for (group, end, from) in all {
            let next = &mut ends[place(group)];
            spans[*next] = (end, from);
            *next += 1;
        }
        let mut froms: Vec<i64> = spans.iter().map(|(_, from)| *from).collect();
        let places = ends;
        let mut ends = Vec::with_capacity(spans.len());
        let mut ended = vec![0; spans.len()];
        let mut times = Self::default();
        let mut begin = 0;
        for (group, end) in groups.into_iter().zip(places) {
            spans[begin..end].sort_unstable();
            froms[begin..end].sort_unstable();
            ends.extend(spans[begin..end].iter().map(|(end, _)| *end));
            if let Some(group) = Group::of(group, begin..end, &ends[begin..], &froms[begin..end]) {
                count_parts(&group, &ends[begin..], &mut ended[begin..end]);
                times.groups.push(group);
            }
            begin = end;
        }
        Self { spans, ends, froms, ended, ..times }
    }

    /// Each group, in order.
    pub(super) fn each(&self) -> impl Iterator<Item = (u32, GroupTimes<'_>)> {
        self.groups.iter().map(|group| {
            let range = &group.range;
            let (spans, ends) = (&self.spans[range.clone()], &self.ends[range.clone()]);
            let (froms, ended) = (&self.froms[range.clone()], &self.ended[range.clone()]);
            (group.number, GroupTimes { group, spans, ends, froms, ended })
        })
    }
}

/// How many ended before each part.
fn count_parts(group: &Group, ends: &[i64], ended: &mut [u32]) {
    let mut count = 0;
    for (part, before) in (0_u64..).zip(ended) {
        let earlier = |end: &&i64| group.ends.0.abs_diff(**end) >> group.part < part;
        // As many as are counted with 32 bits.
        while ends.get(count as usize).as_ref().is_some_and(earlier) {
            count += 1;
        }
        *before = count;
    }
}

/// When the occasions of one group were under way.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct GroupTimes<'t> {
    group: &'t Group,
    spans: &'t [(i64, i64)],
    ends: &'t [i64],
    froms: &'t [i64],
    ended: &'t [u32],
}

impl GroupTimes<'_> {
    /// How many were under way at any moment of `live`, and ended at `since` or later.
    #[inline]
    pub(in crate::analysis) fn count(&self, live: (i64, i64), since: i64) -> u64 {
        let (after, until) = (live.0.max(since), live.1);
        let ended = self.ended_before(after);
        if self.group.last_from < until {
            return (self.spans.len() - ended) as u64;
        }
        let last = &self.spans[ended..];
        if after <= until {
            // Whatever began later ended later too, so it is among the last.
            let begun = self.froms.partition_point(|from| *from < until);
            return last.len().saturating_sub(self.froms.len() - begun) as u64;
        }
        last.iter().filter(|(_, from)| *from < until).count() as u64
    }

    /// How many ended before a moment, searched for among those that ended at about that time.
    #[inline]
    fn ended_before(&self, after: i64) -> usize {
        let (first, last) = self.group.ends;
        if after <= first {
            return 0;
        }
        if last < after {
            return self.ends.len();
        }
        let part = usize::try_from(first.abs_diff(after) >> self.group.part).unwrap_or(usize::MAX);
        let count = |part: usize| self.ended.get(part).map(|count| *count as usize);
        let before = count(part).unwrap_or_default();
        let range = before..count(part.saturating_add(1)).unwrap_or(self.ends.len());
        let around = self.ends.get(range).unwrap_or_default();
        before + around.partition_point(|end| *end < after)
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
            let times = Times::of(all.iter().copied());
            for (group, found) in times.each() {
                let fits = |one: &&(u32, i64, i64)| {
                    one.0 == group && one.2 < live.1 && live.0 <= one.1 && since <= one.1
                };
                prop_assert_eq!(found.count(live, since), all.iter().filter(fits).count() as u64);
            }
        }
    }
}
