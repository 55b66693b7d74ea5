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
    let told = deals.min(PILOT);
    for _ in 0..3 {
        let mut all = (0, 0);
        for deal in 0..told {
            let (uses, touches) = uses_on(world, deal)?;
            all = (all.0 + uses, all.1 + touches);
        }
        let (uses, touches) = (all.0 as f64 / told as f64, all.1 as f64 / told as f64);
        if touches <= 0.0 {
            return Err(Refused::new("uses", "cannot come about: nothing is used in this company"));
        }
        let pace = &mut world.pace;
        if wanted >= uses || pace.repeats > 0.0 {
            pace.repeats = (pace.repeats + (wanted - uses) / touches).max(0.0);
        } else {
            pace.activity *= wanted / uses;
        }
    }
    Ok(world.pace)
}
