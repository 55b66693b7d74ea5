//! Deals: with whom, about what, worth how much, and whose.

use talktrack::model::{Currency, Deal, DealKey, Money, Put, Tags, Word};

use crate::assets::Profile;
use crate::calendar::{Calendar, DAY, Moment, YEAR};
use crate::dice::{Dice, Purpose};
use crate::names::{ACCOUNT_FIRST, ACCOUNT_LAST, INDUSTRIES, PRODUCTS, SEGMENTS};
use crate::reps::Staff;
use crate::settings::{Refused, Settings};

/// A deal before anything has happened on it.
#[derive(Debug)]
pub(crate) struct Lead {
    pub(crate) number: usize,
    pub(crate) account: usize,
    pub(crate) profile: Profile,
    pub(crate) opened: Moment,
    pub(crate) owner: usize,
    euros: i64,
}

/// What deals of a segment are worth, from and to, in euros.
const WORTH: [(i64, i64); 3] = [(90_000, 480_000), (18_000, 110_000), (2_000, 22_000)];

/// How much more or less happens at `at` than on average: most in the middle of the year, least at
/// its turn, for `strength` 1 between nothing and twice as much.
pub(crate) fn season(strength: f64, at: Moment) -> f64 {
    let year = at.rem_euclid(YEAR) as f64 / YEAR as f64;
    1.0 + strength * (1.0 - 4.0 * (year - 0.5).abs())
}

impl Lead {
    /// The deal's `number` decides all of it, whatever other deals there are, together with `dice`,
    /// which the deal's story goes on with.
    pub(crate) fn draw(
        settings: &Settings,
        calendar: &Calendar,
        staff: &Staff,
        number: usize,
        dice: &mut Dice,
    ) -> Self {
        let mut opened = 0;
        for _ in 0..20 {
            opened = dice.between(0, calendar.horizon - 2 * DAY);
            if dice.chance(season(settings.seasons, opened) / (1.0 + settings.seasons)) {
                break;
            }
        }
        // Later deals come from a wider circle of accounts, and many from accounts known before.
        let account = dice.below(300 + number / 3);
        let mut of_account = Dice::new(settings.seed, Purpose::Account, account);
        let segment = of_account.weighted(&[0.25, 0.4, 0.35]);
        let industry = of_account.below(INDUSTRIES.len());
        let (least, most) = WORTH[segment];
        Self {
            number,
            account,
            profile: Profile { segment, industry, product: dice.below(PRODUCTS.len()) },
            opened,
            owner: staff.anybody(opened, dice),
            euros: dice.between(least, most) / 100 * 100,
        }
    }

    pub(crate) fn key(&self) -> Result<DealKey, Refused> {
        Ok(DealKey::new(format!("deal-{:06}", self.number + 1))?)
    }

    pub(crate) fn account_name(&self) -> Result<Word, Refused> {
        let first = ACCOUNT_FIRST[self.account % ACCOUNT_FIRST.len()];
        let row = self.account / ACCOUNT_FIRST.len();
        let last = ACCOUNT_LAST[row % ACCOUNT_LAST.len()];
        let round = row / ACCOUNT_LAST.len();
        Ok(if round == 0 {
            Word::new(format!("{first} {last}"))?
        } else {
            Word::new(format!("{first} {last} {}", round + 1))?
        })
    }

    pub(crate) fn tags(&self) -> Result<Tags, Refused> {
        Ok(Tags::new()
            .with("segment", SEGMENTS[self.profile.segment])?
            .with("industry", INDUSTRIES[self.profile.industry])?
            .with("product", PRODUCTS[self.profile.product])?)
    }

    pub(crate) fn put(&self, calendar: &Calendar, staff: &Staff) -> Result<Put, Refused> {
        let euro: Currency = "EUR".parse()?;
        let opened = calendar.time(self.opened, staff.team_of(self.owner).office)?;
        let deal = Deal::new(self.key()?)
            .tags(self.tags()?)
            .account(self.account_name()?)
            .amount(Money::from_minor(self.euros * 100, euro)?)
            .opened_at(opened)
            .owner(staff.people[self.owner].key.clone());
        Ok(Put::at(deal, opened))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_average_out_and_never_turn_negative() {
        let weeks = 52_u32;
        let at = |week: u32| Moment::from(week) * (YEAR / Moment::from(weeks));
        let total: f64 = (0..weeks).map(|week| season(1.0, at(week))).sum();
        assert!((total / f64::from(weeks) - 1.0).abs() < 0.01);
        assert!((0..weeks).all(|week| season(1.0, at(week)) >= 0.0));
        assert!((0..weeks).all(|week| (season(0.0, at(week)) - 1.0).abs() < 1e-12));
        assert!(season(1.0, YEAR / 2) > 1.9 && season(1.0, 0) < 0.1);
    }
}
