//! Chance, the same on every machine.
//!
//! Every deal, asset, rep and ask has a stream of its own, named by what it is for and its number.
//! So any of them can be told again alone, in any order, and a setting that touches one does not
//! reshuffle the others. The few draws are written out here instead of taken from `rand`, because
//! how `rand` turns bits into ranges depends on its version and on features that other crates
//! choose; the bits themselves do not. Nothing here uses a function whose result depends on the
//! platform's mathematics library.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// What a stream of chance is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Mix = 1,
    Rep,
    Asset,
    Knowledge,
    Advice,
    Account,
    Deal,
    Usage,
    Ask,
}

/// A stream of chance.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: Purpose, number: usize) -> Self {
        let mut key = *b"........ talktrack's simulation ";
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(((purpose as u64) << 48) | number as u64);
        Self(generator)
    }

    /// From 0 up to, but not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// Whether something of probability `chance` happens.
    pub(crate) fn chance(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// Evenly from `low` up to `high`.
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// From −1 to 1, mostly near 0: the mean of three even draws.
    pub(crate) fn bell(&mut self) -> f64 {
        (self.unit() + self.unit() + self.unit()) / 1.5 - 1.0
    }

    /// A whole number from 0 up to, but not including, `count`; 0 where there is none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        // The high half of a wide product; its bias is under count ÷ 2^64.
        let product = u128::from(self.0.next_u64()) * count as u128;
        usize::try_from(product >> 64).unwrap_or_default()
    }

    /// A whole number from `low` up to, but not including, `high`; `low` where there is none.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or_default();
        low.saturating_add(i64::try_from(self.below(span)).unwrap_or_default())
    }

    /// One of several; the list must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// As [`Dice::pick`], of what is not copied without need.
    pub(crate) fn choose<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// The position of one of several, by weight.
    pub(crate) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f64>();
        for (position, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return position;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A whole number whose mean is `mean` and that is never further than 1 from it.
    pub(crate) fn about(&mut self, mean: f64) -> usize {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small and positive
        let whole = mean.max(0.0) as usize;
        whole + usize::from(self.chance(mean - whole as f64))
    }

    /// Puts `items` into an order of chance.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, purpose, number| Dice::new(seed, purpose, number).bytes::<16>();
        assert_eq!(draw(7, Purpose::Deal, 3), draw(7, Purpose::Deal, 3));
        assert_ne!(draw(7, Purpose::Deal, 3), draw(8, Purpose::Deal, 3));
        assert_ne!(draw(7, Purpose::Deal, 3), draw(7, Purpose::Deal, 4));
        assert_ne!(draw(7, Purpose::Deal, 3), draw(7, Purpose::Usage, 3));
    }

    #[test]
    fn draws_stay_in_their_bounds_and_fill_them() {
        let mut dice = Dice::new(1, Purpose::Mix, 0);
        let mut counts = [0; 5];
        for _ in 0..5_000 {
            counts[dice.below(5)] += 1;
            assert!((-3..4).contains(&dice.between(-3, 4)));
            assert!((0.0..1.0).contains(&dice.unit()));
            assert!((-1.0..=1.0).contains(&dice.bell()));
            assert!([2, 3].contains(&dice.about(2.4)));
            assert_eq!(dice.weighted(&[0.0, 1.0, 0.0]), 1);
        }
        assert!(counts.iter().all(|count| (850..1_150).contains(count)), "{counts:?}");
        assert_eq!((dice.below(0), dice.between(9, 9), dice.about(0.0)), (0, 9, 0));
    }

    #[test]
    fn a_shuffle_keeps_what_there_was() {
        let mut items: Vec<_> = (0..50).collect();
        Dice::new(1, Purpose::Mix, 0).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
