//! Which class each occasion is of.

use super::Occasion;
use super::fits::{Class, Fits};
use crate::columns::short;

/// The classes that there are occasions of.
pub(super) struct Classes {
    all: Vec<Class>,
    /// By the occasion's position: the place of its class among all.
    of_occasions: Vec<u32>,
    /// The positions of occasions, class by class, and where those of each end.
    positions: Vec<u32>,
    ends: Vec<usize>,
}

impl Classes {
    pub(super) fn of(occasions: &[Occasion], fits: &Fits<'_>) -> Self {
        let number = |one: &Occasion| fits.number(fits.class(one.conversation, one.deal));
        let mut counts = vec![0; fits.classes()];
        occasions.iter().for_each(|one| counts[number(one)] += 1);
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        // The place of each class that there is, and where its next occasion goes.
        let mut places = vec![(0, 0); counts.len()];
        let mut end = 0;
        for (number, count) in counts.into_iter().enumerate() {
            if let Some(class) = fits.numbered(number).filter(|_| count > 0) {
                places[number] = (short(all.len()), end);
                end += count;
                all.push(class);
                ends.push(end);
            }
        }
        let mut positions = vec![0; occasions.len()];
        let mut of_occasions = Vec::with_capacity(occasions.len());
        for (position, one) in (0..).zip(occasions) {
            let (class, next) = &mut places[number(one)];
            of_occasions.push(*class);
            positions[*next] = position;
            *next += 1;
        }
        Self { all, of_occasions, positions, ends }
    }

    /// Each class, in order, with the positions of its occasions.
    pub(super) fn each(&self) -> impl Iterator<Item = (Class, &[u32])> {
        let mut begin = 0;
        self.all.iter().zip(&self.ends).map(move |(class, end)| {
            let begin = std::mem::replace(&mut begin, *end);
            (*class, self.positions.get(begin..*end).unwrap_or_default())
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The one at a place among all.
    pub(super) fn class(&self, place: usize) -> Option<Class> {
        self.all.get(place).copied()
    }

    /// The place of the class of the occasion at a position, among all.
    #[inline]
    pub(super) fn of_occasion(&self, position: usize) -> usize {
        self.of_occasions.get(position).map_or(usize::MAX, |class| *class as usize)
    }
}
