//! What happens on a deal: the conversations it goes through, what is put to work in them, and how
//! each is decided.
//!
//! The decision is one draw against a probability that segment, skill of the deal's owner and the
//! assets put to work add up to. Which assets are put to work depends on segment, rep and
//! conversation, and otherwise on nothing that the decision depends on. So the true effect of an
//! asset is known, and an analysis that compares within conversation, segment and owner can find it.

use talktrack::model::Conversation;

use crate::appeal;
use crate::calendar::{DAY, HOUR, MINUTE, Moment, SECOND, part};
use crate::deals::{Lead, season};
use crate::dice::{Dice, Purpose};
use crate::nature::Nature;
use crate::world::World;

/// A deal from its opening to its end, or to the horizon.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) lead: Lead,
    pub(crate) talks: Vec<Talk>,
    /// Whether it was won after its last conversation; `None` where the horizon came first.
    pub(crate) won: Option<bool>,
}

/// A conversation that was held.
#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) conversation: Conversation,
    pub(crate) starts: Moment,
    /// When it was, or will be, decided.
    pub(crate) ends: Moment,
    pub(crate) succeeded: bool,
    /// Whether the outcome is recorded as such; else the stages tell.
    pub(crate) stated: bool,
    /// Who led it.
    pub(crate) rep: usize,
    pub(crate) touches: Vec<Touch>,
    /// While the deal was moved back to the conversation before.
    pub(crate) back: Option<(Moment, Moment)>,
    /// What Marketing recommended for this very deal.
    pub(crate) advised: Option<usize>,
    /// What was looked at and not used.
    pub(crate) glanced: Option<(usize, Moment)>,
}

/// An asset put to work in a conversation.
#[derive(Debug)]
pub(crate) struct Touch {
    pub(crate) asset: usize,
    pub(crate) at: Moment,
    /// Whether its uses name the deal, and the conversation.
    pub(crate) names_deal: bool,
    pub(crate) names_conversation: bool,
    /// By how much it changed the probability of success, given all else that was used.
    pub(crate) gain: f64,
}

/// The chance that a conversation succeeds, before anything else is added.
const BASE: [f64; 5] = [0.60, 0.57, 0.58, 0.58, 0.55];
/// What enterprise, mid-market and small business add to it.
const SEGMENT: [f64; 3] = [0.10, 0.0, -0.15];
/// What the most skilled owner adds to it.
const SKILL: f64 = 0.14;
/// Nothing is certain.
const SUREST: f64 = 0.97;

/// The part of deals whose outcomes are recorded as such.
const STATES_OUTCOMES: f64 = 0.55;
/// The part of failed conversations after which the deal is pushed on regardless.
const PUSHED_ON: f64 = 0.3;
const SKIPS: f64 = 0.07;
const MOVES_BACK: f64 = 0.05;
const LED_BY_OWNER: f64 = 0.9;
const GLANCES: f64 = 0.12;
const STRAYS: f64 = 0.08;
const ADVISED: f64 = 0.05;
/// How much likelier what is recommended is to be put to work.
const PERSUASION: f64 = 2.5;
/// How many of those who used an asset go on using it after its end.
const STUBBORN: f64 = 0.15;
/// A use with all that belongs to it takes less than this.
pub(crate) const LONGEST_USE: Moment = 3 * HOUR;

impl Story {
    /// Tells the `number`th deal; the same whenever it is told.
    pub(crate) fn tell(world: &World, number: usize) -> Self {
        let mut dice = Dice::new(world.settings.seed, Purpose::Deal, number);
        let lead = Lead::draw(&world.settings, &world.calendar, &world.staff, number, &mut dice);
        let states_outcomes = dice.chance(STATES_OUTCOMES);
        let mut step = dice.weighted(&[0.7, 0.2, 0.1]);
        let mut starts = lead.opened;
        let mut talks: Vec<Talk> = Vec::with_capacity(4);
        let won = loop {
            if starts >= world.calendar.horizon {
                break None;
            }
            let Some(conversation) = Conversation::ALL.get(step).copied() else { break Some(true) };
            let first = talks.is_empty();
            let mut teller = Teller { world, lead: &lead, conversation, starts, dice: &mut dice };
            let mut talk = teller.talk(first);
            let lost = !talk.succeeded && (step == 4 || !dice.chance(PUSHED_ON));
            talk.stated = states_outcomes || (!talk.succeeded && !lost);
            starts = talk.ends + SECOND;
            talks.push(talk);
            step += 1 + usize::from(dice.chance(SKIPS));
            if lost {
                break (starts < world.calendar.horizon).then_some(false);
            }
        };
        Self { lead, talks, won }
    }
}

/// Tells one conversation.
struct Teller<'a> {
    world: &'a World,
    lead: &'a Lead,
    conversation: Conversation,
    starts: Moment,
    dice: &'a mut Dice,
}

