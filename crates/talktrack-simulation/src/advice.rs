//! What Marketing recommends, to whom and when.

use talktrack::model::{Audience, Conversation, Event, Invalid, Recommendation};

use crate::assets::Collateral;
use crate::calendar::{Calendar, MINUTE, Moment, calendar_days, part};
use crate::dice::{Dice, Purpose};
use crate::knowledge::Knowledge;
use crate::nature::Nature;
use crate::reps::Staff;
use crate::settings::Settings;
use crate::words::{event, timed_id};
use crate::world::World;

/// A recommendation that lapses by itself stands for so many days of the calendar.
const STANDS: i64 = 30;

/// All recommendations that are not made for one deal.
#[derive(Debug)]
pub(crate) struct Advice {
    all: Vec<Recommended>,
    /// Positions in `all` of what each rep was advised by name.
    by_rep: Vec<Vec<usize>>,
}

/// One recommendation.
#[derive(Debug, Clone, Copy)]
struct Recommended {
    asset: usize,
    to: To,
    sent: Moment,
    lapses: Moment,
    says_until: bool,
    conversation: Option<Conversation>,
}

#[derive(Debug, Clone, Copy)]
enum To {
    Rep(usize),
    Team(usize),
    Everyone,
}

impl Advice {
    pub(crate) fn give(
        settings: &Settings,
        calendar: &Calendar,
        staff: &Staff,
        assets: &[Collateral],
        knowledge: &Knowledge,
    ) -> Self {
        let mut adviser = Adviser {
            calendar,
            assets,
            knowledge,
            dice: Dice::new(settings.seed, Purpose::Advice, 0),
            all: Vec::new(),
        };
        let months = f64::from(settings.days) / 30.0;
        let mut by_rep = Vec::with_capacity(staff.people.len());
        for (rep, person) in staff.people.iter().enumerate() {
            let first = adviser.all.len();
            let from = person.starts.max(0);
            let until = person.leaves.unwrap_or(calendar.horizon);
            let there = (until - from) as f64 / calendar.horizon as f64;
            let wanted = adviser.dice.about(settings.advice * months * there);
            for _ in 0..wanted {
                adviser.by_name(rep, from, until);
            }
            by_rep.push((first..adviser.all.len()).collect());
        }
        for team in 0..staff.teams.len() {
            for _ in 0..adviser.dice.about(settings.advice * months) {
                adviser.widely(To::Team(team));
            }
        }
        for _ in 0..adviser.dice.about(settings.advice * months / 2.0) {
            adviser.widely(To::Everyone);
        }
        if settings.broadcast {
            adviser.everything_to_everyone();
        }
        Self { all: adviser.all, by_rep }
    }

    /// The assets that stand recommended to `rep` by name for `conversation` at `at`.
    pub(crate) fn standing(
        &self,
        rep: usize,
        conversation: Conversation,
        at: Moment,
    ) -> impl Iterator<Item = usize> + '_ {
        let all = self.by_rep[rep].iter().map(|position| &self.all[*position]);
        all.filter(move |advice| {
            advice.sent <= at
                && at < advice.lapses
                && advice.conversation.is_none_or(|meant| meant == conversation)
        })
        .map(|advice| advice.asset)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

/// Gives advice that does not undo what is planted: a recommendation by name makes a rep aware, so
/// it only goes to those who know the asset anyway.
struct Adviser<'a> {
    calendar: &'a Calendar,
    assets: &'a [Collateral],
    knowledge: &'a Knowledge,
    dice: Dice,
    all: Vec<Recommended>,
}

impl Adviser<'_> {
    fn by_name(&mut self, rep: usize, from: Moment, until: Moment) {
        for _ in 0..30 {
            let number = self.dice.below(self.assets.len());
            let asset = &self.assets[number];
            let known = self.knowledge.of(rep, number);
            let Some(since) = known.since() else { continue };
            // What is shunned is recommended in vain; what waits for training is not pushed.
            let welcome = known.liking() > 0.5 || asset.nature == Nature::NotChosen;
            let until = asset.ends().unwrap_or(until).min(until) - calendar_days(STANDS);
            let from = from.max(since);
            if asset.is_catalogued() && welcome && from < until {
                let sent = self.dice.between(from, until);
                self.send(number, To::Rep(rep), sent);
                return;
            }
        }
    }

    fn widely(&mut self, to: To) {
        for _ in 0..30 {
            let number = self.dice.below(self.assets.len());
            let sent = self.dice.between(0, self.calendar.horizon);
            let asset = &self.assets[number];
            if asset.is_catalogued() && asset.is_live(sent) {
                self.send(number, to, sent);
                return;
            }
        }
    }

    /// One day, each asset is recommended to everyone: those that are not out yet as they come out.
    fn everything_to_everyone(&mut self) {
        let day = part(self.calendar.horizon, 0.4);
        for (number, asset) in self.assets.iter().enumerate() {
            let sent = day.max(asset.published + MINUTE);
            if asset.is_catalogued() && sent < self.calendar.horizon {
                self.all.push(Recommended {
                    asset: number,
                    to: To::Everyone,
                    sent,
                    lapses: sent + calendar_days(STANDS),
                    says_until: false,
                    conversation: None,
                });
            }
        }
    }

    fn send(&mut self, asset: usize, to: To, sent: Moment) {
        let says_until = self.dice.chance(0.5);
        let days = if says_until { self.dice.between(14, 61) } else { STANDS };
        let home: Vec<_> = self.assets[asset].home.iter().collect();
        let conversation = self.dice.chance(0.6).then(|| self.dice.pick(&home));
        let lapses = sent + calendar_days(days);
        self.all.push(Recommended { asset, to, sent, lapses, says_until, conversation });
    }
}

/// The `number`th recommendation, as it is recorded.
pub(crate) fn recommendation(world: &World, number: usize) -> Result<Event, Invalid> {
    let advice = &world.advice.all[number];
    let mut dice = Dice::new(world.settings.seed, Purpose::Advice, number + 1);
    let staff = &world.staff;
    let (audience, office) = match advice.to {
        To::Rep(rep) => (Audience::Rep(staff.people[rep].key.clone()), staff.team_of(rep).office),
        To::Team(team) => {
            (Audience::Team(staff.teams[team].name.clone()), staff.teams[team].office)
        }
        To::Everyone => (Audience::Everyone, 0),
    };
    let mut fact = Recommendation::new(world.assets[advice.asset].key.clone(), audience);
    fact.conversation = advice.conversation;
    if advice.says_until {
        fact.until = Some(world.calendar.time(advice.lapses, office)?);
    }
    let at = world.calendar.time(advice.sent, office)?;
    Ok(event(&world.words.showroom, timed_id(at, &mut dice)?, at, fact))
}
