//! What Marketing makes, and what reps make themselves.

use talktrack::model::{AssetKey, Conversations, Word};

use crate::calendar::{Calendar, DAY, Moment, YEAR, calendar_days, part};
use crate::description::{Description, Topic};
use crate::dice::{Dice, Purpose};
use crate::lives::{self, Ending};
use crate::mix::{Mix, new_but_used};
use crate::names::{INDUSTRIES, PRODUCTS, SEGMENTS};
use crate::nature::Nature;
use crate::settings::{Refused, Settings};
use crate::supports;

/// An asset as it truly is.
#[derive(Debug)]
pub(crate) struct Collateral {
    pub(crate) key: AssetKey,
    pub(crate) nature: Nature,
    /// The conversations it is filed under.
    pub(crate) supports: Conversations,
    /// The conversations in which it is used.
    pub(crate) home: Conversations,
    /// The deals it is for.
    pub(crate) fit: Fit,
    /// In which share of its occasions a rep of average diligence who knows it puts it to work.
    pub(crate) uptake: f64,
    /// How much it adds to the probability of success.
    pub(crate) effect: f64,
    pub(crate) published: Moment,
    pub(crate) ending: Option<(Moment, Ending)>,
    /// From when which version holds; the first from publication.
    pub(crate) versions: Vec<(Moment, Word)>,
    pub(crate) description: Description,
}

/// What a deal is: positions in the lists of names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Profile {
    pub(crate) segment: usize,
    pub(crate) industry: usize,
    pub(crate) product: usize,
}

/// Which deals an asset is for: nothing said means any.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fit {
    pub(crate) segment: Option<usize>,
    pub(crate) industry: Option<usize>,
    pub(crate) product: Option<usize>,
}

impl Fit {
    pub(crate) fn admits(self, deal: Profile) -> bool {
        let same = |mine: Option<usize>, theirs| mine.is_none_or(|mine| mine == theirs);
        same(self.segment, deal.segment)
            && same(self.industry, deal.industry)
            && same(self.product, deal.product)
    }
}

impl Collateral {
    pub(crate) fn is_catalogued(&self) -> bool {
        self.nature != Nature::RepMade
    }

    pub(crate) fn ends(&self) -> Option<Moment> {
        self.ending.map(|(at, _)| at)
    }

    pub(crate) fn is_live(&self, at: Moment) -> bool {
        self.published <= at && self.ends().is_none_or(|ends| at < ends)
    }

    /// The version in force, and the one before it.
    pub(crate) fn versions_at(&self, at: Moment) -> (Option<&Word>, Option<&Word>) {
        let known = self.versions.iter().take_while(|(from, _)| *from <= at).count();
        let version = |number: Option<usize>| Some(&self.versions.get(number?)?.1);
        (version(known.checked_sub(1)), version(known.checked_sub(2)))
    }
}

/// So many assets in use fit into a rep's head; where there are more, each is used less.
const COMFORTABLE: f64 = 110.0;

/// Makes everything that is planted.
pub(crate) fn make(settings: &Settings, calendar: &Calendar) -> Result<Vec<Collateral>, Refused> {
    let mix = Mix::plan(settings)?;
    let idle = [Nature::Forgotten, Nature::NoOccasion, Nature::Rare, Nature::RepMade];
    let in_use = mix.natures.iter().filter(|nature| !idle.contains(nature)).count();
    let crowding = (COMFORTABLE / in_use as f64).min(1.0);
    let mut seen = [0; Nature::ALL.len()];
    let mut assets = Vec::with_capacity(mix.natures.len());
    for (number, nature) in mix.natures.iter().enumerate() {
        let nth = seen[nature.position()];
        seen[nature.position()] += 1;
        assets
            .push(Draft { settings, calendar, nature: *nature, nth }.collateral(number, crowding)?);
    }
    lives::end(settings, calendar, &mut assets, mix.halfway)?;
    Ok(assets)
}

/// One asset while it is being made.
struct Draft<'a> {
    settings: &'a Settings,
    calendar: &'a Calendar,
    nature: Nature,
    /// How many of this nature came before it.
    nth: usize,
}

