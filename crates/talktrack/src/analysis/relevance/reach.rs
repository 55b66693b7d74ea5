//! Whom an asset reached: who had an occasion for it, who of them knew it, and who put it to work.

use std::collections::HashMap;

use crate::analysis::View;
use crate::analysis::awareness::Awareness;
use crate::analysis::fold::each;
use crate::analysis::occasion::{Fit, Occasions, Touch};

const NEVER: i64 = i64::MAX;

/// Whom one asset reached.
#[derive(Debug, Clone, Default)]
pub(super) struct Reach {
    pub(super) occasions: u64,
    /// Who had an occasion.
    pub(super) reps: u64,
    /// Of those, who knew it before the scope's end.
    pub(super) aware: u64,
    /// Of those, who is trained or certified.
    pub(super) trained: u64,
    /// Of those who knew it and had an occasion: the numbers of the reps.
    pub(super) aware_reps: Vec<u32>,
    /// Occasions of each of them after they knew it: those in which it was put to work, and all.
    pub(super) after: Vec<(u64, u64)>,
    /// How much of a rep's occasions it was put to work in, beside how much else they use, and raw.
    pub(super) of_trained: Shares,
    pub(super) of_others: Shares,
}

/// Of some reps.
#[derive(Debug, Clone, Default)]
pub(super) struct Shares {
    /// The share of a rep's occasions, divided by how many other assets they use in one.
    pub(super) relative: Vec<f64>,
    pub(super) touched: u64,
    pub(super) occasions: u64,
}

impl Shares {
    fn add(&mut self, counted: (u64, u64), others: f64) {
        let (touched, occasions) = counted;
        if occasions == 0 || others <= 0.0 {
            return;
        }
        self.relative.push(touched as f64 / occasions as f64 / others);
        self.touched += touched;
        self.occasions += occasions;
    }
}

/// What a rep does in all their occasions.
#[derive(Debug, Clone, Copy, Default)]
struct Habit {
    occasions: u64,
    /// Assets put to work, one by one.
    touches: u64,
}

/// What is counted for a rep of one asset.
#[derive(Debug, Clone, Copy)]
struct Counted {
    aware_at: i64,
    trained_at: i64,
    occasions: u64,
    touched: u64,
    /// After they knew it.
    after: (u64, u64),
    /// After they were trained.
    since_training: (u64, u64),
}

impl Counted {
    const NONE: Self = Self {
        aware_at: NEVER,
        trained_at: NEVER,
        occasions: 0,
        touched: 0,
        after: (0, 0),
        since_training: (0, 0),
    };
}

struct Reader<'a> {
    view: &'a View<'a>,
    occasions: &'a Occasions<'a>,
    awareness: &'a Awareness,
    habits: Vec<Habit>,
}

/// Room to count in: a place a rep, and who was counted.
struct Room {
    counted: Vec<Counted>,
    reps: Vec<u32>,
}

/// Whom each asset reached, by number; nothing for one that the catalogue does not know.
pub(super) fn reached(
    view: &View<'_>,
    occasions: &Occasions<'_>,
    awareness: &Awareness,
) -> Vec<Option<Reach>> {
    let reader = Reader::new(view, occasions, awareness);
    let room = || Room { counted: vec![Counted::NONE; view.reps().len()], reps: Vec::new() };
    // Many assets are known to nobody and were made for the same: what was an occasion for one was so for all.
    let mut alike = HashMap::new();
    for asset in 0..view.assets().len() {
        if let Some(fit) = reader.is_untouched(asset) {
            alike.entry(fit.made_for()).or_insert(fit);
        }
    }
    let (keys, fits): (Vec<_>, Vec<_>) = alike.into_iter().unzip();
    let of_fits = each(fits.len(), room, |room, place| reader.read(fits[place], None, room));
    let known: HashMap<_, _> = keys.into_iter().zip(of_fits).collect();
    each(view.assets().len(), room, |room, asset| {
        let fit = occasions.fit(asset)?;
        let untouched = reader.is_untouched(asset).and_then(|fit| known.get(&fit.made_for()));
        Some(untouched.cloned().unwrap_or_else(|| reader.read(fit, Some(asset), room)))
    })
}

