//! By how much less would be won without a touch.

mod block;
mod factor;

use std::ops::Range;

use ndarray::{Array1, Array2, s};

use self::block::{Block, SIZE};
use self::factor::{factors, invert_lower, invert_upper};
use super::{Credited, Way, Ways};

/// The removal effects of the touches, scaled to what was won.
///
/// With `D − C` the matrix of what leaves each touch for others and for the ends (less what comes back
/// to it), a touch is passed at all with a probability proportional to the inverse of `(D − C)⁻¹ᵢᵢ`, and
/// whoever passes it wins with the probability `wᵢ` that solves `(D − C) w = won`: the effect of touch
/// `i` is `wᵢ / (D − C)⁻¹ᵢᵢ` over what was won. That is what goes from it to won once all others are taken
/// out of the chain, whoever passed them going on at once to where they led.
pub(super) fn removal(ways: &Ways<'_>, count: usize, of: Credited) -> Vec<f64> {
    let total: f64 = ways().map(|way| way.won).sum();
    let conversions: f64 = ways().map(|way| way.conversions).sum();
    if total <= 0.0 {
        return vec![0.0; count];
    }
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let weight = |way: &Way<'_>| match of {
        Credited::Count => (way.conversions, way.nulls),
        // In units of all that was won: no weight is too large or too small.
        Credited::Amount => (way.won / total, way.nulls / conversions),
    };
    let chain = Chain::of(ways, weight, count, threads);
    let mut effects = vec![0.0; count];
    chain.effects(&mut effects, threads);
    let sum: f64 = effects.iter().sum();
    effects.into_iter().map(|effect| effect / sum * total).collect()
}

/// What goes from each touch to won, to an end of any kind and to each other touch.
struct Chain {
    /// By rows: won, ended, and the touches; positive, and unused from a touch to itself: who repeats a
    /// touch has not left it.
    rows: Array2<f64>,
}

/// One way of so many is looked at to see what is touched most.
const SAMPLE: usize = 16;
/// So much of a way is added at once.
const TOGETHER: usize = 64;
/// Where in a row something is.
const WON: usize = 0;
const ENDED: usize = 1;
const TOUCHES: usize = 2;

