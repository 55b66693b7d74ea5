//! What the two sides ask of each other, and how they answer.

use talktrack::model::{
    Answer, AnswerResult, Ask, Conversation, Event, EventId, Reference, Side, Source, Tags, Text,
    Timestamp, Word,
};

use crate::calendar::{DAY, HOUR, Moment, calendar_days, part};
use crate::catalogue::AGREEMENTS;
use crate::deals::Lead;
use crate::dice::{Dice, Purpose};
use crate::names::SEGMENTS;
use crate::settings::Refused;
use crate::words::{event, random_id, timed_id};
use crate::world::World;

const BY_SALES: f64 = 0.6;
const ACKNOWLEDGED: f64 = 0.55;
const DECLINED: f64 = 0.12;
const ANSWERED_TWICE: f64 = 0.03;
/// The days that an answer takes where nothing was agreed.
const USUAL_DAYS: u32 = 12;

/// What each side asks for, and how often. Nothing is agreed on briefings.
const OF_MARKETING: ([&str; 4], [f64; 4]) =
    (["collateral", "change", "testimonial", "briefing"], [0.5, 0.25, 0.15, 0.1]);
const OF_SALES: ([&str; 4], [f64; 4]) =
    (["feedback", "follow-up", "campaign-list", "briefing"], [0.4, 0.3, 0.2, 0.1]);

/// How many asks there are.
pub(crate) fn count(world: &World) -> usize {
    let settings = &world.settings;
    settings.asks.unwrap_or(settings.reps * settings.days as usize / 60)
}

/// The `number`th ask, with its answers; `deals` is how many deals there are.
pub(crate) fn thread(world: &World, deals: usize, number: usize) -> Result<Vec<Event>, Refused> {
    let mut dice = Dice::new(world.settings.seed, Purpose::Ask, number);
    let asked = dice.between(0, world.calendar.horizon);
    let rep = world.staff.anybody(asked, &mut dice);
    let asked_by = if dice.chance(BY_SALES) { Side::Sales } else { Side::Marketing };
    let (kinds, weights) = if asked_by == Side::Sales { OF_MARKETING } else { OF_SALES };
    let kind = kinds[dice.weighted(&weights)];
    let office = world.staff.team_of(rep).office;
    let conversation = dice.pick(Conversation::ALL);
    let mut thread = Thread {
        world,
        dice,
        kind,
        asked_by,
        asked,
        rep,
        office,
        conversation,
        events: Vec::new(),
    };
    let reference = thread.ask(deals)?;
    thread.answers(&reference)?;
    Ok(thread.events)
}

struct Thread<'a> {
    world: &'a World,
    dice: Dice,
    kind: &'static str,
    asked_by: Side,
    asked: Moment,
    rep: usize,
    office: i64,
    conversation: Conversation,
    events: Vec<Event>,
}

