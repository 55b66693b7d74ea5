//! Whom an asset reached: who had an occasion for it, who of them knew it, and who put it to work.

use crate::analysis::View;
use crate::analysis::awareness::Awareness;
use crate::analysis::fold::each;
use crate::analysis::occasion::{ClassTimes, Fit, Occasions, Touch};

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

/// What is counted of a rep's occasions in which one asset was put to work.
#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    all: u64,
    /// After they knew it.
    after: u64,
    /// After they were trained.
    since_training: u64,
}

struct Reader<'a> {
    view: &'a View<'a>,
    occasions: &'a Occasions<'a>,
    awareness: &'a Awareness,
    habits: Vec<Habit>,
    /// All occasions as one group, and those of each rep.
    all: ClassTimes,
    by_rep: ClassTimes,
}

/// Whoever has an occasion for one asset has one for all that are made for the same and live as long.
struct Alike<'a> {
    fit: &'a Fit<'a>,
    assets: Vec<usize>,
}

/// Who knows an asset, in the order of reps, or was trained in it.
struct Known {
    /// Since when.
    times: Vec<(u32, i64)>,
    /// How many occasions they had since then.
    since: Vec<u64>,
}

/// How many assets that are alike are read by one thread.
const TOGETHER: usize = 64;

/// Room to count in: a place a rep, filled with nothing between two assets.
struct Room {
    /// Occasions for all that are alike.
    occasions: Vec<u64>,
    touched: Vec<Touched>,
    aware_at: Vec<i64>,
    trained_at: Vec<i64>,
    /// Of whom anything was counted.
    reps: Vec<u32>,
}

/// Whom each asset reached, by number; nothing for one that the catalogue does not know.
pub(super) fn reached(
    view: &View<'_>,
    occasions: &Occasions<'_>,
    awareness: &Awareness,
) -> Vec<Option<Reach>> {
    let reader = Reader::new(view, occasions, awareness);
    let alike = alike(view, occasions);
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

fn alike<'a>(view: &View<'_>, occasions: &'a Occasions<'a>) -> Vec<Alike<'a>> {
    let known = (0..view.assets().len()).filter_map(|asset| Some((occasions.fit(asset)?, asset)));
    let mut known: Vec<_> = known.map(|(fit, asset)| (occasions.alike(fit), fit, asset)).collect();
    known.sort_by_key(|(alike, ..)| *alike);
    let alike = known.chunk_by(|(one, ..), (other, ..)| one == other);
    let pieces = alike.flat_map(|alike| alike.chunks(TOGETHER));
    let assets = |piece: &[(_, _, usize)]| piece.iter().map(|(.., asset)| *asset).collect();
    pieces.map(|piece| Alike { fit: piece[0].1, assets: assets(piece) }).collect()
}