impl<'a> Reader<'a> {
    fn new(view: &'a View<'a>, occasions: &'a Occasions<'a>, awareness: &'a Awareness) -> Self {
        let mut habits = vec![Habit::default(); view.reps().len()];
        for one in occasions.all() {
            for rep in occasions.reps(one) {
                if let Some(habit) = habits.get_mut(*rep as usize) {
                    habit.occasions += 1;
                    habit.touches += one.assets();
                }
            }
        }
        Self { view, occasions, awareness, habits }
    }

    /// Whether an asset was live all the time and nobody knew it, so that all that matters is what it was made for.
    fn is_untouched(&self, asset: usize) -> Option<&'a Fit<'a>> {
        let number = u32::try_from(asset).ok()?;
        let fit = self.occasions.fit(asset).filter(|fit| self.occasions.is_always_live(fit))?;
        (self.awareness.knows_nobody(number)).then_some(fit)
    }

    /// Whom an asset reached, or one that nobody knows.
    fn read(&self, fit: &Fit<'_>, asset: Option<usize>, room: &mut Room) -> Reach {
        let number = asset.and_then(|asset| u32::try_from(asset).ok());
        let aware = number.map(|asset| self.awareness.aware(asset)).unwrap_or_default();
        let trained = number.map(|asset| self.awareness.trained(asset)).unwrap_or_default();
        for (rep, at) in &aware {
            if let Some(counted) = room.counted.get_mut(*rep as usize) {
                counted.aware_at = *at;
            }
        }
        for (rep, at) in &trained {
            if let Some(counted) = room.counted.get_mut(*rep as usize) {
                counted.trained_at = *at;
            }
        }
        let touches = asset.map(|asset| self.occasions.touches(asset)).unwrap_or_default();
        let occasions = self.count(fit, touches, room);
        let reach = self.finish(occasions, room);
        for (rep, _) in aware.into_iter().chain(trained) {
            if let Some(counted) = room.counted.get_mut(rep as usize) {
                *counted = Counted::NONE;
            }
        }
        reach
    }

    fn count(&self, fit: &Fit<'_>, touches: &[Touch], room: &mut Room) -> u64 {
        let mut occasions = 0;
        self.occasions.visit_with(fit, touches, |_, one, touch| {
            occasions += 1;
            let used = u64::from(touch.is_some());
            for rep in self.occasions.reps(one) {
                if !self.view.has_rep(*rep as usize) {
                    continue;
                }
                let Some(counted) = room.counted.get_mut(*rep as usize) else { continue };
                if counted.occasions == 0 {
                    room.reps.push(*rep);
                }
                counted.occasions += 1;
                counted.touched += used;
                if counted.aware_at <= one.end {
                    counted.after.0 += used;
                    counted.after.1 += 1;
                }
                if counted.trained_at <= one.end {
                    counted.since_training.0 += used;
                    counted.since_training.1 += 1;
                }
            }
        });
        occasions
    }

    fn finish(&self, occasions: u64, room: &mut Room) -> Reach {
        let mut reach = Reach { occasions, reps: room.reps.len() as u64, ..Reach::default() };
        // In the order of reps, so that sums of fractions come out the same however the facts were read.
        room.reps.sort_unstable();
        for rep in room.reps.drain(..) {
            let counted = std::mem::replace(&mut room.counted[rep as usize], Counted::NONE);
            let habit = self.habits.get(rep as usize).copied().unwrap_or_default();
            let others = habit.touches.saturating_sub(counted.touched) as f64;
            let others = others / habit.occasions.max(1) as f64;
            if counted.aware_at != NEVER {
                reach.aware += 1;
                reach.aware_reps.push(rep);
                reach.after.push(counted.after);
            }
            if counted.trained_at == NEVER {
                reach.of_others.add((counted.touched, counted.occasions), others);
            } else {
                reach.trained += 1;
                reach.of_trained.add(counted.since_training, others);
            }
        }
        reach
    }
}
