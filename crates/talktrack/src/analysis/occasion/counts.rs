//! How many of some conversations are occasions for an asset.

use std::ops::Range;

use super::{Class, Occasions};

/// Conversations by group and class. A group is whatever a question asks about: all, those of a rep, those of
/// a stratum with their result.
pub(in crate::analysis) struct OccasionCounts<G> {
    /// Sorted, with the place of the conversations of each.
    buckets: Vec<(G, Class, Range<usize>)>,
    /// From when on the conversations were under way, sorted within a bucket.
    from: Vec<i64>,
    /// When they ended, sorted within a bucket.
    end: Vec<i64>,
}

/// A conversation, as it is counted: its group, its class, and from when to when it was under way.
pub(in crate::analysis) type Counted<G> = (G, Class, (i64, i64));

impl<G: Ord + Clone> OccasionCounts<G> {
    /// Of these conversations.
    pub(in crate::analysis) fn of(mut all: Vec<Counted<G>>) -> Self {
        all.sort_unstable();
        // Begun in order within a bucket now; ends are put in order by themselves.
        let from: Vec<i64> = all.iter().map(|(.., (from, _))| *from).collect();
        let mut end: Vec<i64> = all.iter().map(|(.., (_, end))| *end).collect();
        let mut buckets = Vec::new();
        let mut begin = 0;
        for bucket in all.chunk_by(|one, other| (&one.0, one.1) == (&other.0, other.1)) {
            let range = begin..begin + bucket.len();
            begin = range.end;
            end[range.clone()].sort_unstable();
            buckets.push((bucket[0].0.clone(), bucket[0].1, range));
        }
        Self { buckets, from, end }
    }

    /// How many of a group are occasions for an asset.
    pub(in crate::analysis) fn count(
        &self,
        occasions: &Occasions<'_>,
        asset: u32,
        group: &G,
    ) -> u64 {
        let first = self.buckets.partition_point(|(other, ..)| other < group);
        let ours = self.buckets[first..].iter().take_while(|(other, ..)| other == group);
        ours.map(|bucket| self.in_bucket(occasions, asset, bucket)).sum()
    }

    /// How many of each group are occasions for an asset, in order; groups without any are left out.
    pub(in crate::analysis) fn each(
        &self,
        occasions: &Occasions<'_>,
        asset: u32,
    ) -> impl Iterator<Item = (&G, u64)> {
        let groups = self.buckets.chunk_by(|one, other| one.0 == other.0);
        let counted = groups.filter_map(move |buckets| {
            let count = buckets.iter().map(|bucket| self.in_bucket(occasions, asset, bucket));
            Some((&buckets.first()?.0, count.sum()))
        });
        counted.filter(|(_, count)| *count > 0)
    }

    fn in_bucket(
        &self,
        occasions: &Occasions<'_>,
        asset: u32,
        (_, class, range): &(G, Class, Range<usize>),
    ) -> u64 {
        let Some((born, to)) = occasions.live(asset) else { return 0 };
        if !occasions.fits(asset, *class) {
            return 0;
        }
        // Those that began before its end, but for those that ended before it went live.
        let begun = self.from[range.clone()].partition_point(|from| *from < to);
        let ended = self.end[range.clone()].partition_point(|end| *end < born);
        begun.saturating_sub(ended) as u64
    }
}
