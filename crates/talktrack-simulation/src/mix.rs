//! How many assets of each nature there are.

use crate::dice::{Dice, Purpose};
use crate::nature::Nature;
use crate::settings::{Refused, Settings};

/// Which part of the assets that were published too late to judge is already used.
const NEW_AND_USED: usize = 2;

/// What is planted, and in what order: the catalogue's part in an order of chance, so that no key
/// gives its nature away, then what reps made themselves.
pub(crate) struct Mix {
    pub(crate) natures: Vec<Nature>,
    /// How many of those that are superseded are replaced exactly halfway.
    pub(crate) halfway: usize,
}

impl Mix {
    pub(crate) fn plan(settings: &Settings) -> Result<Self, Refused> {
        let of_catalogue = |share: f64| count(settings.assets, share);
        let mut natures = Vec::with_capacity(settings.assets + settings.rarely_used);
        for nature in Nature::ALL {
            if nature != Nature::RepMade {
                let times = of_catalogue(settings.share_of(nature));
                natures.extend(std::iter::repeat_n(nature, times));
            }
        }
        let halfway = of_catalogue(settings.replaced_halfway);
        natures.extend(std::iter::repeat_n(Nature::Superseded, halfway));

        let planted = |nature| natures.iter().filter(|planted| **planted == nature).count();
        let unused = planted(Nature::NoOccasion) + planted(Nature::TooNew).div_ceil(NEW_AND_USED);
        let forgotten = of_catalogue(settings.unused).saturating_sub(unused);
        natures.extend(std::iter::repeat_n(Nature::Forgotten, forgotten));

        // Something ordinary must remain to compare with and to take the place of what is replaced.
        let room = settings.assets.checked_sub(natures.len()).filter(|room| *room > halfway);
        let Some(ordinary) = room else {
            let problem = format!(
                "{} are too few for the natures and the unused share asked for, which need {}",
                settings.assets,
                natures.len() + halfway + 1
            );
            return Err(Refused::new("assets", problem));
        };
        natures.extend(std::iter::repeat_n(Nature::Neutral, ordinary));
        natures.extend(std::iter::repeat_n(Nature::Rare, settings.rarely_used));

        Dice::new(settings.seed, Purpose::Mix, 0).shuffle(&mut natures);
        let made = of_catalogue(settings.share_of(Nature::RepMade));
        natures.extend(std::iter::repeat_n(Nature::RepMade, made));
        Ok(Self { natures, halfway })
    }
}

/// Whether the asset that is `number`th among those published late is used already.
pub(crate) const fn new_but_used(number: usize) -> bool {
    number % NEW_AND_USED == 1
}

/// The nearest whole number to a share of `all`, at least 1 for a share above 0.
fn count(all: usize, share: f64) -> usize {
    if share <= 0.0 {
        return 0;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a count
    let nearest = (all as f64 * share + 0.5) as usize;
    nearest.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unused_share_is_kept_whatever_else_is_asked_for() {
        for unused in [0.3, 0.5, 0.65] {
            let mix = Mix::plan(&Settings::default().unused(unused)).unwrap();
            let planted = |nature| mix.natures.iter().filter(|other| **other == nature).count();
            let idle = planted(Nature::Forgotten)
                + planted(Nature::NoOccasion)
                + planted(Nature::TooNew).div_ceil(2);
            assert_eq!(idle, count(250, unused));
            assert_eq!(mix.natures.len(), 250 + planted(Nature::RepMade));
        }
    }

    #[test]
    fn too_small_a_catalogue_is_refused_with_the_size_that_would_do() {
        let refused =
            Mix::plan(&Settings::default().assets(20)).err().map(|error| error.to_string());
        assert_eq!(
            refused.as_deref(),
            Some(
                "assets: 20 are too few for the natures and the unused share asked for, which need 22"
            )
        );
        assert!(Mix::plan(&Settings::default().assets(40)).is_ok());
    }
}
