//! Whom an asset reached: who had an occasion for it, who of them knew it, and who put it to work.

use super::alike::Alike;
use super::attended::{Attended, Lookup};
use super::by_rep::ByRep;
use super::knowing::{Knowing, count_since};
use super::usage::Usage;
use crate::analysis::View;
use crate::analysis::awareness::Awareness;
use crate::analysis::fold::each;
use crate::analysis::occasion::{ClassTimes, Fit, Occasions};

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
    /// Of those who knew it and had an occasion, who put it to work.
    pub(super) users: u64,
    /// Their occasions after they knew it: those in which it was put to work, and all.
    pub(super) after: ByRep,
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

/// What is counted of a rep's occasions in which one asset was put to work.
#[derive(Debug, Clone, Copy)]
struct Touched {
    /// Since when they know it, and are trained.
    aware_at: i64,
    trained_at: i64,
    all: u32,
    /// After they knew it.
    after: u32,
    /// After they were trained.
    since_training: u32,
}

impl Touched {
    const NOTHING: Self =
        Self { aware_at: NEVER, trained_at: NEVER, all: 0, after: 0, since_training: 0 };
}

struct Reader<'a> {
    view: &'a View<'a>,
    occasions: &'a Occasions<'a>,
    awareness: &'a Awareness,
    usage: &'a [Usage],
    habits: Vec<Habit>,
    attended: Attended,
    /// All occasions as one group, and those of each rep.
    all: ClassTimes,
    by_rep: ClassTimes,
}

/// Room to count in: a place a rep, and nothing in it between two assets.
struct Room {
    /// Occasions for all that are alike.
    occasions: Vec<u64>,
    touched: Vec<Touched>,
    /// Of whom anything was counted.
    reps: Vec<u32>,
    lookup: Lookup,
}

/// Whom each asset reached, by number; nothing for one that the catalogue does not know.
pub(super) fn reached(
    view: &View<'_>,
    occasions: &Occasions<'_>,
    awareness: &Awareness,
    usage: &[Usage],
) -> Vec<Option<Reach>> {
    let reader = Reader::new(view, occasions, awareness, usage);
    let alike = Alike::all(view, occasions);
    let read = |room: &mut Room, place: usize| reader.read_all(&alike[place], room);
    let read = each(alike.len(), || Room::new(view.reps().len()), read);
    let mut reached = vec![None; view.assets().len()];
    for (alike, read) in alike.iter().zip(read) {
        for (asset, reach) in alike.assets.iter().zip(read) {
            reached[*asset] = Some(reach);
        }
    }
    reached
}

impl Room {
    fn new(reps: usize) -> Self {
        Self {
            occasions: vec![0; reps],
            // The last one is nobody's.
            touched: vec![Touched::NOTHING; reps + 1],
            reps: Vec::new(),
            lookup: Lookup::default(),
        }
    }
}

impl<'a> Reader<'a> {
    fn new(
        view: &'a View<'a>,
        occasions: &'a Occasions<'a>,
        awareness: &'a Awareness,
        usage: &'a [Usage],
    ) -> Self {
        let mut habits = vec![Habit::default(); view.reps().len()];
        for one in occasions.all() {
            for rep in occasions.reps(one) {
                if let Some(habit) = habits.get_mut(*rep as usize) {
                    habit.occasions += 1;
                    habit.touches += one.assets();
                }
            }
        }
        let all = occasions.times(|_| std::iter::once(0));
        let by_rep = occasions.times(|one| occasions.reps(one).iter().copied());
        Self {
            view,
            occasions,
            awareness,
            usage,
            habits,
            attended: Attended::of(occasions, view.reps().len()),
            all,
            by_rep,
        }
    }

    fn read_all(&self, alike: &Alike<'_>, room: &mut Room) -> Vec<Reach> {
        let fit = alike.fit;
        room.occasions.fill(0);
        for (rep, times) in self.occasions.group_times(&self.by_rep, fit).flatten() {
            if let Some(occasions) = room.occasions.get_mut(rep as usize)
                && self.view.has_rep(rep as usize)
            {
                *occasions += times.count(fit.live(), i64::MIN);
            }
        }
        let all = self.occasions.group_times(&self.all, fit).flatten();
        let occasions = all.map(|(_, times)| times.count(fit.live(), i64::MIN)).sum();
        let reps = room.occasions.iter().filter(|occasions| **occasions > 0).count() as u64;
        let reach = Reach { occasions, reps, ..Reach::default() };
        let has_occasion = |(rep, _): &(u32, i64)| {
            room.occasions.get(*rep as usize).is_some_and(|occasions| *occasions > 0)
        };
        let who = |asset: &usize| {
            let number = u32::try_from(*asset).unwrap_or(u32::MAX);
            [self.awareness.aware(number), self.awareness.trained(number)].map(|mut times| {
                times.retain(has_occasion);
                Knowing::of(times)
            })
        };
        let mut knowing: Vec<[Knowing; 2]> = alike.assets.iter().map(who).collect();
        count_since((self.occasions, &self.by_rep), fit, self.habits.len(), &mut knowing);
        let read = |(asset, [aware, trained]): (&usize, &[Knowing; 2])| {
            self.read(fit, *asset, aware, trained, reach.clone(), room)
        };
        alike.assets.iter().zip(&knowing).map(read).collect()
    }

