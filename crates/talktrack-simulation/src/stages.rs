//! What the CRM records of a deal: the stages it enters, and outcomes where somebody states them.

use talktrack::model::{Conversation, Event, EventId, Outcome, OutcomeResult, StageEntry};

use crate::calendar::{Moment, SECOND};
use crate::catalogue::{LOST, NEGOTIATION, WON};
use crate::settings::Refused;
use crate::story::{Story, Talk};
use crate::words::event;
use crate::world::World;

/// The history of one deal in the CRM. Its ids are those of a row number, as such systems have.
pub(crate) fn history(world: &World, story: &Story) -> Result<Vec<Event>, Refused> {
    let mut history = History {
        world,
        story,
        office: world.staff.team_of(story.lead.owner).office,
        events: Vec::new(),
    };
    let mut before = None;
    for talk in &story.talks {
        history.talk(talk, before)?;
        before = Some(talk.conversation);
    }
    if let (Some(won), Some(last)) = (story.won, story.talks.last()) {
        history.enters(if won { WON } else { LOST }, last.ends + SECOND)?;
    }
    Ok(history.events)
}

struct History<'a> {
    world: &'a World,
    story: &'a Story,
    office: i64,
    events: Vec<Event>,
}

impl History<'_> {
    fn talk(&mut self, talk: &Talk, before: Option<Conversation>) -> Result<(), Refused> {
        let stage = usize::from(talk.conversation.code()) - 1;
        self.enters(stage, talk.starts)?;
        if let (Some((from, until)), Some(before)) = (talk.back, before) {
            self.enters(usize::from(before.code()) - 1, from)?;
            self.enters(stage, until)?;
        }
        // About half of the deals that get that far are negotiated.
        if talk.conversation == Conversation::TangibleValue
            && self.story.lead.number.is_multiple_of(2)
        {
            self.enters(NEGOTIATION, talk.starts + (talk.ends - talk.starts) * 2 / 3)?;
        }
        if talk.stated && talk.ends < self.world.calendar.horizon {
            let result =
                if talk.succeeded { OutcomeResult::Succeeded } else { OutcomeResult::Failed };
            let mut outcome = Outcome::new(self.story.lead.key()?, talk.conversation, result);
            outcome.rep = Some(self.world.staff.people[talk.rep].key.clone());
            let id = self.next_id()?;
            let time = self.world.calendar.time(talk.ends, self.office)?;
            self.events.push(event(&self.world.words.crm, id, time, outcome));
        }
        Ok(())
    }

    fn enters(&mut self, stage: usize, at: Moment) -> Result<(), Refused> {
        if at < self.world.calendar.horizon {
            let entry =
                StageEntry::new(self.story.lead.key()?, self.world.words.stages[stage].clone());
            let id = self.next_id()?;
            let time = self.world.calendar.time(at, self.office)?;
            self.events.push(event(&self.world.words.crm, id, time, entry));
        }
        Ok(())
    }

    fn next_id(&self) -> Result<EventId, Refused> {
        Ok(EventId::new(format!("H{:07}-{}", self.story.lead.number + 1, self.events.len() + 1))?)
    }
}
