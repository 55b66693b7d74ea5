//! Which rep knows which asset, since when, how well, and how much they take to it.

use crate::assets::Collateral;
use crate::calendar::{Calendar, MINUTE, Moment, calendar_days};
use crate::dice::{Dice, Purpose};
use crate::mix::new_but_used;
use crate::nature::Nature;
use crate::reps::Staff;
use crate::settings::Settings;

/// How a rep came to know an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// On their own; only their uses show it.
    Alone,
    /// Somebody introduced it to them.
    Introduced,
}

/// What a rep knows of an asset. Small, because there is one per rep and asset; the times are
/// minutes of office time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    since: u32,
    trained: u32,
    /// How much they take to it, in per cent of what is usual.
    liking: u8,
    pub(crate) how: How,
}

impl Known {
    const NEVER: u32 = u32::MAX;
    const NOTHING: Self =
        Self { since: Self::NEVER, trained: Self::NEVER, liking: 0, how: How::Alone };

    fn moment(minutes: u32) -> Option<Moment> {
        (minutes != Self::NEVER).then(|| Moment::from(minutes) * MINUTE)
    }

    /// Since when they know it, if ever.
    pub(crate) fn since(self) -> Option<Moment> {
        Self::moment(self.since)
    }

    /// Since when they are trained on it, if ever.
    pub(crate) fn trained(self) -> Option<Moment> {
        Self::moment(self.trained)
    }

    /// How much they take to it; 1 is usual.
    pub(crate) fn liking(self) -> f64 {
        f64::from(self.liking) / 100.0
    }
}

/// What everybody knows.
#[derive(Debug)]
pub(crate) struct Knowledge {
    reps: usize,
    known: Vec<Known>,
}

impl Knowledge {
    pub(crate) fn spread(
        settings: &Settings,
        calendar: &Calendar,
        staff: &Staff,
        assets: &[Collateral],
    ) -> Self {
        let reps = staff.people.len();
        let best = staff.best();
        let mut known = Vec::with_capacity(reps * assets.len());
        let mut seen = [0; Nature::ALL.len()];
        for (number, asset) in assets.iter().enumerate() {
            let nth = &mut seen[asset.nature.position()];
            let dice = Dice::new(settings.seed, Purpose::Knowledge, number);
            let mut lesson = Lesson {
                calendar,
                staff,
                asset,
                dice,
                diligent_first: settings.trainings_to_diligent,
                known: vec![Known::NOTHING; reps],
            };
            lesson.teach(&best, *nth);
            known.append(&mut lesson.known);
            *nth += 1;
        }
        Self { reps, known }
    }

    pub(crate) fn of(&self, rep: usize, asset: usize) -> Known {
        self.known[asset * self.reps + rep]
    }
}

/// How one asset becomes known.
struct Lesson<'a> {
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
/// The part of reps who come to know an ordinary asset.
const REACH: f64 = 0.85;

