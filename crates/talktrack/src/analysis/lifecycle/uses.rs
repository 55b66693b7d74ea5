//! When each asset was put to work. Which use was the middle one is found in two passes: the first
//! counts the uses of each part of the scope, the second looks at the one part that holds it. So
//! neither keeps nor sorts all uses.

use serde::{Deserialize, Serialize};

use super::RECENT_DAYS;
use crate::analysis::life::DAY;
use crate::analysis::{Fold, Shard, Tally, View};
use crate::ledger::chunk::Field;
use crate::model::EventKind;
use crate::scope::Span;

/// How many parts the scope has.
const PARTS: u16 = 256;
const PER_ASSET: usize = PARTS as usize;

/// The scope in parts of equal length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Buckets {
    since: i64,
    width: i64,
}

impl Buckets {
    pub(super) const fn of(span: &Span) -> Self {
        let (since, until) = span.micros();
        Self { since, width: (until - since) / PARTS as i64 + 1 }
    }

    fn holding(self, at: i64) -> usize {
        usize::try_from((at - self.since) / self.width)
            .map_or(0, |bucket| bucket.min(PER_ASSET - 1))
    }
}

/// How one asset was put to work in the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Times {
    uses: u64,
    last: i64,
    pub(super) recent: u64,
    pub(super) previous: u64,
}

impl Times {
    const NONE: Self = Self { uses: 0, last: i64::MIN, recent: 0, previous: 0 };

    pub(super) fn last(self) -> Option<i64> {
        (self.uses > 0).then_some(self.last)
    }
}

/// Which use of an asset is wanted: its bucket, and its place by time among the uses of that, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    bucket: usize,
    place: usize,
}

/// Counts by asset, and by asset and bucket.
pub(super) struct TimesFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    buckets: Buckets,
}

impl<'a> TimesFold<'a> {
    pub(super) fn new(view: &'a View<'a>, buckets: Buckets) -> Self {
        Self { view, fields: view.use_fields(&[]), buckets }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TimesTally {
    times: Vec<Times>,
    /// Uses by bucket, asset by asset.
    buckets: Vec<u32>,
}

impl TimesTally {
    pub(super) fn of(&self, asset: usize) -> Times {
        self.times.get(asset).copied().unwrap_or(Times::NONE)
    }

    /// Where use number ⌈n/2⌉ is, for assets with `fewest` uses or more.
    pub(super) fn halves(&self, fewest: u64) -> Vec<Option<Wanted>> {
        let half = |(times, buckets): (&Times, &[u32])| {
            let mut before = times.uses.div_ceil(2).checked_sub(1)?;
            for (bucket, uses) in buckets.iter().enumerate() {
                let uses = u64::from(*uses);
                if before < uses {
                    let place = usize::try_from(before).ok()?;
                    return (times.uses >= fewest).then_some(Wanted { bucket, place });
                }
                before -= uses;
            }
            None
        };
        self.times.iter().zip(self.buckets.chunks_exact(PER_ASSET)).map(half).collect()
    }
}

impl Tally for TimesTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.times.iter_mut().zip(other.times) {
            mine.uses += theirs.uses;
            mine.last = mine.last.max(theirs.last);
            mine.recent += theirs.recent;
            mine.previous += theirs.previous;
        }
        for (mine, theirs) in self.buckets.iter_mut().zip(other.buckets) {
            *mine = mine.saturating_add(theirs);
        }
        self
    }
}

impl Fold for TimesFold<'_> {
    type Tally = TimesTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> TimesTally {
        let assets = self.view.assets().len();
        let mut tally =
            TimesTally { times: vec![Times::NONE; assets], buckets: vec![0; assets * PER_ASSET] };
        let until = self.view.span().until.micros();
        let recent = until.saturating_sub(RECENT_DAYS * DAY);
        let previous = recent.saturating_sub(RECENT_DAYS * DAY);
        put_to_work(self, self.view, shard, |asset, at| {
            // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
            let Some(times) = tally.times.get_mut(asset) else { return };
            times.uses += 1;
            times.last = times.last.max(at);
            times.recent += u64::from(recent <= at);
            times.previous += u64::from(previous <= at && at < recent);
            let bucket = &mut tally.buckets[asset * PER_ASSET + self.buckets.holding(at)];
            *bucket = bucket.saturating_add(1);
        });
        tally
    }
}

/// Collects the times in the wanted bucket of each asset.
pub(super) struct MedianFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    buckets: Buckets,
    wanted: &'a [Option<Wanted>],
}

impl<'a> MedianFold<'a> {
    pub(super) fn new(view: &'a View<'a>, buckets: Buckets, wanted: &'a [Option<Wanted>]) -> Self {
        Self { view, fields: view.use_fields(&[]), buckets, wanted }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MedianTally(Vec<Vec<i64>>);

impl MedianTally {
    /// When the wanted uses were.
    pub(super) fn select(mut self, wanted: &[Option<Wanted>]) -> Vec<Option<i64>> {
        let select = |(times, wanted): (&mut Vec<i64>, &Option<Wanted>)| {
            let place = wanted.filter(|wanted| wanted.place < times.len())?.place;
            Some(*times.select_nth_unstable(place).1)
        };
        self.0.iter_mut().zip(wanted).map(select).collect()
    }
}

impl Tally for MedianTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            mine.extend(theirs);
        }
        self
    }
}

impl Fold for MedianFold<'_> {
    type Tally = MedianTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> MedianTally {
        let mut tally = MedianTally(vec![Vec::new(); self.view.assets().len()]);
        put_to_work(self, self.view, shard, |asset, at| {
            let wanted = self.wanted.get(asset).copied().flatten();
            if wanted.is_some_and(|wanted| wanted.bucket == self.buckets.holding(at)) {
                tally.0[asset].push(at);
            }
        });
        tally
    }
}

/// Visits asset and time of the uses in the scope that put something to work.
fn put_to_work<F: Fold>(
    fold: &F,
    view: &View<'_>,
    shard: &Shard<'_>,
    mut visit: impl FnMut(usize, i64),
) {
    shard.visit(fold, |facts| {
        for position in facts.in_force() {
            if facts.puts_to_work(position) && view.has_use(facts, position) {
                visit(facts.asset[position] as usize, facts.at[position]);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common;
    use crate::scope::Scope;

    /// The order of what was collected says nothing.
    impl PartialEq for MedianTally {
        fn eq(&self, other: &Self) -> bool {
            let sorted = |tally: &Self| {
                let mut all = tally.0.clone();
                all.iter_mut().for_each(|times| times.sort_unstable());
                all
            };
            sorted(self) == sorted(other)
        }
    }

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in common::records(60),
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let buckets = Buckets::of(view.span());
            let times = TimesFold::new(&view, buckets);
            prop_assert!(shards::agree(&times, &columns, cuts.clone(), seed));
            let wanted = view.run(&times).unwrap().halves(2);
            let median = MedianFold::new(&view, buckets, &wanted);
            prop_assert!(shards::agree(&median, &columns, cuts, seed));
        }
    }
}