impl Room {
    fn new(reps: usize) -> Self {
        Self {
            occasions: vec![0; reps],
            touched: vec![Touched::default(); reps],
            aware_at: vec![NEVER; reps],
            trained_at: vec![NEVER; reps],
            reps: Vec::new(),
        }
    }
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
        let all = occasions.times(|_| std::iter::once(0));
        let by_rep = occasions.times(|one| occasions.reps(one).iter().copied());
        Self { view, occasions, awareness, habits, all, by_rep }
    }

    fn read_all(&self, alike: &Alike<'_>, room: &mut Room) -> Vec<Reach> {
        let fit = alike.fit;
        room.occasions.fill(0);
        for (rep, times) in self.occasions.group_times(&self.by_rep, fit) {
            if let Some(occasions) = room.occasions.get_mut(rep as usize)
                && self.view.has_rep(rep as usize)
            {
                *occasions += times.count(fit.live(), i64::MIN);
            }
        }
        let all = self.occasions.group_times(&self.all, fit);
        let occasions = all.map(|(_, times)| times.count(fit.live(), i64::MIN)).sum();
        let reps = room.occasions.iter().filter(|occasions| **occasions > 0).count() as u64;
        let reach = Reach { occasions, reps, ..Reach::default() };
        let has_occasion = |(rep, _): &(u32, i64)| {
            room.occasions.get(*rep as usize).is_some_and(|occasions| *occasions > 0)
        };
        let knowing = |asset: &usize| {
            let number = u32::try_from(*asset).unwrap_or(u32::MAX);
            let known = |mut times: Vec<(u32, i64)>| {
                times.retain(has_occasion);
                Known { since: vec![0; times.len()], times }
            };
            [known(self.awareness.aware(number)), known(self.awareness.trained(number))]
        };
        let mut knowing: Vec<[Known; 2]> = alike.assets.iter().map(knowing).collect();
        self.count_since(fit, &mut knowing);
        let read = |(asset, [aware, trained]): (&usize, &[Known; 2])| {
            self.read(fit, *asset, aware, trained, reach.clone(), room)
        };
        alike.assets.iter().zip(&knowing).map(read).collect()
    }

    /// Counts the occasions of reps since they knew assets, one rep after the other: the times of a rep's occasions
    /// are at hand then for all assets.
    fn count_since(&self, fit: &Fit<'_>, knowing: &mut [[Known; 2]]) {
        let mut open: Vec<_> = knowing.iter_mut().flatten().map(|known| (0, known)).collect();
        open.retain(|(_, known)| !known.times.is_empty());
        for rep in (0..).take(self.habits.len()) {
            let mut times = None;
            for (next, known) in &mut open {
                let Some((_, at)) = known.times.get(*next).filter(|(other, _)| *other == rep)
                else {
                    continue;
                };
                let times: &Vec<_> = times.get_or_insert_with(|| {
                    self.occasions.times_of_group(&self.by_rep, fit, rep).collect()
                });
                known.since[*next] = times.iter().map(|times| times.count(fit.live(), *at)).sum();
                *next += 1;
            }
        }
    }

    fn read(
        &self,
        fit: &Fit<'_>,
        asset: usize,
        aware: &Known,
        trained: &Known,
        mut reach: Reach,
        room: &mut Room,
    ) -> Reach {
        aware.times.iter().for_each(|(rep, at)| room.aware_at[*rep as usize] = *at);
        trained.times.iter().for_each(|(rep, at)| room.trained_at[*rep as usize] = *at);
        self.count_touches(fit, self.occasions.touches(asset), room);
        self.finish(aware, trained, &mut reach, room);
        aware.times.iter().for_each(|(rep, _)| room.aware_at[*rep as usize] = NEVER);
        trained.times.iter().for_each(|(rep, _)| room.trained_at[*rep as usize] = NEVER);
        for rep in room.reps.drain(..) {
            room.touched[rep as usize] = Touched::default();
        }
        reach
    }

    fn count_touches(&self, fit: &Fit<'_>, touches: &[Touch], room: &mut Room) {
        self.occasions.touched(fit, touches, |_, one, _| {
            for rep in self.occasions.reps(one) {
                let place = *rep as usize;
                let Some(counted) = room.touched.get_mut(place) else { continue };
                if counted.all == 0 {
                    room.reps.push(*rep);
                }
                counted.all += 1;
                counted.after += u64::from(room.aware_at[place] <= one.end);
                counted.since_training += u64::from(room.trained_at[place] <= one.end);
            }
        });
    }

    /// What is counted stands in the order of reps, so that sums of fractions come out the same however the facts
    /// were read.
    fn finish(&self, aware: &Known, trained: &Known, reach: &mut Reach, room: &Room) {
        let others = |rep: u32| {
            let habit = self.habits.get(rep as usize).copied().unwrap_or_default();
            let others = habit.touches.saturating_sub(room.touched[rep as usize].all) as f64;
            others / habit.occasions.max(1) as f64
        };
        (reach.aware, reach.trained) = (aware.times.len() as u64, trained.times.len() as u64);
        for ((rep, _), since) in aware.times.iter().zip(&aware.since) {
            reach.aware_reps.push(*rep);
            reach.after.push((room.touched[*rep as usize].after, *since));
        }
        for ((rep, _), since) in trained.times.iter().zip(&trained.since) {
            let touched = room.touched[*rep as usize].since_training;
            reach.of_trained.add((touched, *since), others(*rep));
        }
        // Of most assets nobody is trained, and then nobody asks what the others do.
        if reach.trained > 0 {
            let untrained = (0..).zip(&room.occasions).filter(|(rep, occasions)| {
                **occasions > 0 && room.trained_at[*rep as usize] == NEVER
            });
            for (rep, occasions) in untrained {
                let touched = room.touched[rep as usize].all;
                reach.of_others.add((touched, *occasions), others(rep));
            }
        }
    }
}
