//! By how much less would be won without a touch.

mod block;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, s};

use self::block::{Block, SIZE};
use super::{Credited, Way};

/// The removal effects of the touches, scaled to what was won.
///
/// With `D − C` the matrix of what leaves each touch for others and for the ends (less what comes back
/// to it), a touch is passed at all with a probability proportional to the inverse of `(D − C)⁻¹ᵢᵢ`, and
/// whoever passes it wins with the probability `wᵢ` that solves `(D − C) w = won`: the effect of touch
/// `i` is `wᵢ / (D − C)⁻¹ᵢᵢ` over what was won. That is what goes from it to won once all others are taken
/// out of the chain, whoever passed them going on at once to where they led.
pub(super) fn removal(ways: &[Way<'_>], count: usize, of: Credited) -> Vec<f64> {
    let total: f64 = ways.iter().map(|way| way.won).sum();
    let conversions: f64 = ways.iter().map(|way| way.conversions).sum();
    if total <= 0.0 {
        return vec![0.0; count];
    }
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let chain = match of {
        Credited::Count => Chain::of_counts(ways, count, threads),
        // In units of all that was won: no weight is too large or too small.
        Credited::Amount => {
            let weight = |way: &Way<'_>| (way.won / total, way.nulls / conversions);
            Chain::of(ways, weight, count)
        }
    };
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

/// Where in a row something is.
const WON: usize = 0;
const ENDED: usize = 1;
const TOUCHES: usize = 2;

impl Chain {
    /// The chain of so many touches. `weight` says how much of a way was won, and how much was lost.
    fn of(ways: &[Way<'_>], weight: impl Fn(&Way<'_>) -> (f64, f64), count: usize) -> Self {
        let mut rows = Array2::zeros((count, TOUCHES + count));
        for way in ways {
            let (won, lost) = weight(way);
            for (&from, &to) in way.touches.iter().zip(way.touches.iter().skip(1)) {
                rows[(from as usize, TOUCHES + to as usize)] += won + lost;
            }
            if let Some(&last) = way.touches.last() {
                rows[(last as usize, WON)] += won;
                rows[(last as usize, ENDED)] += won + lost;
            }
        }
        Self { rows }
    }

    /// The same where ways weigh how often they were gone. Sums of whole numbers are the same in whatever order they
    /// are added.
    fn of_counts(ways: &[Way<'_>], count: usize, threads: usize) -> Self {
        // A matrix of its own is not worth it for fewer touches than fill it.
        let touches: usize = ways.iter().map(|way| way.touches.len()).sum();
        let threads = threads.min(touches / count.pow(2).max(1)).max(1);
        let part = |ways| Self::of(ways, |way| (way.conversions, way.nulls), count);
        let (first, others) = ways.split_at(ways.len().div_ceil(threads));
        std::thread::scope(|scope| {
            let parts = others.chunks(first.len().max(1));
            let parts: Vec<_> = parts.map(|ways| scope.spawn(move || part(ways))).collect();
            let mut all = part(first);
            for part in parts {
                // A panic is a fault of this crate; it is passed on, not hidden.
                all.rows +=
                    &part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).rows;
            }
            all
        })
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
        let mut blocks = Vec::new();
        let mut end = self.count();
        while end > 0 {
            let block = Block::of(&self, end.saturating_sub(SIZE)..end);
            block.take_out(&mut self, threads);
            end = block.touches.start;
            blocks.push(block);
        }
        blocks.reverse();
        let to = |block: &Block| block.inverse.dot(&block.leads_to(&self));
        let from = |block: &Block| block.inverse.t().dot(&block.comes_from(&self).t());
        let onwards = |part: ArrayView2<'_, f64>, _: &Block| part.to_owned();
        let back = |part: ArrayView2<'_, f64>, block: &Block| part.dot(&block.inverse.t());
        let (lower, upper) = std::thread::scope(|scope| {
            let lower = scope.spawn(|| factor(&blocks, to, onwards));
            let upper = factor(&blocks, from, back);
            // A panic is a fault of this crate; it is passed on, not hidden.
            (lower.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), upper)
        });
        let mut wins = Array1::zeros(self.count());
        for ((block, lower), upper) in blocks.iter().zip(&lower).zip(&upper) {
            let own = block.touches.clone();
            let won = &block.won + &block.leads_to(&self).dot(&wins.slice(s![..own.start]));
            let won = block.inverse.dot(&won);
            let passed = block.inverse.diag().into_iter().zip(lower.rows()).zip(upper.rows());
            for (((passed, lower), upper), (won, effect)) in
                passed.zip(won.iter().zip(&mut into[own.clone()]))
            {
                let passed = passed + lower.dot(&upper);
                // Nobody came to a touch that is not passed even by itself.
                *effect = if passed > 0.0 { won / passed } else { 0.0 };
            }
            wins.slice_mut(s![own]).assign(&won);
        }
    }
}

/// The parts beside the diagonal of a triangular factor of `(D − C)⁻¹`, by blocks: for each touch of a block a row
/// over the touches before it. `first` is a block's own part; `through` takes what of it concerns an earlier block to
/// the diagonal there.
fn factor(
    blocks: &[Block],
    first: impl Fn(&Block) -> Array2<f64>,
    through: impl Fn(ArrayView2<'_, f64>, &Block) -> Array2<f64>,
) -> Vec<Array2<f64>> {
    let mut all: Vec<Array2<f64>> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let own = first(block);
        let mut whole = Array2::zeros(own.raw_dim());
        for (earlier, further) in blocks.iter().zip(&all) {
            let part = own.slice(s![.., earlier.touches.clone()]);
            let mut there = whole.slice_mut(s![.., earlier.touches.clone()]);
            there += &through(part, earlier);
            let mut before = whole.slice_mut(s![.., ..earlier.touches.start]);
            general_mat_mul(1.0, &part, further, 1.0, &mut before);
        }
        all.push(whole);
    }
    all
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
            let chain = || Chain::of(&ways, |way| (way.won, way.nulls), count);
            let mut effects = vec![0.0; count];
            chain().effects(&mut effects, threads);
            let whole = Block::of(&chain(), 0..count);
            let wins = whole.inverse.dot(&whole.won);
            for ((effect, won), passed) in effects.iter().zip(&wins).zip(whole.inverse.diag()) {
                let expected = if *passed > 0.0 { won / passed } else { 0.0 };
                prop_assert!((effect - expected).abs() <= 1e-12 * expected, "{effect} and {expected}");
            }
            let mut again = vec![0.0; count];
            Chain::of(&ways, |way| (way.won, way.nulls), count).effects(&mut again, 1);
            prop_assert_eq!(effects, again);
        }
    }
}
