//! What company to simulate.

use talktrack::model::{Invalid, Timestamp};

use crate::nature::Nature;

/// Why a company cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A setting is out of its bounds, or two of them do not go together.
    #[error("{setting}: {problem}")]
    Setting {
        /// The setting's name.
        setting: &'static str,
        /// What is wrong with it, and what would do.
        problem: String,
    },
    /// The model refused something that the simulation made.
    #[error("the simulation made something that the model refuses: {0}")]
    Model(#[from] Invalid),
}

impl Refused {
    pub(crate) fn new(setting: &'static str, problem: impl Into<String>) -> Self {
        Self::Setting { setting, problem: problem.into() }
    }
}

/// Declares the settings, each once, with its meaning, its default and a method that sets it.
/// Those under `derived` follow from others unless they are set.
macro_rules! settings {
    (
        given { $( $(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:expr, )+ }
        derived { $( $(#[doc = $derived_doc:literal])+ $derived:ident: $derived_type:ty, )+ }
    ) => {
        /// What company to simulate, and what is planted in it. The same settings give the same
        /// records, whenever and wherever.
        ///
        /// ```
        /// use talktrack_simulation::{Company, Nature, Settings};
        /// let settings = Settings::default().seed(7).reps(12).assets(80).deals(200).share(Nature::Helps, 0.1);
        /// let company = Company::new(&settings)?;
        /// assert_eq!(company.truth().count(Nature::Helps), 8);
        /// # Ok::<(), talktrack_simulation::Refused>(())
        /// ```
        #[derive(Debug, Clone, PartialEq)]
        pub struct Settings {
            $( pub(crate) $name: $type, )+
            $( pub(crate) $derived: Option<$derived_type>, )+
            pub(crate) shares: [f64; Nature::ALL.len()],
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $( $name: $default, )+ $( $derived: None, )+ shares: default_shares() }
            }
        }

        impl Settings {
            $(
                $(#[doc = $doc])+
                #[doc = concat!("\n\nUnless set: `", stringify!($default), "`.")]
                pub fn $name(mut self, $name: $type) -> Self {
                    self.$name = $name;
                    self
                }
            )+
            $(
                $(#[doc = $derived_doc])+
                pub fn $derived(mut self, $derived: $derived_type) -> Self {
                    self.$derived = Some($derived);
                    self
                }
            )+
        }
    };
}

settings! {
    given {
        /// What chance starts from: another seed gives another company of the same kind.
        seed: u64 = 1,
        /// How many reps there are over the whole time.
        reps: usize = 60,
        /// How many assets Marketing puts into the catalogue.
        assets: usize = 250,
        /// How many days of the calendar the company is watched.
        days: u32 = 731,
        /// The first day, from midnight UTC. Recording refuses times ahead of the clock, so start
        /// and days together should end in the past.
        start: Timestamp = first_of_january_2024(),
        /// Share of the catalogue that nobody ever touches, whatever the reason.
        unused: f64 = 0.58,
        /// Factor on every planted effect: 0 plants none anywhere, above 1 makes them easier to
        /// find.
        effect: f64 = 1.0,
        /// Factor on how much the segment and the rep's skill change the chance of success and
        /// with it how misleading a crude comparison is. At 0 an asset only shares the credit of
        /// those that the same reps use on the same deals.
        confounding: f64 = 1.0,
        /// How strongly the seasons change how many deals are opened and how much is used, from 0
        /// (not at all) to 1.
        seasons: f64 = 0.2,
        /// How many healthy but rarely used assets stand in the catalogue beside the others.
        rarely_used: usize = 0,
        /// In which share of its occasions a rarely used asset is put to work.
        rare_uptake: f64 = 0.01,
        /// Share of the catalogue that is replaced by a successor exactly halfway.
        replaced_halfway: f64 = 0.0,
        /// Whether everything is recommended to everyone once.
        broadcast: bool = false,
        /// Whether trainings go to the reps who use most of everything anyway, instead of to
        /// anybody.
        trainings_to_diligent: bool = false,
        /// Whether the company keeps no deals: no deal, stage or outcome is recorded and no use
        /// names a deal.
        without_deals: bool = false,
        /// How many assets are recommended to each rep by name in a month.
        advice: f64 = 1.0,
        /// Share of uses that state their conversation.
        conversation_stated: f64 = 0.8,
        /// Share of uses that state their deal.
        deal_stated: f64 = 0.88,
        /// Share of uses that state the asset's version.
        version_stated: f64 = 0.85,
    }
    derived {
        /// How many deals are opened. Unless set: as many as the uses asked for need, else 4,000.
        deals: usize,
        /// How many uses there should be, within a few per cent: with `deals` they become denser
        /// or sparser, without there are more or fewer deals. Unless set: as many as come about.
        uses: u64,
        /// How many asks the two sides make of each other. Unless set: one per rep every two
        /// months.
        asks: usize,
        /// In which share of their occasions healthy assets are put to work. Unless set: each has
        /// its own, from 6% to 20%.
        healthy_uptake: f64,
    }
}

fn first_of_january_2024() -> Timestamp {
    Timestamp::from_micros(1_704_067_200_000_000).unwrap_or(Timestamp::EARLIEST)
}

fn default_shares() -> [f64; Nature::ALL.len()] {
    Nature::ALL.map(|nature| match nature {
        Nature::NotChosen | Nature::Superseded | Nature::RepMade => 0.04,
        Nature::Helps
        | Nature::Hurts
        | Nature::Unknown
        | Nature::TrainingGap
        | Nature::Misfiled
        | Nature::TooNew
        | Nature::NoOccasion => 0.03,
        Nature::Prestigious => 0.02,
        Nature::Reversal => 0.004,
        // Two follow from `unused` and `rarely_used`, neutral is what remains, and two are for
        // those who ask for them.
        Nature::Neutral
        | Nature::Forgotten
        | Nature::Rare
        | Nature::BestRepsOnly
        | Nature::LateRescue => 0.0,
    })
}

impl Settings {
    /// Sets which share of the catalogue is of `nature`; a share above 0 gives at least one asset.
    ///
    /// Rep-made assets come on top of the catalogue. [`Nature::Neutral`] takes what the others
    /// leave; [`Nature::Forgotten`] follows from [`Settings::unused`] and [`Nature::Rare`] from
    /// [`Settings::rarely_used`], so a share of these three is refused.
    pub fn share(mut self, nature: Nature, share: f64) -> Self {
        self.shares[nature.position()] = share;
        self
    }

    pub(crate) const fn share_of(&self, nature: Nature) -> f64 {
        self.shares[nature.position()]
    }

    /// Whether conversations that fail end early, so that late uses fall on those that succeed.
    pub(crate) fn failures_end_early(&self) -> bool {
        self.share_of(Nature::LateRescue) > 0.0
    }

    pub(crate) fn check(&self) -> Result<(), Refused> {
        let sizes = [
            ("reps", self.reps, 3, 20_000),
            ("assets", self.assets, 20, 50_000),
            ("days", self.days as usize, 180, 3_660),
            ("deals", self.deals.unwrap_or(1), 1, 50_000_000),
            ("rarely_used", self.rarely_used, 0, 50_000),
            ("asks", self.asks.unwrap_or(0), 0, 10_000_000),
        ];
        for (setting, size, least, most) in sizes {
            if !(least..=most).contains(&size) {
                return Err(Refused::new(
                    setting,
                    format!("{size} is not between {least} and {most}"),
                ));
            }
        }
        // What each rep knows of each asset is kept in memory, twelve bytes a pair.
        if self.reps * (self.assets + self.rarely_used) > 50_000_000 {
            return Err(Refused::new("reps", "times assets is more than 50 million"));
        }
        match (self.uses, self.deals) {
            (Some(uses), _) if !(100..=1_000_000_000).contains(&uses) => {
                return Err(Refused::new(
                    "uses",
                    format!("{uses} is not between 100 and 1000000000"),
                ));
            }
            (Some(uses), Some(deals)) if uses / deals as u64 > 10_000 => {
                return Err(Refused::new("uses", "is more than 10000 a deal: ask for more deals"));
            }
            _ => {}
        }
        self.check_factors()
    }

    fn check_factors(&self) -> Result<(), Refused> {
        let factors = [
            ("unused", self.unused, 0.95),
            ("effect", self.effect, 2.0),
            ("confounding", self.confounding, 2.0),
            ("seasons", self.seasons, 1.0),
            ("rare_uptake", self.rare_uptake, 0.5),
            ("replaced_halfway", self.replaced_halfway, 0.5),
            ("advice", self.advice, 100.0),
            ("conversation_stated", self.conversation_stated, 1.0),
            ("deal_stated", self.deal_stated, 1.0),
            ("version_stated", self.version_stated, 1.0),
            ("healthy_uptake", self.healthy_uptake.unwrap_or(0.1), 0.5),
        ];
        let shares = self.shares.iter().map(|share| ("share", *share, 1.0));
        for (setting, factor, most) in factors.into_iter().chain(shares) {
            if !(0.0..=most).contains(&factor) {
                return Err(Refused::new(setting, format!("{factor} is not between 0 and {most}")));
            }
        }
        for (nature, instead) in [
            (Nature::Neutral, "it takes what the other natures leave"),
            (Nature::Forgotten, "set unused instead"),
            (Nature::Rare, "set rarely_used instead"),
        ] {
            if self.share_of(nature) > 0.0 {
                return Err(Refused::new("share", format!("{nature} cannot be set: {instead}")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_company_is_possible() {
        assert_eq!(Settings::default().check(), Ok(()));
    }

    #[test]
    fn impossible_settings_are_refused_in_words() {
        let refused = |settings: Settings| settings.check().unwrap_err().to_string();
        let ask = Settings::default;
        assert_eq!(refused(ask().reps(1)), "reps: 1 is not between 3 and 20000");
        assert_eq!(refused(ask().assets(5)), "assets: 5 is not between 20 and 50000");
        assert_eq!(
            refused(ask().reps(20_000).assets(5_000)),
            "reps: times assets is more than 50 million"
        );
        assert_eq!(refused(ask().days(30)), "days: 30 is not between 180 and 3660");
        assert_eq!(refused(ask().deals(0)), "deals: 0 is not between 1 and 50000000");
        assert_eq!(refused(ask().uses(3)), "uses: 3 is not between 100 and 1000000000");
        assert_eq!(
            refused(ask().uses(1_000_000).deals(10)),
            "uses: is more than 10000 a deal: ask for more deals"
        );
        assert_eq!(refused(ask().unused(f64::NAN)), "unused: NaN is not between 0 and 0.95");
        assert_eq!(refused(ask().effect(-1.0)), "effect: -1 is not between 0 and 2");
        assert_eq!(refused(ask().share(Nature::Helps, 1.5)), "share: 1.5 is not between 0 and 1");
        assert_eq!(
            refused(ask().share(Nature::Forgotten, 0.5)),
            "share: forgotten cannot be set: set unused instead"
        );
    }
}
