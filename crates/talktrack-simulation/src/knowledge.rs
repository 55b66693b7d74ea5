//! Which rep knows which asset, since when, how well, and how much they take to it.

use crate::assets::Collateral;
use crate::calendar::{Calendar, MINUTE, Moment};
use crate::dice::{Dice, Purpose};
use crate::lesson::Lesson;
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
    pub(crate) const NOTHING: Self =
        Self { since: Self::NEVER, trained: Self::NEVER, liking: 0, how: How::Alone };

    /// Known since `since`, and liked so many per cent of what is usual.
    pub(crate) fn from(since: Moment, liking: u8, how: How) -> Self {
        Self { since: Self::minutes(since), liking, how, ..Self::NOTHING }
    }

    /// The same, and trained at `at`.
    pub(crate) fn trained_at(self, at: Moment) -> Self {
        Self { trained: Self::minutes(at), ..self }
    }

    fn minutes(moment: Moment) -> u32 {
        u32::try_from(moment / MINUTE).unwrap_or(Self::NEVER)
    }

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
            let lesson = Lesson::new(calendar, staff, asset, dice, settings.trainings_to_diligent);
            known.extend(lesson.teach(&best, *nth));
            *nth += 1;
        }
        Self { reps, known }
    }

    pub(crate) fn of(&self, rep: usize, asset: usize) -> Known {
        self.known[asset * self.reps + rep]
    }
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
