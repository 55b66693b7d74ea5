//! The company: deals that open one after the other and live for a twentieth of the year; a stage and an
//! outcome for each of three conversations of a deal, the last of which wins a deal in four; and uses of
//! assets on the deals that are open.
//!
//! A deal belongs to a rep, who does most of what is done on it, with two colleagues who help: companies of
//! thousands of reps do not send a different one each time.

use std::error::Error;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use talktrack::Tracker;
use talktrack::model::{
    Action, Asset, AssetKey, Conversation, Conversations, Deal, DealKey, Event, Ids, Invalid,
    Keyed, Outcome, OutcomeResult, Put, Record, Rep, RepKey, Stage, StageEntry, StageMeaning, Tags,
    Timestamp, Uses, Word,
};

use crate::teams::Teams;

pub(crate) const START: i64 = 1_704_067_200_000_000; // 2024-01-01T00:00:00Z
const SECOND: i64 = 1_000_000;
/// A year.
pub(crate) const SPAN: i64 = 365 * 86_400 * SECOND;
/// A deal in twenty is open.
const OPEN: u32 = 20;
pub(crate) const ASSETS: u32 = 5_000;
pub(crate) const USED: u32 = 1_750;
pub(crate) const REPS: u32 = 5_000;
/// Reps in a team.
pub(crate) const TEAM: u32 = 10;
/// Uses a transaction.
const BATCH: u32 = 1_000_000;
pub(crate) const SEGMENTS: [&str; 3] = ["enterprise", "midmarket", "small"];
pub(crate) const HELD: [Conversation; 3] =
    [Conversation::RelevantMeeting, Conversation::DefinitionOfSuccess, Conversation::TangibleValue];

pub(crate) struct Company {
    pub(crate) uses: u32,
    pub(crate) deals: u32,
}

impl Company {
    /// Records everything, much as it would be recorded year in, year out.
    pub(crate) fn record(&self, tracker: &Tracker) -> Result<(), Box<dyn Error>> {
        tracker.record_all(self.catalogue()?)?;
        for first in (0..self.uses).step_by(BATCH as usize) {
            let size = BATCH.min(self.uses - first);
            let uses = self.uses(first, size)?;
            tracker.record_uses(&uses)?;
            tracker.record_all(self.stories(first, size)?)?;
            tracker.record_all(Teams::looks(&uses)?)?;
        }
        tracker.record_all(Teams { deals: self.deals }.events()?)?;
        Ok(())
    }

    fn catalogue(&self) -> Result<Vec<Record>, Invalid> {
        let at: Timestamp = "2023-12-01T00:00:00Z".parse()?;
        let mut all: Vec<Record> = Vec::new();
        for (number, asset) in (0..).zip(keys("asset", ASSETS, AssetKey::new)?) {
            let asset = Asset::new(asset).published_at(at).supports(made_for(number));
            all.push(Put::at(asset, at).into());
        }
        let reps = keys("rep", REPS, RepKey::new)?;
        for (number, rep) in (0..).zip(reps.iter().cloned()) {
            all.push(Put::at(Rep::new(rep).team(team(number)?), at).into());
        }
        for (number, deal) in keys("deal", self.deals, DealKey::new)?.into_iter().enumerate() {
            let tags = Tags::new().with("segment", SEGMENTS[number % SEGMENTS.len()])?;
            let owner = reps[number % reps.len()].clone();
            all.push(Put::at(Deal::new(deal).tags(tags).owner(owner), at).into());
        }
        for conversation in HELD {
            let means = StageMeaning::Conversation(conversation);
            all.push(Put::at(Stage::new(Word::new(conversation.as_str())?, means), at).into());
        }
        Ok(all)
    }

    /// When a deal was opened, and how long it lives.
    fn life(&self, deal: u32) -> (i64, i64) {
        let life = SPAN / i64::from(OPEN);
        let opened = (SPAN - life) / SECOND * i64::from(deal) / i64::from(self.deals) * SECOND;
        (START + opened, life)
    }

