//! Lists that grow without being moved.

use serde::{Deserialize, Serialize};

/// A list in blocks, each about as long as those before it together: what is in it stays where it is when there is
/// more, and little room is kept for nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Blocks<T> {
    full: Vec<Vec<T>>,
    open: Vec<T>,
    /// How many are in those that are full.
    before: usize,
}

/// So many have room in the first block.
const FEW: usize = 16;

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self { full: Vec::new(), open: Vec::new(), before: 0 }
    }
}

impl<T> From<Vec<T>> for Blocks<T> {
    fn from(open: Vec<T>) -> Self {
        Self { open, ..Self::default() }
    }
}

impl<T> Blocks<T> {
    #[inline]
    pub(super) fn push(&mut self, one: T) {
        if self.open.len() == self.open.capacity() {
            self.begin(1);
        }
        self.open.push(one);
    }

    /// Begins a block with room for so many at least.
    #[cold]
    fn begin(&mut self, room: usize) {
        self.before += self.open.len();
        let room = self.before.max(room).max(FEW);
        let full = std::mem::replace(&mut self.open, Vec::with_capacity(room));
        self.full.extend(Some(full).filter(|full| !full.is_empty()));
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.before += other.len();
        self.full.append(&mut other.full);
        self.full.extend(Some(other.open).filter(|open| !open.is_empty()));
    }

    pub(super) fn len(&self) -> usize {
        self.before + self.open.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.full.iter().flatten().chain(&self.open)
    }
}

impl<T: Copy> Blocks<T> {
    pub(super) fn extend_from_slice(&mut self, more: &[T]) {
        let room = self.open.capacity() - self.open.len();
        let (fits, rest) = more.split_at(room.min(more.len()));
        self.open.extend_from_slice(fits);
        if !rest.is_empty() {
            self.begin(rest.len());
            self.open.extend_from_slice(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_list(one in 0..1_000_u32, other in 0..1_000_u32, more in 0..100_u32) {
            let of = |numbers: std::ops::Range<u32>| {
                let mut blocks = Blocks::default();
                numbers.for_each(|number| blocks.push(number));
                blocks
            };
            let mut all = of(0..one);
            all.append(of(one..one + other));
            let more: Vec<u32> = (0..more).map(|number| one + other + number).collect();
            let (alone, together) = more.split_at(more.len() / 2);
            alone.iter().for_each(|number| all.push(*number));
            all.extend_from_slice(together);
            // What was appended stands before what is still open.
            let mut numbers: Vec<u32> = all.iter().copied().collect();
            numbers.sort_unstable();
            prop_assert_eq!(all.len(), numbers.len());
            prop_assert_eq!(numbers, (0..one + other + u32::try_from(more.len()).unwrap()).collect::<Vec<_>>());
        }
    }
}
