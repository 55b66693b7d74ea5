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
        let mut natures = special(settings, settings.assets);
        let halfway = count(settings.assets, settings.replaced_halfway);
        let Some(ordinary) = ordinary(settings, settings.assets) else {
            // More assets may do where only the least of each nature takes too much room.
            let larger = settings.assets..settings.assets + 100;
            let problem = match larger.clone().find(|more| ordinary(settings, *more).is_some()) {
                Some(enough) => {
                    format!("are too few for what is planted in them, {enough} would do")
                }
                None => {
                    "leave no room beside the unused and the planted shares: lower these".into()
                }
            };
            return Err(Refused::new("assets", format!("{} {problem}", settings.assets)));
        };
        natures.extend(std::iter::repeat_n(Nature::Neutral, ordinary));
        natures.extend(std::iter::repeat_n(Nature::Rare, settings.rarely_used));

        Dice::new(settings.seed, Purpose::Mix, 0).shuffle(&mut natures);
        let made = count(settings.assets, settings.share_of(Nature::RepMade));
        natures.extend(std::iter::repeat_n(Nature::RepMade, made));
        Ok(Self { natures, halfway })
    }
}

/// What is planted in a catalogue of so many `assets`, but for what is ordinary.
fn special(settings: &Settings, assets: usize) -> Vec<Nature> {
    let mut natures = Vec::with_capacity(assets + settings.rarely_used);
    let mut plant = |nature, times| natures.extend(std::iter::repeat_n(nature, times));
    for nature in Nature::ALL.into_iter().filter(|nature| *nature != Nature::RepMade) {
        plant(nature, count(assets, settings.share_of(nature)));
    }
    plant(Nature::Superseded, count(assets, settings.replaced_halfway));
    let new = count(assets, settings.share_of(Nature::TooNew)).div_ceil(NEW_AND_USED);
    let unused = count(assets, settings.share_of(Nature::NoOccasion)) + new;
    plant(Nature::Forgotten, count(assets, settings.unused).saturating_sub(unused));
    natures
}

/// How many ordinary assets fit in beside them. There must be some to compare with, and to take the
/// place of those that are replaced.
fn ordinary(settings: &Settings, assets: usize) -> Option<usize> {
    let least = count(assets, settings.replaced_halfway) + 1;
    let room = assets.checked_sub(special(settings, assets).len());
    room.filter(|room| *room >= least)
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
            |settings: Settings| Mix::plan(&settings).err().map(|error| error.to_string());
        assert_eq!(
            refused(Settings::default().assets(20)).as_deref(),
            Some("assets: 20 are too few for what is planted in them, 23 would do")
        );
        assert_eq!(
            refused(Settings::default().unused(0.9)).as_deref(),
            Some("assets: 250 leave no room beside the unused and the planted shares: lower these")
        );
        assert!(Mix::plan(&Settings::default().assets(23)).is_ok());
    }
}