    /// Stages and outcomes of the deals that open between two uses.
    fn stories(&self, first: u32, size: u32) -> Result<Vec<Event>, Invalid> {
        let deals = |number: u32| u64::from(number) * u64::from(self.deals) / u64::from(self.uses);
        let mut all = Vec::new();
        for deal in deals(first)..deals(first + size) {
            let deal = u32::try_from(deal).unwrap_or_default();
            let key = DealKey::new(format!("deal-{deal}"))?;
            let (opened, life) = self.life(deal);
            for (place, conversation) in (0_u32..).zip(HELD) {
                let third = life / 3;
                let at = opened + third * i64::from(place);
                let stage = StageEntry::new(key.clone(), Word::new(conversation.as_str())?);
                all.push(Event::new(Timestamp::from_micros(at)?, stage));
                let failed = match conversation {
                    Conversation::TangibleValue => !deal.is_multiple_of(4),
                    _ => (deal + place).is_multiple_of(3),
                };
                let result = if failed { OutcomeResult::Failed } else { OutcomeResult::Succeeded };
                let outcome = Outcome::new(key.clone(), conversation, result);
                all.push(Event::new(Timestamp::from_micros(at + third - SECOND)?, outcome));
            }
        }
        Ok(all)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // numbers far below 2^32
    pub(crate) fn uses(&self, first: u32, size: u32) -> Result<Uses, Invalid> {
        let mut chance = ChaCha8Rng::seed_from_u64(first.into());
        let mut below = |count: u32| chance.next_u32() % count;
        // The logarithm of the rank is uniform: the second asset is used half as much as the first.
        let mut asset = || {
            let uniform = f64::from(below(u32::MAX)) / f64::from(u32::MAX);
            f64::from(USED).powf(uniform) as u32 - 1
        };
        let asset: Vec<u32> = (0..size).map(|_| asset()).collect();
        let open = self.deals / OPEN;
        let newest =
            |number: u32| u64::from(self.deals - open) * u64::from(number) / u64::from(self.uses);
        let deal = (first..first + size).map(|number| newest(number) as u32 + below(open));
        let deal: Vec<u32> = deal.collect();
        // Three uses of five are the owner's, the others those of the two who help.
        let rep = deal.iter().map(|deal| (deal + below(5).saturating_sub(2)) % REPS).collect();
        let at = (first..first + size).map(|number| {
            let second = SPAN / SECOND * i64::from(number) / i64::from(self.uses);
            Timestamp::from_micros(START + second * SECOND)
        });
        let action = (0..size).map(|_| Action::try_from(below(5) as u8 + 1));
        let action = action.collect::<Result<_, _>>()?;
        let conversation = asset.iter().map(|asset| stated(*asset, below(10)));
        let conversation = conversation.collect();
        let mut id = || uuid::Uuid::from_u64_pair(chance.next_u64(), chance.next_u64());
        let ids = (0..size).map(|_| id()).collect();
        Uses::new(
            at.collect::<Result<_, _>>()?,
            Keyed::new(keys("rep", REPS, RepKey::new)?, rep)?,
            Keyed::new(keys("asset", ASSETS, AssetKey::new)?, asset)?,
            action,
        )?
        .conversation(conversation)?
        .deal(Keyed::new(keys("deal", self.deals, DealKey::new)?, deal)?)?
        .ids(Ids::Uuids(ids))
    }
}

/// Most assets are made for one conversation, some for two, and one in five for none in particular.
pub(crate) fn made_for(asset: u32) -> Conversations {
    let conversation = |number: u32| HELD[number as usize % HELD.len()];
    match asset % 5 {
        0 => Conversations::NONE,
        1 => Conversations::NONE.with(conversation(asset)).with(conversation(asset + 1)),
        _ => Conversations::NONE.with(conversation(asset)),
    }
}

/// In which conversation a use was, by chance of 10: most are where the asset was made for, every other one says so.
fn stated(asset: u32, chance: u32) -> Option<Conversation> {
    match chance {
        0 => HELD.first().copied(),
        1..5 => made_for(asset).iter().next().or_else(|| HELD.get(chance as usize % 3).copied()),
        _ => None,
    }
}

/// The team of a rep.
pub(crate) fn team(rep: u32) -> Result<Word, Invalid> {
    Word::new(format!("team-{}", rep / TEAM))
}

fn keys<K>(
    prefix: &str,
    count: u32,
    new: impl Fn(String) -> Result<K, Invalid>,
) -> Result<Vec<K>, Invalid> {
    (0..count).map(|number| new(format!("{prefix}-{number}"))).collect()
}