impl Chain {
    /// The chain of so many touches. `weight` says how much of a way was won, and how much was lost.
    ///
    /// Each thread adds what leads from some of the touches: sums are those of one thread, to the last digit.
    fn of(
        ways: &Ways<'_>,
        weight: impl Fn(&Way<'_>) -> (f64, f64) + Sync,
        count: usize,
        threads: usize,
    ) -> Self {
        let mut rows = Array2::zeros((count, TOUCHES + count));
        let mut rest = rows.as_slice_mut().unwrap_or_default();
        let weight = &weight;
        std::thread::scope(|scope| {
            let mut begin = 0;
            for end in shares(ways, count, threads) {
                let (own, others) = rest.split_at_mut((end - begin) * (TOUCHES + count));
                rest = others;
                scope.spawn(move || add(ways, weight, begin..end, count, own));
                begin = end;
            }
        });
        Self { rows }
    }

    fn count(&self) -> usize {
        self.rows.nrows()
    }

    /// `wᵢ / (D − C)⁻¹ᵢᵢ` of each touch.
    ///
    /// The touches are taken out of the chain block by block, from the last to the first: what led to them leads on
    /// to where they led. That leaves two triangular factors of the inverse, of whose product only the diagonal is
    /// asked: two thirds of the cube of the number of touches in additions and multiplications.
    fn effects(mut self, into: &mut [f64], threads: usize) {
        let count = self.count();
        let last = count.saturating_sub(SIZE);
        let mut blocks = Vec::new();
        let mut next = Some(Block::of(&self.rows.slice(s![last.., ..]), last..count));
        while let Some(block) = next {
            next = block.take_out(&mut self, threads);
            blocks.push(block);
        }
        blocks.reverse();
        let mut wins = Array1::zeros(self.count());
        for block in &blocks {
            let before = wins.slice(s![..block.touches.start]);
            let won = block.inverse.dot(&(&block.won + &block.leads_to(&self).dot(&before)));
            wins.slice_mut(s![block.touches.clone()]).assign(&won);
        }
        let (mut lower, mut upper) = factors(&mut self.rows, &blocks);
        std::thread::scope(|scope| {
            scope.spawn(|| invert_lower(&mut lower));
            invert_upper(&mut upper);
        });
        for (place, (block, lower)) in blocks.iter().zip(&lower).enumerate() {
            let mut passed = block.inverse.diag().to_owned();
            for (earlier, upper) in blocks.iter().zip(&upper).take(place) {
                let to = lower.part.slice(s![.., earlier.touches.clone()]);
                let first = earlier.touches.end;
                let own = block.touches.start - first..block.touches.end - first;
                let from = upper.part.slice(s![.., own]);
                let from = from.t();
                let from = from.as_standard_layout();
                let products = to.rows().into_iter().zip(from.rows());
                passed.iter_mut().zip(products).for_each(|(passed, (to, from))| {
                    *passed += to.dot(&from);
                });
            }
            let own = block.touches.clone();
            let found = into[own.clone()].iter_mut().zip(wins.slice(s![own]));
            for ((effect, won), passed) in found.zip(passed) {
                // Nobody came to a touch that is not passed even by itself.
                *effect = if passed > 0.0 { won / passed } else { 0.0 };
            }
        }
    }
}

/// Where the touches end that each thread adds, so that all have about as much to do.
fn shares(ways: &Ways<'_>, count: usize, threads: usize) -> Vec<usize> {
    // A row costs something by itself, and as much again if as much leads from the touch as the row has room for. A few
    // of the ways tell how much that is.
    let mut costs = vec![count; count];
    let some = ways().step_by(SAMPLE).flat_map(|way| way.touches);
    some.for_each(|touch| costs[*touch as usize] += SAMPLE);
    let share = costs.iter().sum::<usize>().div_ceil(threads).max(1);
    let mut ends = Vec::new();
    let mut sum = 0;
    for (end, cost) in (1..).zip(costs) {
        sum += cost;
        if sum >= share {
            ends.push(end);
            sum = 0;
        }
    }
    if ends.last() != Some(&count) {
        ends.push(count);
    }
    ends
}

/// Adds what leads from some of so many touches to their rows.
fn add(
    ways: &Ways<'_>,
    weight: impl Fn(&Way<'_>) -> (f64, f64),
    touches: Range<usize>,
    count: usize,
    rows: &mut [f64],
) {
    let width = TOUCHES + count;
    // Fresh memory is paid for twice where it is read before it is written.
    rows.fill(0.0);
    let mut add = |place: usize, weight: f64| {
        if let Some(cell) = rows.get_mut(place) {
            *cell += weight;
        }
    };
    let mut places = [0; TOGETHER];
    for way in ways() {
        let (won, lost) = weight(&way);
        for (first, froms) in (1..).step_by(TOGETHER).zip(way.touches.chunks(TOGETHER)) {
            // Which touches are ours cannot be foreseen, and where they lead lies far apart in memory: all places are
            // found before the first of them is waited for.
            let mut ours = 0;
            for (from, to) in froms.iter().zip(way.touches.iter().skip(first)) {
                let row = (*from as usize).wrapping_sub(touches.start);
                places[ours] = row.wrapping_mul(width).wrapping_add(TOUCHES + *to as usize);
                ours += usize::from(row < touches.len());
            }
            places.iter().take(ours).for_each(|place| add(*place, won + lost));
        }
        let end = way.touches.last().map(|end| *end as usize);
        if let Some(end) = end.filter(|end| touches.contains(end)) {
            let row = (end - touches.start) * width;
            add(row + WON, won);
            add(row + ENDED, won + lost);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn blocks_say_what_the_whole_says(
            count in 1..5 * SIZE,
            ways in proptest::collection::vec(
                (proptest::collection::vec(any::<prop::sample::Index>(), 1..100), any::<bool>()),
                1..200,
            ),
            threads in 1_usize..5,
        ) {
            // Few ways pass few touches, so that nobody comes to the others.
            let ways: Vec<(Vec<u32>, bool)> = ways
                .into_iter()
                .map(|(way, won)| {
                    let touches = way.iter().map(|touch| u32::try_from(touch.index(count)).unwrap());
                    (touches.collect(), won)
                })
                .collect();
            let ways: Vec<Way<'_>> = ways
                .iter()
                .map(|(touches, won)| {
                    let (won, nulls) = if *won { (0.3, 0.0) } else { (0.0, 0.7) };
                    Way { touches, days_before: &[], won, conversions: 1.0, nulls }
                })
                .collect();
            let ways: &Ways<'_> = &|| Box::new(ways.iter().copied());
            let chain = || Chain::of(ways, |way| (way.won, way.nulls), count, threads);
            let mut effects = vec![0.0; count];
            chain().effects(&mut effects, threads);
            let whole = Block::of(&chain().rows.view(), 0..count);
            let wins = whole.inverse.dot(&whole.won);
            for ((effect, won), passed) in effects.iter().zip(&wins).zip(whole.inverse.diag()) {
                let expected = if *passed > 0.0 { won / passed } else { 0.0 };
                prop_assert!((effect - expected).abs() <= 1e-12 * expected, "{effect} and {expected}");
            }
            let mut again = vec![0.0; count];
            Chain::of(ways, |way| (way.won, way.nulls), count, 1).effects(&mut again, 1);
            prop_assert_eq!(effects, again);
        }
    }
}