impl Draft<'_> {
    fn collateral(&self, number: usize, crowding: f64) -> Result<Collateral, Refused> {
        let mut dice = Dice::new(self.settings.seed, Purpose::Asset, number);
        let (supports, home) = supports::draw(self.nature, self.nth, &mut dice);
        let fit = self.fit(&mut dice);
        let published = self.published(&mut dice);
        let topic = Topic::draw(supports, fit, self.nature, &mut dice);
        let key = match self.nature {
            Nature::RepMade => format!("own-{}-{:03}", topic.kind, self.nth + 1),
            _ => format!("{}-{:04}", topic.kind, number + 1),
        };
        let description = Description::draw(&key, &topic, fit, self.nature, &mut dice)?;
        let rare = self.nature == Nature::Rare;
        Ok(Collateral {
            key: AssetKey::new(key)?,
            nature: self.nature,
            supports,
            home,
            fit,
            uptake: self.uptake(&mut dice) * if rare { 1.0 } else { crowding },
            effect: self.effect(&mut dice),
            published,
            ending: None,
            versions: self.versions(published, &mut dice)?,
            description,
        })
    }

    fn fit(&self, dice: &mut Dice) -> Fit {
        let any = Fit::default();
        match self.nature {
            Nature::NoOccasion => Fit { industry: Some(INDUSTRIES.len() + self.nth), ..any },
            nature if nature.may_be_tagged() => match dice.weighted(&[0.55, 0.25, 0.12, 0.08]) {
                1 => Fit { segment: Some(dice.below(SEGMENTS.len())), ..any },
                2 => Fit { product: Some(dice.below(PRODUCTS.len())), ..any },
                3 => Fit { industry: Some(dice.below(INDUSTRIES.len())), ..any },
                _ => any,
            },
            _ => any,
        }
    }

    fn published(&self, dice: &mut Dice) -> Moment {
        let horizon = self.calendar.horizon;
        if self.nature == Nature::TooNew {
            return horizon - dice.between(2 * DAY, 16 * DAY);
        }
        if dice.chance(0.6) {
            return -dice.between(calendar_days(30), YEAR);
        }
        let young = matches!(
            self.nature,
            Nature::Neutral | Nature::Forgotten | Nature::NoOccasion | Nature::RepMade
        );
        part(horizon, dice.range(0.0, if young { 0.65 } else { 0.15 }))
    }

    fn uptake(&self, dice: &mut Dice) -> f64 {
        let healthy = |dice: &mut Dice, low, high| {
            let own = dice.range(low, high);
            self.settings.healthy_uptake.unwrap_or(own)
        };
        match self.nature {
            Nature::Helps => dice.range(0.14, 0.2),
            Nature::Hurts => dice.range(0.12, 0.18),
            Nature::Neutral | Nature::LateRescue => healthy(dice, 0.06, 0.16),
            Nature::Prestigious | Nature::BestRepsOnly => healthy(dice, 0.1, 0.16),
            Nature::Reversal => 0.4,
            Nature::Unknown => dice.range(0.15, 0.25),
            Nature::TrainingGap => dice.range(0.4, 0.46),
            Nature::NotChosen => 0.02,
            Nature::Misfiled => dice.range(0.1, 0.16),
            Nature::Superseded => dice.range(0.08, 0.16),
            Nature::TooNew => {
                if new_but_used(self.nth) {
                    0.12
                } else {
                    0.0
                }
            }
            Nature::RepMade => dice.range(0.1, 0.3),
            Nature::Rare => self.settings.rare_uptake,
            Nature::Forgotten | Nature::NoOccasion => 0.0,
        }
    }

    fn effect(&self, dice: &mut Dice) -> f64 {
        let size = match self.nature {
            Nature::Helps => dice.range(0.14, 0.2),
            Nature::Hurts => -dice.range(0.14, 0.2),
            Nature::Reversal => 0.1,
            _ => 0.0,
        };
        size * self.settings.effect
    }

    fn versions(&self, published: Moment, dice: &mut Dice) -> Result<Vec<(Moment, Word)>, Refused> {
        let mut versions = vec![(published, Word::new("1.0")?)];
        let mut at = published;
        for name in ["1.1", "2.0", "2.1"] {
            at += dice.between(calendar_days(60), calendar_days(500));
            if at >= self.calendar.horizon || !dice.chance(0.45) {
                break;
            }
            versions.push((at, Word::new(name)?));
        }
        Ok(versions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(settings: &Settings) -> (Vec<Collateral>, Calendar) {
        let calendar = Calendar::new(settings.start, settings.days);
        (make(settings, &calendar).unwrap(), calendar)
    }

    #[test]
    fn keys_are_distinct() {
        let (assets, _) = assets(&Settings::default().rarely_used(100));
        let mut keys: Vec<_> = assets.iter().map(|asset| asset.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), assets.len());
    }

    #[test]
    fn versions_follow_each_other_and_the_previous_one_is_known() {
        let (assets, calendar) = assets(&Settings::default());
        let several = assets.iter().filter(|asset| asset.versions.len() > 1).count();
        assert!(several > 40, "{several}");
        for asset in &assets {
            assert!(asset.versions.is_sorted_by(|a, b| a.0 < b.0));
            assert_eq!(asset.versions[0].0, asset.published);
            assert_eq!(asset.versions_at(asset.published - 1), (None, None));
            let (current, previous) = asset.versions_at(calendar.horizon);
            assert_eq!(current, asset.versions.last().map(|(_, version)| version));
            assert_eq!(previous.is_some(), asset.versions.len() > 1);
        }
    }

    #[test]
    fn a_large_library_is_used_less_per_asset() {
        let highest = |settings: &Settings| {
            let (assets, _) = assets(settings);
            assets.iter().map(|asset| asset.uptake).fold(0.0, f64::max)
        };
        let (small, large) =
            (highest(&Settings::default()), highest(&Settings::default().assets(5_000)));
        assert!(small > 0.3 && large < small / 10.0, "{small} {large}");
    }
}
