//! What is recorded of the assets used on a deal: uses, the buyers' engagement, reps' feedback, and
//! the slips that are taken back.

use talktrack::model::{
    Action, Conversation, DealKey, Engagement, Event, EventId, Reference, Retraction, Seconds,
    Source, Text, Timestamp, Use, Word,
};

use crate::calendar::{DAY, MINUTE, Moment};
use crate::dice::{Dice, Purpose};
use crate::judgement;
use crate::nature::Nature;
use crate::search;
use crate::settings::Refused;
use crate::story::{Story, Talk, Touch};
use crate::words::{event, timed_id};
use crate::world::World;

const OPENS_FIRST: f64 = 0.45;
const DOWNLOADS: f64 = 0.25;
const TAILORS: f64 = 0.5;
const SHARES: f64 = 0.55;
const LOGGED_IN_CRM: f64 = 0.2;
const NAMES_ACCOUNT: f64 = 0.7;
const USES_OLD_VERSION: f64 = 0.12;
const BUYER_LOOKS: f64 = 0.6;
const SLIPS: f64 = 0.004;

/// Records what was used on one deal.
pub(crate) struct Recorder<'a> {
    pub(crate) world: &'a World,
    pub(crate) story: &'a Story,
    pub(crate) dice: Dice,
    pub(crate) deal: DealKey,
    account: Word,
    office: i64,
    pub(crate) events: Vec<Event>,
}

