//! What reps look for, and what Marketing recommends for a deal at the start of a conversation.

use talktrack::model::{Audience, Recommendation, Search, Tags, Text};

use crate::calendar::{MINUTE, calendar_days};
use crate::names::{MISSING, SEGMENTS};
use crate::settings::Refused;
use crate::story::Talk;
use crate::usage::Recorder;
use crate::words::{event, timed_id};

const SEARCHES: f64 = 0.12;
const IN_VAIN: f64 = 0.25;

/// Records the search and the recommendation that a conversation begins with, if any.
pub(crate) fn record(recorder: &mut Recorder<'_>, talk: &Talk) -> Result<(), Refused> {
    recommended(recorder, talk)?;
    if recorder.dice.chance(SEARCHES) {
        searched(recorder, talk)?;
    }
    Ok(())
}

fn searched(recorder: &mut Recorder<'_>, talk: &Talk) -> Result<(), Refused> {
    let world = recorder.world;
    let rep = world.staff.people[talk.rep].key.clone();
    let in_vain = recorder.dice.chance(IN_VAIN);
    // A rep searches for what they then use; what they do not use they only skim.
    let found = talk.touches.first().filter(|_| !in_vain);
    let after = 2 * MINUTE + recorder.dice.between(0, 20 * MINUTE);
    let at = found.map_or(talk.starts + after, |touch| touch.at - MINUTE);
    let Some(time) = recorder.time(at)? else { return Ok(()) };
    let query = match found {
        Some(touch) => words_of(world.assets[touch.asset].description.title.as_str()),
        None => recorder.dice.pick(&MISSING).to_owned(),
    };
    let hits = match (in_vain, found) {
        (true, _) => 0,
        (false, _) => 1 + u32::try_from(recorder.dice.below(40)).unwrap_or_default(),
    };
    let mut search = Search::new(rep, Text::new(query)?, hits);
    // Opening a result makes a rep know the asset, so it has to be one that they know by then.
    let opened = found.filter(|touch| world.can_use(talk.rep, touch.asset, at));
    search.opened = opened.map(|touch| world.assets[touch.asset].key.clone());
    search.conversation = recorder.dice.chance(0.6).then_some(talk.conversation);
    if recorder.dice.chance(0.4) {
        let segment = SEGMENTS[recorder.story.lead.profile.segment];
        search.tags = Tags::new().with("segment", segment)?;
    }
    let id = timed_id(time, &mut recorder.dice)?;
    recorder.events.push(event(&world.words.showroom, id, time, search));
    Ok(())
}

/// The last words of a title, as somebody would type them.
fn words_of(title: &str) -> String {
    let words: Vec<_> = title.split_whitespace().collect();
    words[words.len().saturating_sub(3)..].join(" ").to_lowercase()
}

fn recommended(recorder: &mut Recorder<'_>, talk: &Talk) -> Result<(), Refused> {
    let (Some(asset), Some(time)) = (talk.advised, recorder.time(talk.starts)?) else {
        return Ok(());
    };
    let world = recorder.world;
    let rep = Audience::Rep(world.staff.people[talk.rep].key.clone());
    let mut advice =
        Recommendation::new(world.assets[asset].key.clone(), rep).conversation(talk.conversation);
    if !world.settings.without_deals {
        advice.deal = Some(recorder.deal.clone());
    }
    if recorder.dice.chance(0.5) {
        // A recommendation stands beyond the horizon, so its end is not cut off there.
        let office = world.staff.team_of(recorder.story.lead.owner).office;
        advice.until = Some(world.calendar.time(talk.starts + calendar_days(21), office)?);
    }
    let id = timed_id(time, &mut recorder.dice)?;
    recorder.events.push(event(&world.words.crm, id, time, advice));
    Ok(())
}