impl Lesson<'_> {
    fn teach(&mut self, best: &[usize], nth: usize) {
        let all = self.staff.people.len();
        match self.asset.nature {
            Nature::Forgotten | Nature::NoOccasion => self.at_most_one(),
            Nature::TooNew if !new_but_used(nth) => self.at_most_one(),
            Nature::Unknown => self.a_few(Self::too_few(all)),
            Nature::RepMade => self.a_few(3.min(all)),
            Nature::NotChosen => self.shunned(),
            Nature::TrainingGap => self.needs_training(),
            Nature::BestRepsOnly => self.alone(best.iter().copied(), 1.0),
            Nature::Rare => self.alone(0..all, 1.0),
            _ => self.ordinary(),
        }
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
            self.known[rep] = Known { since: minutes(since), liking, how, ..Known::NOTHING };
        }
    }

    fn train(&mut self, rep: usize, days: i64) {
        let Some(since) = self.known[rep].since() else { return };
        let trained = since + self.dice.between(MINUTE, calendar_days(days));
        if trained < self.calendar.horizon && self.staff.people[rep].is_there(trained) {
            self.known[rep].trained = minutes(trained);
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

    fn alone(&mut self, reps: impl Iterator<Item = usize>, reach: f64) {
        for rep in reps {
            if self.dice.chance(reach) {
                self.learn(rep, 30, USUAL, How::Alone);
            }
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
        for (place, rep) in reps.into_iter().enumerate() {
            let in_course = place < trained;
            if in_course || self.dice.chance(REACH) {
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

fn minutes(moment: Moment) -> u32 {
    u32::try_from(moment / MINUTE).unwrap_or(Known::NEVER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets;

    struct Company {
        staff: Staff,
        assets: Vec<Collateral>,
        knowledge: Knowledge,
    }

    fn company(settings: &Settings) -> Company {
        let calendar = Calendar::new(settings.start, settings.days);
        let staff = Staff::hire(settings, &calendar).unwrap();
        let assets = assets::make(settings, &calendar).unwrap();
        let knowledge = Knowledge::spread(settings, &calendar, &staff, &assets);
        Company { staff, assets, knowledge }
    }

    impl Company {
        /// Of each asset of `nature`: how many reps know it, and how many are trained on it.
        fn counts(&self, nature: Nature) -> Vec<(usize, usize)> {
            let reps = 0..self.staff.people.len();
            let of = |asset: usize| {
                let known: Vec<_> = reps.clone().map(|rep| self.knowledge.of(rep, asset)).collect();
                let aware = known.iter().filter(|known| known.since().is_some()).count();
                let trained = known.iter().filter(|known| known.trained().is_some()).count();
                (aware, trained)
            };
            let planted = |asset: &usize| self.assets[*asset].nature == nature;
            (0..self.assets.len()).filter(planted).map(of).collect()
        }
    }

    #[test]
    fn few_know_what_is_unknown_in_companies_of_any_size() {
        for reps in [5, 15, 40, 60, 200] {
            let company = company(&Settings::default().reps(reps));
            let limit = (reps.div_ceil(2)).min(5);
            for nature in [Nature::Unknown, Nature::Forgotten] {
                let counts = company.counts(nature);
                assert!(
                    counts.iter().all(|(aware, _)| *aware < limit),
                    "{reps} {nature} {counts:?}"
                );
            }
            assert!(company.counts(Nature::Unknown).iter().all(|(aware, _)| *aware > 0));
        }
    }

    #[test]
    fn most_know_what_is_shunned_and_what_is_ordinary() {
        for reps in [5, 15, 60] {
            let company = company(&Settings::default().reps(reps));
            for nature in [Nature::NotChosen, Nature::Neutral, Nature::Helps, Nature::TrainingGap] {
                let counts = company.counts(nature);
                let aware: usize = counts.iter().map(|(aware, _)| aware).sum();
                assert!(aware * 10 > counts.len() * reps * 6, "{reps} {nature} {counts:?}");
            }
        }
    }

    #[test]
    fn fewer_than_half_but_at_least_two_are_trained_where_training_matters() {
        for reps in [5, 15, 60] {
            let company = company(&Settings::default().reps(reps));
            let counts = company.counts(Nature::TrainingGap);
            let fits = |trained: usize| trained * 2 < reps && (trained >= 2 || reps < 15);
            assert!(counts.iter().all(|(_, trained)| fits(*trained)), "{reps} {counts:?}");
        }
    }

    #[test]
    fn trainings_can_go_to_the_diligent() {
        let diligence = |settings: Settings| {
            let company = company(&settings);
            let reps = 0..company.staff.people.len();
            let pairs = (0..company.assets.len())
                .flat_map(|asset| reps.clone().map(move |rep| (rep, asset)));
            let trained =
                pairs.filter(|(rep, asset)| company.knowledge.of(*rep, *asset).trained().is_some());
            let of: Vec<_> = trained.map(|(rep, _)| company.staff.people[rep].diligence).collect();
            of.iter().sum::<f64>() / of.len() as f64
        };
        let (anybody, diligent) = (
            diligence(Settings::default()),
            diligence(Settings::default().trainings_to_diligent(true)),
        );
        assert!(diligent > anybody + 0.08, "{diligent} {anybody}");
    }
}
