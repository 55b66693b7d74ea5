//! By how much less would be won without a touch.

mod block;

use ndarray::{Array2, s};

use self::block::{Block, SIZE};
use super::{Credited, Way};

/// The removal effects of the touches, scaled to what was won.
///
/// With `D − C` the matrix of what leaves each touch for others and for the ends (less what comes back
/// to it), a touch is passed at all with a probability proportional to the inverse of `(D − C)⁻¹ᵢᵢ`, and
/// whoever passes it wins with the probability `wᵢ` that solves `(D − C) w = won`: the effect of touch
/// `i` is `wᵢ / (D − C)⁻¹ᵢᵢ` over what was won. That is what goes from it to won once all others are taken
/// out of the chain, whoever passed them going on at once to where they led.
pub(super) fn removal<'a>(
    ways: impl Iterator<Item = Way<'a>> + Clone,
    count: usize,
    of: Credited,
) -> Vec<f64> {
    let total: f64 = ways.clone().map(|way| way.won).sum();
    let conversions: f64 = ways.clone().map(|way| way.conversions).sum();
    if total <= 0.0 {
        return vec![0.0; count];
    }
    let worth_of_null = match of {
        Credited::Count => 1.0,
        Credited::Amount => total / conversions,
    };
    let mut chain = Chain::new(count);
    for way in ways {
        // In units of all that was won: no weight is too large or too small.
        chain.add(way.touches, way.won / total, way.nulls * worth_of_null / total);
    }
    let mut effects = vec![0.0; count];
    chain
        .effects(&mut effects, std::thread::available_parallelism().map_or(1, |cores| cores.get()));
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
    fn new(count: usize) -> Self {
        Self { rows: Array2::zeros((count, TOUCHES + count)) }
    }

    fn count(&self) -> usize {
        self.rows.nrows()
    }

    fn add(&mut self, touches: &[u32], won: f64, lost: f64) {
        for (&from, &to) in touches.iter().zip(touches.iter().skip(1)) {
            self.rows[(from as usize, TOUCHES + to as usize)] += won + lost;
        }
        if let Some(&last) = touches.last() {
            self.rows[(last as usize, WON)] += won;
            self.rows[(last as usize, ENDED)] += won + lost;
        }
    }

    /// `wᵢ / (D − C)⁻¹ᵢᵢ` of each touch.
    ///
    /// Either half of the touches is taken out, which leaves a chain of the others with the same effects, and
    /// so on: 14/9 of the cube of their number in additions and multiplications.
    fn effects(self, into: &mut [f64], threads: usize) {
        let count = self.count();
        if count <= SIZE {
            Block::of(&self, 0..count).effects(into);
            return;
        }
        let (first, last) = into.split_at_mut(count / 2);
        let others = self.turned(first.len());
        let solve = |chain: Self, into: &mut [f64]| {
            chain.without_last(into.len()).effects(into, threads / 2);
        };
        if threads > 1 {
            std::thread::scope(|scope| {
                scope.spawn(|| solve(self, first));
                solve(others, last);
            });
        } else {
            solve(self, first);
            solve(others, last);
        }
    }

    /// The same with the first touches behind the others.
    fn turned(&self, first: usize) -> Self {
        let (count, others) = (self.count(), self.count() - first);
        let mut turned = Self::new(count);
        for (rows, row) in [(first..count, 0), (0..first, others)] {
            for (columns, column) in [
                (0..TOUCHES, 0),
                (TOUCHES + first..TOUCHES + count, TOUCHES),
                (TOUCHES..TOUCHES + first, TOUCHES + others),
            ] {
                let (height, width) = (rows.len(), columns.len());
                let to = s![row..row + height, column..column + width];
                turned.rows.slice_mut(to).assign(&self.rows.slice(s![rows.clone(), columns]));
            }
        }
        turned
    }

    /// The chain of its first touches, from which all others are taken out.
    fn without_last(mut self, stay: usize) -> Self {
        let mut count = self.count();
        while count > stay {
            let first = stay.max(count.saturating_sub(SIZE));
            Block::of(&self, first..count).take_out(&mut self);
            count = first;
        }
        Self { rows: self.rows.slice(s![..stay, ..TOUCHES + stay]).to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]
        #[test]
        fn halves_say_what_the_whole_says(
            count in 1..3 * SIZE,
            ways in proptest::collection::vec(
                (proptest::collection::vec(any::<prop::sample::Index>(), 1..100), any::<bool>()),
                1..200,
            ),
            threads in 1_usize..5,
        ) {
            // Few ways pass few touches, so that nobody comes to the others.
            let chain = || {
                let mut chain = Chain::new(count);
                for (way, won) in &ways {
                    let touches = way.iter().map(|touch| u32::try_from(touch.index(count)).unwrap());
                    let (won, lost) = if *won { (0.3, 0.0) } else { (0.0, 0.7) };
                    chain.add(&touches.collect::<Vec<u32>>(), won, lost);
                }
                chain
            };
            let (mut halves, mut whole) = (vec![0.0; count], vec![0.0; count]);
            chain().effects(&mut halves, threads);
            Block::of(&chain(), 0..count).effects(&mut whole);
            for (half, whole) in halves.iter().zip(&whole) {
                prop_assert!((half - whole).abs() <= 1e-12 * whole, "{half} and {whole}");
            }
            let mut again = vec![0.0; count];
            chain().effects(&mut again, 1);
            prop_assert_eq!(halves, again);
        }
    }
}
