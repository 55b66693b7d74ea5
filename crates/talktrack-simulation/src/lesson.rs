//! How one asset becomes known: to whom, when, and how well, by what is planted in it.

use crate::assets::Collateral;
use crate::calendar::{Calendar, MINUTE, calendar_days};
use crate::dice::Dice;
use crate::knowledge::{How, Known};
use crate::mix::new_but_used;
use crate::nature::Nature;
use crate::reps::Staff;

/// How one asset becomes known.
pub(crate) struct Lesson<'a> {
    calendar: &'a Calendar,
    staff: &'a Staff,
    asset: &'a Collateral,
    dice: Dice,
    diligent_first: bool,
    known: Vec<Known>,
}

const USUAL: u8 = 100;
/// What those who were not trained make of an asset that needs training.
const AWKWARD: u8 = 7;
/// The part of reps who come to know an ordinary asset in any case, and that of the others.
const CORE: f64 = 2.0 / 3.0;
const REACH: f64 = 0.6;

impl<'a> Lesson<'a> {
    pub(crate) fn new(
        calendar: &'a Calendar,
        staff: &'a Staff,
        asset: &'a Collateral,
        dice: Dice,
        diligent_first: bool,
    ) -> Self {
        let known = vec![Known::NOTHING; staff.people.len()];
        Self { calendar, staff, asset, dice, diligent_first, known }
    }

    /// What each rep comes to know of the asset, which is the `nth` of its nature.
    pub(crate) fn teach(mut self, best: &[usize], nth: usize) -> Vec<Known> {
        let all = self.staff.people.len();
        match self.asset.nature {
            Nature::Forgotten | Nature::NoOccasion => self.at_most_one(),
            Nature::TooNew if !new_but_used(nth) => self.at_most_one(),
            Nature::Unknown => self.a_few(Self::too_few(all)),
            Nature::RepMade => self.a_few(3.min(all)),
            Nature::NotChosen => self.shunned(),
            Nature::TrainingGap => self.needs_training(),
            Nature::BestRepsOnly => self.alone(best.iter().copied()),
            Nature::Rare => self.alone(0..all),
            _ => self.ordinary(),
        }
        self.known
    }

    /// The most reps who may know an asset that still counts as unknown, with one to spare for
    /// reps who happen to have no occasion.
    fn too_few(all: usize) -> usize {
        (all / 2).saturating_sub(1).clamp(1, 3)
    }

    fn learn(&mut self, rep: usize, days: i64, liking: u8, how: How) {
        let person = &self.staff.people[rep];
        let from = self.asset.published.max(person.starts).max(0);
        let since = from + self.dice.between(0, calendar_days(days));
        let too_late = person.leaves.is_some_and(|leaves| since >= leaves)
            || self.asset.ends().is_some_and(|ends| since >= ends)
            || since >= self.calendar.horizon;
        if !too_late {
            self.known[rep] = Known::from(since, liking, how);
        }
    }

    fn train(&mut self, rep: usize, days: i64) {
        let Some(since) = self.known[rep].since() else { return };
        let trained = since + self.dice.between(MINUTE, calendar_days(days));
        if trained < self.calendar.horizon && self.staff.people[rep].is_there(trained) {
            self.known[rep] = self.known[rep].trained_at(trained);
        }
    }

    fn in_order_of_chance(&mut self) -> Vec<usize> {
        let mut reps: Vec<_> = (0..self.staff.people.len()).collect();
        self.dice.shuffle(&mut reps);
        reps
    }

    /// Those who get a training: the diligent first, if that is the rule.
    fn in_order_of_training(&mut self) -> Vec<usize> {
        let mut reps = self.in_order_of_chance();
        if self.diligent_first {
            let diligence = |rep: &usize| self.staff.people[*rep].diligence;
            reps.sort_by(|a, b| diligence(b).total_cmp(&diligence(a)));
        }
        reps
    }

    fn at_most_one(&mut self) {
        if self.dice.chance(0.2) {
            let rep = self.dice.below(self.staff.people.len());
            self.learn(rep, 60, 0, How::Introduced);
        }
    }

    fn a_few(&mut self, most: usize) {
        let wanted = 1 + self.dice.below(most);
        let mut reps = self.in_order_of_chance();
        // Somebody who is about to leave or has only just come would hardly get to use it.
        let people = &self.staff.people;
        reps.retain(|rep| people[*rep].leaves.is_none() && people[*rep].starts <= 0);
        reps.truncate(wanted);
        let made_it = self.asset.nature == Nature::RepMade;
        for rep in reps {
            let how = if made_it || self.dice.chance(0.5) { How::Alone } else { How::Introduced };
            self.learn(rep, 60, USUAL, how);
        }
    }

    fn alone(&mut self, reps: impl Iterator<Item = usize>) {
        for rep in reps {
            self.learn(rep, 30, USUAL, How::Alone);
        }
    }

    /// Nearly everybody was introduced; in a large company one or two of them use it now and then.
    fn shunned(&mut self) {
        let reps = self.in_order_of_chance();
        let reach = self.dice.range(0.88, 0.98);
        let willing = if reps.len() < 40 { 0 } else { self.dice.weighted(&[0.7, 0.2, 0.1]) };
        for (place, rep) in reps.into_iter().enumerate() {
            if place < willing || self.dice.chance(reach) {
                let liking = if place < willing { USUAL } else { 0 };
                self.learn(rep, 45, liking, How::Introduced);
            }
        }
    }

    /// Fewer than half are trained, soon after publication; most others were at least introduced.
    fn needs_training(&mut self) {
        let reps = self.in_order_of_training();
        let most = (reps.len() - 1) / 2;
        let trained = self.dice.about(reps.len() as f64 * 0.3).clamp(2.min(most), most);
        for (place, rep) in reps.into_iter().enumerate() {
            if place < trained {
                self.learn(rep, 5, AWKWARD, How::Introduced);
                self.train(rep, 25);
            } else {
                let how = if self.dice.chance(0.5) { How::Introduced } else { How::Alone };
                self.learn(rep, 30, AWKWARD, how);
            }
        }
    }

    /// Most get to know it in time; some are introduced, and of some assets a few are trained,
    /// which changes nothing about how they use it.
    fn ordinary(&mut self) {
        let reps = self.in_order_of_training();
        let courses = if self.dice.chance(0.4) { self.dice.range(0.1, 0.3) } else { 0.0 };
        let trained = self.dice.about(reps.len() as f64 * courses);
        let core = reps.len() as f64 * CORE;
        for (place, rep) in reps.into_iter().enumerate() {
            let in_course = place < trained;
            if in_course || (place as f64) < core || self.dice.chance(REACH) {
                let introduced = in_course || self.dice.chance(0.3);
                let how = if introduced { How::Introduced } else { How::Alone };
                self.learn(rep, 45, USUAL, how);
            }
            if in_course {
                self.train(rep, 60);
            }
        }
    }
}
