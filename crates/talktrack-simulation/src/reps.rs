//! The people who sell.

use talktrack::model::{Put, Rep, RepKey, Text, Word};

use crate::calendar::{Calendar, Moment, YEAR, calendar_days, part};
use crate::dice::{Dice, Purpose};
use crate::names::{FIRST_NAMES, LAST_NAMES, ROLES, TEAMS};
use crate::settings::{Refused, Settings};

/// A rep as they are.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) key: RepKey,
    pub(crate) team: usize,
    /// From −1 to 1: how much more than others they make of a conversation.
    pub(crate) skill: f64,
    /// About 1: how much more than others they use of everything.
    pub(crate) diligence: f64,
    pub(crate) starts: Moment,
    pub(crate) leaves: Option<Moment>,
    name: Text,
    role: Word,
}

impl Person {
    pub(crate) fn is_there(&self, at: Moment) -> bool {
        self.starts <= at && self.leaves.is_none_or(|leaves| at < leaves)
    }
}

/// A team.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) name: Word,
    region: Word,
    /// How many hours after the first office its day begins.
    pub(crate) office: i64,
    /// Positions of its members.
    pub(crate) members: Vec<usize>,
}

/// All reps with their teams.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) people: Vec<Person>,
    pub(crate) teams: Vec<Team>,
}

/// The part of reps who join while the company is watched, and the part who leave.
const JOIN: f64 = 0.2;
const LEAVE: f64 = 0.08;

impl Staff {
    pub(crate) fn hire(settings: &Settings, calendar: &Calendar) -> Result<Self, Refused> {
        let teams = TEAMS[..(settings.reps / 5).clamp(1, TEAMS.len())].iter();
        let mut teams: Vec<_> = teams
            .map(|(name, region, office)| {
                Ok(Team {
                    name: Word::new(*name)?,
                    region: Word::new(*region)?,
                    office: *office,
                    members: Vec::new(),
                })
            })
            .collect::<Result<_, Refused>>()?;
        let people = (0..settings.reps)
            .map(|number| {
                let team = number % teams.len();
                teams[team].members.push(number);
                person(settings, calendar, number, team)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { people, teams })
    }

    pub(crate) fn team_of(&self, rep: usize) -> &Team {
        &self.teams[self.people[rep].team]
    }

    /// A rep who is there at `at`; the first one always is.
    pub(crate) fn anybody(&self, at: Moment, dice: &mut Dice) -> usize {
        (0..50)
            .map(|_| dice.below(self.people.len()))
            .find(|rep| self.people[*rep].is_there(at))
            .unwrap_or_default()
    }

    /// A colleague in the team of `rep` who is there at `at`; else anybody.
    pub(crate) fn colleague(&self, rep: usize, at: Moment, dice: &mut Dice) -> usize {
        let members = &self.team_of(rep).members;
        (0..10)
            .map(|_| dice.pick(members))
            .find(|other| *other != rep && self.people[*other].is_there(at))
            .unwrap_or_else(|| self.anybody(at, dice))
    }

    /// The most skilled: a quarter, but enough that an asset which only they know is not unknown.
    pub(crate) fn best(&self) -> Vec<usize> {
        let all = self.people.len();
        let mut ranked: Vec<_> =
            (0..all).filter(|rep| self.people[*rep].leaves.is_none()).collect();
        ranked.sort_by(|a, b| self.people[*b].skill.total_cmp(&self.people[*a].skill));
        ranked.truncate((all / 4).max(6).min(all * 3 / 5 + 1));
        ranked
    }

    /// The first version of every rep, and a later one of those who left.
    pub(crate) fn puts(&self, calendar: &Calendar) -> Result<Vec<Put>, Refused> {
        let mut puts = Vec::new();
        for person in &self.people {
            let team = &self.teams[person.team];
            let started = calendar.time(person.starts, team.office)?;
            let rep = Rep::new(person.key.clone())
                .name(person.name.clone())
                .team(team.name.clone())
                .region(team.region.clone())
                .role(person.role.clone())
                .started_at(started);
            puts.push(Put::at(rep.clone(), calendar.time(person.starts.max(0), team.office)?));
            if let Some(leaves) = person.leaves {
                let left = calendar.time(leaves, team.office)?;
                puts.push(Put::at(rep.left_at(left), left));
            }
        }
        Ok(puts)
    }
}

fn person(
    settings: &Settings,
    calendar: &Calendar,
    number: usize,
    team: usize,
) -> Result<Person, Refused> {
    let mut dice = Dice::new(settings.seed, Purpose::Rep, number);
    let first = FIRST_NAMES[number % FIRST_NAMES.len()];
    // Walking the last names by rounds gives every rep another name for as long as possible.
    let round = number / FIRST_NAMES.len();
    let last = LAST_NAMES[(number * 7 + round * 5) % LAST_NAMES.len()];
    let horizon = calendar.horizon;
    // The first rep stays throughout, so that there is always somebody.
    let joins = number > 0 && dice.chance(JOIN);
    let leaves = number > 0 && !joins && dice.chance(LEAVE);
    let starts = if joins {
        part(horizon, dice.range(0.05, 0.6))
    } else {
        -dice.between(calendar_days(30), 6 * YEAR)
    };
    Ok(Person {
        key: RepKey::new(format!("rep-{:03}", number + 1))?,
        name: Text::new(format!("{first} {last}"))?,
        role: Word::new(dice.pick(&ROLES))?,
        team,
        skill: (1.6 * dice.bell()).clamp(-1.0, 1.0),
        diligence: 1.0 + 0.35 * dice.bell(),
        starts,
        leaves: leaves.then(|| part(horizon, dice.range(0.4, 0.9))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(reps: usize) -> (Staff, Calendar) {
        let settings = Settings::default().reps(reps);
        let calendar = Calendar::new(settings.start, settings.days);
        (Staff::hire(&settings, &calendar).unwrap(), calendar)
    }

    #[test]
    fn some_join_some_leave_and_somebody_is_always_there() {
        let (staff, calendar) = staff(60);
        let joined = staff.people.iter().filter(|person| person.starts > 0).count();
        let left = staff.people.iter().filter(|person| person.leaves.is_some()).count();
        assert!((5..=20).contains(&joined), "{joined}");
        assert!((1..=12).contains(&left), "{left}");
        let mut dice = Dice::new(1, Purpose::Mix, 0);
        for at in [0, calendar.horizon / 2, calendar.horizon] {
            let rep = staff.anybody(at, &mut dice);
            assert!(staff.people[rep].is_there(at));
            let colleague = staff.colleague(rep, at, &mut dice);
            assert!(colleague != rep && staff.people[colleague].is_there(at));
        }
    }

    #[test]
    fn names_are_distinct_in_a_company_of_default_size() {
        let (staff, _) = staff(60);
        let mut names: Vec<_> = staff.people.iter().map(|person| person.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 60);
    }

    #[test]
    fn the_best_are_the_most_skilled_and_never_too_few() {
        for (reps, least) in [(3, 2), (5, 3), (15, 6), (60, 15)] {
            let (staff, _) = staff(reps);
            let best = staff.best();
            assert!(best.len() >= least, "{reps}: {}", best.len());
            let weakest = best.iter().map(|rep| staff.people[*rep].skill).fold(1.0, f64::min);
            let others =
                (0..reps).filter(|rep| !best.contains(rep) && staff.people[*rep].leaves.is_none());
            assert!(others.into_iter().all(|rep| staff.people[rep].skill <= weakest));
        }
    }
}