impl Teller<'_> {
    fn talk(&mut self, first: bool) -> Talk {
        let world = self.world;
        let length = self.dice.between(4 * DAY, 11 * DAY) + self.dice.between(0, 7 * DAY);
        let rep = self.leader();
        let advised = self.advice_for_deal(rep);
        let mut touches = self.touches(rep, advised, length);

        // Nothing is used while the deal is back where it came from.
        let early = world.settings.failures_end_early();
        let moves_back = self.dice.chance(MOVES_BACK) && !first && !early;
        let back = moves_back.then(|| (self.starts + length / 4, self.starts + length / 3));
        if let Some((from, until)) = back {
            touches.retain(|touch| touch.at + LONGEST_USE < from || until < touch.at);
        }

        let succeeded = self.decide(&mut touches);
        let fraction = self.dice.range(0.3, 0.8);
        let ends = self.starts + if early && !succeeded { part(length, fraction) } else { length };
        touches.retain(|touch| touch.at + LONGEST_USE < ends);
        let glanced = self.glance(rep, ends);
        let (conversation, starts) = (self.conversation, self.starts);
        Talk {
            conversation,
            starts,
            ends,
            succeeded,
            stated: false,
            rep,
            touches,
            back,
            advised,
            glanced,
        }
    }

    /// Mostly the owner, else a colleague; always somebody who is there.
    fn leader(&mut self) -> usize {
        let owner = self.lead.owner;
        let staff = &self.world.staff;
        if self.dice.chance(LED_BY_OWNER) && staff.people[owner].is_there(self.starts) {
            owner
        } else {
            staff.colleague(owner, self.starts, self.dice)
        }
    }

    fn advice_for_deal(&mut self, rep: usize) -> Option<usize> {
        let choice = self.world.shelves.of(self.conversation);
        if choice.is_empty() || !self.dice.chance(ADVISED * self.world.settings.advice.min(1.0)) {
            return None;
        }
        let asset = self.dice.pick(choice);
        let known = self.world.knowledge.of(rep, asset);
        let collateral = &self.world.assets[asset];
        let sensible = known.liking() > 0.5
            && collateral.is_catalogued()
            && collateral.fit.admits(self.lead.profile)
            && self.world.can_use(rep, asset, self.starts);
        sensible.then_some(asset)
    }

    fn touches(&mut self, rep: usize, advised: Option<usize>, length: Moment) -> Vec<Touch> {
        let world = self.world;
        let advised: Vec<_> =
            (world.advice.standing(rep, self.conversation, self.starts)).chain(advised).collect();
        let busy = world.pace.activity * season(world.settings.seasons, self.starts);
        let mut touches = Vec::new();
        for &asset in world.shelves.of(self.conversation) {
            let persuasion = if advised.contains(&asset) { PERSUASION } else { 1.0 };
            let usual = appeal::of(world, asset, rep, self.lead.profile, self.starts);
            if usual > 0.0 && self.dice.chance((usual * persuasion).min(0.75) * busy) {
                touches.extend(self.touch(asset, rep, length));
            }
        }
        let anywhere = &world.shelves.anywhere;
        if !anywhere.is_empty() && self.dice.chance(STRAYS * busy) {
            let asset = self.dice.pick(anywhere);
            let usual = appeal::of(world, asset, rep, self.lead.profile, self.starts);
            let outside = !world.assets[asset].home.contains(self.conversation);
            if outside && self.dice.chance(5.0 * usual) {
                touches.extend(self.touch(asset, rep, length));
            }
        }
        touches
    }

    /// When it is put to work, unless it cannot be had then.
    fn touch(&mut self, asset: usize, rep: usize, length: Moment) -> Option<Touch> {
        let settings = &self.world.settings;
        let collateral = &self.world.assets[asset];
        let after = match (settings.failures_end_early(), collateral.nature) {
            (false, _) => part(length, self.dice.range(0.02, 0.6)),
            // Where failures end early, everything else comes before the earliest of their ends,
            // and nothing depends on a length that tells how the conversation went.
            (true, Nature::LateRescue) => self.dice.between(DAY, 8 * DAY),
            (true, _) => self.dice.between(10 * MINUTE, 7 * HOUR),
        };
        let at = self.starts + after;
        let known = self.world.knowledge.of(rep, asset).since().is_some_and(|since| since <= at);
        let had =
            collateral.is_live(at) || (collateral.published <= at && self.dice.chance(STUBBORN));
        (known && had && at < self.world.calendar.horizon).then(|| Touch {
            asset,
            at,
            names_deal: !settings.without_deals && self.dice.chance(settings.deal_stated),
            names_conversation: self.dice.chance(settings.conversation_stated),
            gain: 0.0,
        })
    }

    /// Decides the conversation, and notes what each asset contributed.
    fn decide(&mut self, touches: &mut [Touch]) -> bool {
        let settings = &self.world.settings;
        let owner = &self.world.staff.people[self.lead.owner];
        let base = BASE[usize::from(self.conversation.code()) - 1]
            + settings.confounding * (SEGMENT[self.lead.profile.segment] + SKILL * owner.skill);
        // An effect belongs to the conversations that the asset was made for.
        let effect = |touch: &Touch| {
            let asset = &self.world.assets[touch.asset];
            if asset.home.contains(self.conversation) { asset.effect } else { 0.0 }
        };
        let total = base + touches.iter().map(effect).sum::<f64>();
        let chance = |sum: f64| sum.clamp(1.0 - SUREST, SUREST);
        for touch in touches {
            touch.gain = chance(total) - chance(total - effect(touch));
        }
        self.dice.chance(chance(total))
    }

    /// Something that the rep knows and does not like is looked at again.
    fn glance(&mut self, rep: usize, ends: Moment) -> Option<(usize, Moment)> {
        let shunned = &self.world.shelves.shunned;
        if shunned.is_empty() || !self.dice.chance(GLANCES * self.world.pace.activity) {
            return None;
        }
        let asset = self.dice.pick(shunned);
        let at = self.dice.between(self.starts + MINUTE, ends);
        self.world.can_use(rep, asset, at).then_some((asset, at))
    }
}
