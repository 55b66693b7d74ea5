//! How many deals there are and how densely assets are used on them, for the uses asked for.
//!
//! A deal is the same however many there are, so the first deals, told in advance, say what the
//! rest will bring.

use talktrack::model::Fact;

use crate::settings::Refused;
use crate::story::Story;
use crate::usage::Recorder;
use crate::world::{Pace, World};

const USUAL_DEALS: usize = 4_000;
const MOST_DEALS: usize = 50_000_000;
/// How many deals are told in advance.
const PILOT: usize = 1_500;
/// And how many where each of them is dense.
const DENSE_PILOT: usize = 40;

/// Sets the pace of `world`, and says how many deals there are.
pub(crate) fn set(world: &mut World) -> Result<usize, Refused> {
    match (world.settings.deals, world.settings.uses) {
        (deals, None) => Ok(deals.unwrap_or(USUAL_DEALS)),
        (None, Some(uses)) => deals_for(world, uses),
        (Some(deals), Some(uses)) => {
            world.pace = pace_for(world, deals, uses as f64 / deals as f64)?;
            Ok(deals)
        }
    }
}

/// How many uses are recorded on a deal, and of how many assets.
fn uses_on(world: &World, deal: usize) -> Result<(u64, u64), Refused> {
    let story = Story::tell(world, deal);
    let touches = story.talks.iter().map(|talk| talk.touches.len() as u64).sum();
    let events = Recorder::new(world, &story)?.record()?;
    let uses = events.iter().filter(|event| matches!(event.fact(), Fact::Use(_))).count();
    Ok((uses as u64, touches))
}

fn deals_for(world: &World, uses: u64) -> Result<usize, Refused> {
    let mut seen = 0;
    for deal in 0..PILOT {
        seen += uses_on(world, deal)?.0;
        if seen >= uses {
            return Ok(deal + 1);
        }
    }
    if seen == 0 {
        return Err(Refused::new("uses", "cannot come about: nothing is used in this company"));
    }
    let deals = u128::from(uses) * PILOT as u128 / u128::from(seen);
    usize::try_from(deals).ok().filter(|deals| *deals <= MOST_DEALS).ok_or_else(|| {
        Refused::new("uses", "would need more than 50 million deals: set deals as well")
    })
}

/// Denser than by itself: more uses of the same assets. Sparser: fewer assets.
fn pace_for(world: &mut World, deals: usize, wanted: f64) -> Result<Pace, Refused> {
    let (uses, touches) = told(world, deals.min(PILOT))?;
    if touches <= 0.0 {
        return Err(Refused::new("uses", "cannot come about: nothing is used in this company"));
    }
    if wanted >= uses {
        return denser(world, (wanted - uses) / touches, deals.min(DENSE_PILOT));
    }
    let mut now = uses;
    for _ in 0..2 {
        // Not in proportion, because the most eager uses are not made more eager in high season.
        world.pace.activity *= wanted / now;
        now = told(world, deals.min(PILOT))?.0;
    }
    Ok(world.pace)
}

/// Some repeated uses would fall behind the end of the watch, so more are needed.
fn denser(world: &mut World, repeats: f64, deals: usize) -> Result<Pace, Refused> {
    let (before, touches) = told(world, deals)?;
    world.pace.repeats = repeats;
    let gained = told(world, deals)?.0 - before;
    if gained > 0.0 {
        world.pace.repeats *= touches * repeats / gained;
    }
    Ok(world.pace)
}

/// The mean uses, and the mean assets put to work, on each of the first so many deals.
fn told(world: &World, deals: usize) -> Result<(f64, f64), Refused> {
    let mut all = (0, 0);
    for deal in 0..deals {
        let (uses, touches) = uses_on(world, deal)?;
        all = (all.0 + uses, all.1 + touches);
    }
    Ok((all.0 as f64 / deals as f64, all.1 as f64 / deals as f64))
}