impl Thread<'_> {
    fn time(&self, moment: Moment) -> Result<Timestamp, Refused> {
        Ok(self.world.calendar.time(moment, self.office)?)
    }

    /// Sales writes into the CRM, Marketing into the showroom.
    fn source(&self, side: Side) -> Source {
        let words = &self.world.words;
        if side == Side::Sales { words.crm.clone() } else { words.showroom.clone() }
    }

    fn ask(&mut self, deals: usize) -> Result<Reference, Refused> {
        let world = self.world;
        let mut ask = Ask::new(Word::new(self.kind)?, self.asked_by)
            .rep(world.staff.people[self.rep].key.clone());
        ask.conversation = self.dice.chance(0.7).then_some(self.conversation);
        if self.dice.chance(0.5) {
            let days = self.dice.between(5, 40);
            ask.needed_by = Some(self.time(self.asked + calendar_days(days))?);
        }
        if matches!(self.kind, "change" | "feedback") {
            let asset = self.something_live(self.asked);
            ask.asset = asset.map(|asset| world.assets[asset].key.clone());
        }
        if matches!(self.kind, "collateral" | "testimonial") && self.dice.chance(0.6) {
            ask.tags = Tags::new().with("segment", self.dice.pick(&SEGMENTS))?;
        }
        if !world.settings.without_deals && self.dice.chance(0.3) {
            ask.deal = self.deal(deals)?;
        }
        if self.dice.chance(0.35) {
            ask.note = Some(Text::new(note(self.kind))?);
        }
        let time = self.time(self.asked)?;
        let id = self.id(self.asked_by, time)?;
        let source = self.source(self.asked_by);
        self.events.push(event(&source, id.clone(), time, ask));
        Ok(Reference { id, source: Some(source) })
    }

    fn id(&mut self, side: Side, time: Timestamp) -> Result<EventId, Refused> {
        Ok(if side == Side::Sales {
            random_id(&mut self.dice)?
        } else {
            timed_id(time, &mut self.dice)?
        })
    }

    /// A deal that was open by then, if chance finds one.
    fn deal(&mut self, deals: usize) -> Result<Option<talktrack::model::DealKey>, Refused> {
        let World { settings, calendar, staff, .. } = self.world;
        let number = self.dice.below(deals);
        let mut of_deal = Dice::new(settings.seed, Purpose::Deal, number);
        let lead = Lead::draw(settings, calendar, staff, number, &mut of_deal);
        (lead.opened <= self.asked).then(|| lead.key()).transpose()
    }

    fn something_live(&mut self, at: Moment) -> Option<usize> {
        let choice = self.world.shelves.of(self.conversation);
        (0..10).filter(|_| !choice.is_empty()).map(|_| self.dice.pick(choice)).find(|asset| {
            self.world.assets[*asset].is_catalogued() && self.world.assets[*asset].is_live(at)
        })
    }

    fn answers(&mut self, ask: &Reference) -> Result<(), Refused> {
        if self.dice.chance(ACKNOWLEDGED) {
            let soon = self.asked + self.dice.between(HOUR, 2 * DAY);
            self.answer(ask, AnswerResult::Acknowledged, soon)?;
        }
        let promised = AGREEMENTS.iter().find(|(kind, ..)| *kind == self.kind);
        let days = promised.map_or(USUAL_DAYS, |(_, _, days)| *days);
        // In time, late, or never.
        let takes = match self.dice.weighted(&[0.68, 0.16, 0.16]) {
            0 => self.dice.range(0.15, 0.95),
            1 => self.dice.range(1.1, 2.5),
            _ => return Ok(()),
        };
        let at = self.asked
            + 2 * DAY.min(calendar_days(i64::from(days)) / 16)
            + part(calendar_days(i64::from(days)), takes);
        if self.dice.chance(DECLINED) {
            return self.answer(ask, AnswerResult::Declined, at);
        }
        self.answer(ask, AnswerResult::Delivered, at)?;
        if self.dice.chance(ANSWERED_TWICE) {
            let again = at + self.dice.between(DAY, 10 * DAY);
            self.answer(ask, AnswerResult::Delivered, again)?;
        }
        Ok(())
    }

    fn answer(&mut self, ask: &Reference, result: AnswerResult, at: Moment) -> Result<(), Refused> {
        if at >= self.world.calendar.horizon {
            return Ok(());
        }
        let mut answer = Answer::new(ask.clone(), result);
        let wants_asset = matches!(self.kind, "collateral" | "change" | "testimonial");
        if result == AnswerResult::Delivered && wants_asset {
            let asset = self.something_live(at);
            answer.asset = asset.map(|asset| self.world.assets[asset].key.clone());
        }
        if result == AnswerResult::Declined {
            answer.note = Some(Text::new("Not this quarter.")?);
        }
        let answered_by = if self.asked_by == Side::Sales { Side::Marketing } else { Side::Sales };
        let time = self.time(at)?;
        let id = self.id(answered_by, time)?;
        let source = self.source(answered_by);
        self.events.push(event(&source, id, time, answer));
        Ok(())
    }
}

fn note(kind: &str) -> &'static str {
    match kind {
        "collateral" => "Nothing we have speaks to this buyer.",
        "change" => "The second page needs newer figures.",
        "testimonial" => "A named customer would settle it.",
        "feedback" => "Does it still open doors?",
        "follow-up" => "They came to our stand and want a call.",
        "campaign-list" => "Whom of yours should we invite?",
        _ => "Half an hour before the meeting would do.",
    }
}