    fn read(
        &self,
        fit: &Fit<'_>,
        asset: usize,
        aware: &Knowing,
        trained: &Knowing,
        mut reach: Reach,
        room: &mut Room,
    ) -> Reach {
        aware.times.iter().for_each(|(rep, at)| room.touched[*rep as usize].aware_at = *at);
        trained.times.iter().for_each(|(rep, at)| room.touched[*rep as usize].trained_at = *at);
        self.occasions.touched(fit, asset, |position, _| room.lookup.positions.push(position));
        if trained.times.is_empty() {
            self.count_after(room);
        } else {
            self.count_all(room);
        }
        self.finish(asset, aware, trained, &mut reach, room);
        let known = aware.times.iter().chain(&trained.times).map(|(rep, _)| *rep);
        for rep in known.chain(room.reps.drain(..)) {
            room.touched[rep as usize] = Touched::NOTHING;
        }
        reach
    }

    /// Counts only what came after reps knew the asset: of most assets nobody is trained, and then nobody asks for
    /// more.
    fn count_after(&self, room: &mut Room) {
        let Room { lookup, touched, .. } = room;
        self.attended.visit(lookup, |rep, end| {
            if let Some(counted) = touched.get_mut(rep as usize) {
                counted.after += u32::from(counted.aware_at <= end);
            }
        });
    }

    fn count_all(&self, room: &mut Room) {
        let Room { lookup, touched, reps, .. } = room;
        self.attended.visit(lookup, |rep, end| {
            let Some(counted) = touched.get_mut(rep as usize) else { return };
            if counted.all == 0 {
                reps.push(rep);
            }
            counted.all += 1;
            counted.after += u32::from(counted.aware_at <= end);
            counted.since_training += u32::from(counted.trained_at <= end);
        });
    }

    /// What is counted stands in the order of reps, so that sums of fractions come out the same however the facts
    /// were read.
    fn finish(
        &self,
        asset: usize,
        aware: &Knowing,
        trained: &Knowing,
        reach: &mut Reach,
        room: &Room,
    ) {
        let others = |rep: u32| {
            let habit = self.habits.get(rep as usize).copied().unwrap_or_default();
            let others = habit.touches.saturating_sub(room.touched[rep as usize].all.into()) as f64;
            others / habit.occasions.max(1) as f64
        };
        (reach.aware, reach.trained) = (aware.times.len() as u64, trained.times.len() as u64);
        reach.users =
            common(&self.usage[asset].reps.sorted(), aware.times.iter().map(|(rep, _)| *rep));
        let after = |((rep, _), since): (&(u32, i64), &u64)| {
            (room.touched[*rep as usize].after.into(), *since)
        };
        reach.after = ByRep::of(aware.times.iter().zip(&aware.since).map(after));
        for ((rep, _), since) in trained.times.iter().zip(&trained.since) {
            let touched = room.touched[*rep as usize].since_training;
            reach.of_trained.add((touched.into(), *since), others(*rep));
        }
        if reach.trained > 0 {
            let untrained = (0..).zip(&room.occasions).filter(|(rep, occasions)| {
                **occasions > 0 && room.touched[*rep as usize].trained_at == NEVER
            });
            for (rep, occasions) in untrained {
                let touched = room.touched[rep as usize].all;
                reach.of_others.add((touched.into(), *occasions), others(rep));
            }
        }
    }
}

/// How many numbers are in both of two lists, each in order and without repeats.
fn common(one: &[u32], other: impl Iterator<Item = u32>) -> u64 {
    let mut rest = one.iter().peekable();
    let is_in_one = |number: &u32| {
        while rest.next_if(|earlier| *earlier < number).is_some() {}
        rest.peek() == Some(&number)
    };
    other.filter(is_in_one).count() as u64
}
