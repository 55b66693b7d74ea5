//! How reps got to know assets, as the academy records it.

use talktrack::model::{Event, Training, TrainingLevel};

use crate::calendar::Moment;
use crate::dice::{Dice, Purpose};
use crate::knowledge::How;
use crate::settings::Refused;
use crate::words::{event, random_id};
use crate::world::World;

const CERTIFIED: f64 = 0.3;

/// All introductions and trainings on one asset.
pub(crate) fn of_asset(world: &World, asset: usize) -> Result<Vec<Event>, Refused> {
    let mut events = Vec::new();
    if !world.assets[asset].is_catalogued() {
        return Ok(events);
    }
    // A stream of its own beyond those that decided who knows what.
    let mut dice = Dice::new(world.settings.seed, Purpose::Knowledge, world.assets.len() + asset);
    for (rep, person) in world.staff.people.iter().enumerate() {
        let known = world.knowledge.of(rep, asset);
        let mut learns = |at: Moment, level| -> Result<(), Refused> {
            let time = world.calendar.time(at, world.staff.team_of(rep).office)?;
            let fact = Training::new(person.key.clone(), world.assets[asset].key.clone(), level);
            events.push(event(&world.words.academy, random_id(&mut dice)?, time, fact));
            Ok(())
        };
        if let (Some(since), How::Introduced) = (known.since(), known.how) {
            learns(since, TrainingLevel::Introduced)?;
        }
        if let Some(trained) = known.trained() {
            learns(trained, TrainingLevel::Trained)?;
        }
    }
    // Some of the trained pass the test a week later.
    for rep in 0..world.staff.people.len() {
        let Some(trained) = world.knowledge.of(rep, asset).trained() else { continue };
        let passed = trained + crate::calendar::WEEK;
        let there = world.staff.people[rep].is_there(passed) && passed < world.calendar.horizon;
        if there && dice.chance(CERTIFIED) {
            let time = world.calendar.time(passed, world.staff.team_of(rep).office)?;
            let (rep, asset) = (&world.staff.people[rep].key, &world.assets[asset].key);
            let fact = Training::new(rep.clone(), asset.clone(), TrainingLevel::Certified);
            events.push(event(&world.words.academy, random_id(&mut dice)?, time, fact));
        }
    }
    Ok(events)
}