/// What all uses of an asset in a conversation have in common.
struct Circumstances<'a> {
    talk: &'a Talk,
    touch: &'a Touch,
    source: &'a Source,
    names_account: bool,
    version: Option<Word>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(world: &'a World, story: &'a Story) -> Result<Self, Refused> {
        let lead = &story.lead;
        Ok(Self {
            world,
            story,
            dice: Dice::new(world.settings.seed, Purpose::Usage, lead.number),
            deal: lead.key()?,
            account: lead.account_name()?,
            office: world.staff.team_of(lead.owner).office,
            events: Vec::with_capacity(16),
        })
    }

    /// The time at `moment`, or nothing once the company is no longer watched.
    pub(crate) fn time(&self, moment: Moment) -> Result<Option<Timestamp>, Refused> {
        let watched = moment < self.world.calendar.horizon;
        Ok(watched.then(|| self.world.calendar.time(moment, self.office)).transpose()?)
    }

    pub(crate) fn record(mut self) -> Result<Vec<Event>, Refused> {
        let story = self.story;
        for talk in &story.talks {
            search::record(&mut self, talk)?;
            for touch in &talk.touches {
                self.touch(talk, touch)?;
            }
            if let Some((asset, at)) = talk.glanced {
                self.glance(talk, asset, at)?;
            }
        }
        Ok(self.events)
    }

    fn touch(&mut self, talk: &Talk, touch: &Touch) -> Result<(), Refused> {
        let world = self.world;
        let words = &world.words;
        let in_crm = touch.names_deal && self.dice.chance(LOGGED_IN_CRM);
        let circumstances = Circumstances {
            talk,
            touch,
            source: if in_crm { &words.crm } else { &words.showroom },
            names_account: self.dice.chance(NAMES_ACCOUNT),
            version: self.version(touch),
        };
        let mut at = touch.at;
        let tailorable = world.assets[touch.asset].description.tailorable;
        for (action, chance) in [
            (Action::Opened, OPENS_FIRST),
            (Action::Downloaded, DOWNLOADS),
            (Action::Tailored, if tailorable { TAILORS } else { 0.0 }),
        ] {
            if self.dice.chance(chance) {
                self.use_of(&circumstances, action, at)?;
                at += self.dice.between(2 * MINUTE, 40 * MINUTE);
            }
        }
        // It reaches a buyer in the end, so every touch puts the asset to work.
        let action = self.reaching_buyer();
        self.use_of(&circumstances, action, at)?;
        judgement::record(self, talk, touch.asset, at)?;
        self.slip(talk, at)?;
        for _ in 0..self.dice.about(world.pace.repeats) {
            let action = match self.dice.weighted(&[0.35, 0.15, 0.5]) {
                0 => Action::Opened,
                1 => Action::Downloaded,
                _ => self.reaching_buyer(),
            };
            let again = self.dice.between(at + MINUTE, talk.ends.min(world.calendar.horizon));
            self.use_of(&circumstances, action, again)?;
        }
        Ok(())
    }

    fn reaching_buyer(&mut self) -> Action {
        if self.dice.chance(SHARES) { Action::Shared } else { Action::Presented }
    }

    fn version(&mut self, touch: &Touch) -> Option<Word> {
        let asset = &self.world.assets[touch.asset];
        let (current, previous) = asset.versions_at(touch.at);
        let stated = asset.is_catalogued() && self.dice.chance(self.world.settings.version_stated);
        let old = previous.filter(|_| self.dice.chance(USES_OLD_VERSION));
        old.or(current).filter(|_| stated).cloned()
    }

    fn use_of(
        &mut self,
        of: &Circumstances<'_>,
        action: Action,
        at: Moment,
    ) -> Result<(), Refused> {
        let Some(time) = self.time(at)? else { return Ok(()) };
        let world = self.world;
        let rep = world.staff.people[of.talk.rep].key.clone();
        let mut used = Use::new(rep, world.assets[of.touch.asset].key.clone(), action);
        used.conversation = of.touch.names_conversation.then_some(of.talk.conversation);
        used.deal = of.touch.names_deal.then(|| self.deal.clone());
        used.account = of.names_account.then(|| self.account.clone());
        used.version.clone_from(&of.version);
        if matches!(action, Action::Presented | Action::Shared) {
            let channel = self.dice.choose(&world.words.channels).clone();
            used.channel = self.dice.chance(0.6).then_some(channel);
            let contact = self.dice.choose(&world.words.contacts).clone();
            used.contact = self.dice.chance(0.4).then_some(contact);
        }
        let id = timed_id(time, &mut self.dice)?;
        self.events.push(event(of.source, id.clone(), time, used));
        if action == Action::Shared && self.dice.chance(BUYER_LOOKS) {
            self.engagement(of, id, at)?;
        }
        Ok(())
    }

    /// Buyers look longer at what helps them.
    fn engagement(
        &mut self,
        of: &Circumstances<'_>,
        used: EventId,
        at: Moment,
    ) -> Result<(), Refused> {
        let later = self.dice.between(MINUTE, 3 * DAY);
        let Some(time) = self.time(at + later)? else { return Ok(()) };
        let words = &self.world.words;
        let longest = match self.world.assets[of.touch.asset].nature {
            Nature::Helps | Nature::Reversal => 480_000,
            Nature::Hurts => 120_000,
            _ => 260_000,
        };
        let mut looked = Engagement::new(Reference { id: used, source: Some(of.source.clone()) })
            .seconds(Seconds::from_millis(self.dice.between(4_000, longest))?)
            .pages(1 + u32::try_from(self.dice.below(14)).unwrap_or_default());
        if self.dice.chance(0.5) {
            looked.contact = Some(self.dice.choose(&words.contacts).clone());
        }
        let id = timed_id(time, &mut self.dice)?;
        self.events.push(event(&words.showroom, id, time, looked));
        Ok(())
    }

    /// Looks at something and puts it back.
    fn glance(&mut self, talk: &Talk, asset: usize, at: Moment) -> Result<(), Refused> {
        let stated: Option<Conversation> = self.dice.chance(0.5).then_some(talk.conversation);
        self.bare_use(talk, asset, Action::Opened, stated, at)?;
        judgement::record(self, talk, asset, at)
    }

    /// Now and then a wrong asset is logged and taken back minutes later.
    fn slip(&mut self, talk: &Talk, at: Moment) -> Result<(), Refused> {
        let world = self.world;
        let forgotten = &world.shelves.forgotten;
        let noticed = at + self.dice.between(5 * MINUTE, 60 * MINUTE);
        let Some(time) = self.time(noticed)? else { return Ok(()) };
        if forgotten.is_empty() || !self.dice.chance(SLIPS) {
            return Ok(());
        }
        let asset = self.dice.pick(forgotten);
        let slip =
            self.bare_use(talk, asset, Action::Presented, Some(talk.conversation), at + MINUTE)?;
        let Some(id) = slip else { return Ok(()) };
        let slip = Reference { id, source: Some(world.words.showroom.clone()) };
        let words = &world.words;
        let source = if self.dice.chance(0.5) { &words.showroom } else { &words.crm };
        let taken_back =
            Retraction::new(slip).reason(Text::new("wrong asset picked from the list")?);
        let id = timed_id(time, &mut self.dice)?;
        self.events.push(event(source, id, time, taken_back));
        Ok(())
    }

    /// A use without version, account and buyer.
    fn bare_use(
        &mut self,
        talk: &Talk,
        asset: usize,
        action: Action,
        conversation: Option<Conversation>,
        at: Moment,
    ) -> Result<Option<EventId>, Refused> {
        let Some(time) = self.time(at)? else { return Ok(None) };
        let world = self.world;
        let rep = world.staff.people[talk.rep].key.clone();
        let mut used = Use::new(rep, world.assets[asset].key.clone(), action);
        used.conversation = conversation;
        let id = timed_id(time, &mut self.dice)?;
        self.events.push(event(&world.words.showroom, id.clone(), time, used));
        Ok(Some(id))
    }
}
