//! The company: settled once, told as often as wanted.

use talktrack::model::{Event, Put, Record};

use crate::deals::Lead;
use crate::dice::{Dice, Purpose};
use crate::realised::{Counter, Realised};
use crate::settings::{Refused, Settings};
use crate::story::Story;
use crate::truth::Truth;
use crate::usage::Recorder;
use crate::world::World;
use crate::{advice, asks, catalogue, pace, stages, training};

/// A simulated company: its records, and the truth behind them.
///
/// What is settled in advance (reps, assets, who knows what) is held in memory; deals are told one
/// at a time while the records are read, so memory does not grow with their number.
#[derive(Debug)]
pub struct Company {
    world: World,
    deals: usize,
    truth: Truth,
}

impl Company {
    /// Settles a company; refuses settings that no company can have.
    pub fn new(settings: &Settings) -> Result<Self, Refused> {
        let mut world = World::new(settings)?;
        let deals = pace::set(&mut world)?;
        let truth = Truth::of(&world, deals);
        Ok(Self { world, deals, truth })
    }

    /// What was planted.
    pub const fn truth(&self) -> &Truth {
        &self.truth
    }

    /// All records: the catalogue with its later versions first, then the events, neither of them
    /// in the order of time. The same records each time.
    pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
        self.puts().map(Record::from).chain(self.events().map(Record::from))
    }

    /// The catalogue: stages, agreements, targets, reps, assets and deals.
    pub fn puts(&self) -> impl Iterator<Item = Put> + '_ {
        let world = &self.world;
        let start = world.calendar.time(0, 0).map_err(Refused::from);
        let rules = made(start.and_then(catalogue::ground_rules));
        let reps = made(world.staff.puts(&world.calendar));
        let assets = world.assets.iter().flat_map(move |asset| {
            made(catalogue::versions(&world.assets, asset, &world.calendar))
        });
        let deals = (0..self.recorded_deals()).flat_map(move |number| {
            let mut dice = Dice::new(world.settings.seed, Purpose::Deal, number);
            let lead =
                Lead::draw(&world.settings, &world.calendar, &world.staff, number, &mut dice);
            made(lead.put(&world.calendar, &world.staff).map(|put| vec![put]))
        });
        rules.into_iter().chain(reps).chain(assets).chain(deals)
    }

    /// Everything that happens.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        let world = &self.world;
        let trainings =
            (0..world.assets.len()).flat_map(|asset| made(training::of_asset(world, asset)));
        let advice = (0..world.advice.len()).flat_map(|number| {
            made(
                advice::recommendation(world, number)
                    .map(|event| vec![event])
                    .map_err(Refused::from),
            )
        });
        let asks = (0..asks::count(world))
            .flat_map(|number| made(asks::thread(world, self.deals, number)));
        let deals = (0..self.deals).flat_map(|number| made(self.deal(&Story::tell(world, number))));
        trainings.chain(advice).chain(asks).chain(deals)
    }

    /// Counts what happens: tells every deal once more and keeps only the counts.
    pub fn realised(&self) -> Realised {
        let mut counter = Counter::new(&self.world, &self.truth);
        for number in 0..self.deals {
            let story = Story::tell(&self.world, number);
            if !self.world.settings.without_deals {
                counter.story(&story);
            }
            counter.events(&made(self.deal(&story)));
        }
        counter.finish()
    }

    fn recorded_deals(&self) -> usize {
        if self.world.settings.without_deals { 0 } else { self.deals }
    }

    fn deal(&self, story: &Story) -> Result<Vec<Event>, Refused> {
        let mut events = Recorder::new(&self.world, story)?.record()?;
        if !self.world.settings.without_deals {
            events.append(&mut stages::history(&self.world, story)?);
        }
        Ok(events)
    }
}

/// What the model lets through, which is everything: all words come from this crate's own lists.
/// The tests would notice; a program that shows a demonstration goes on without the deal.
fn made<T>(made: Result<Vec<T>, Refused>) -> Vec<T> {
    debug_assert!(made.is_ok(), "{:?}", made.err());
    made.unwrap_or_default()
}
