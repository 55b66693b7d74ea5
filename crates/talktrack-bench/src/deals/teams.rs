//! What the teams tell and ask each other beside their work on deals: trainings, advice, asks with their
//! answers, feedback, and what buyers looked at.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use talktrack::model::{
    Answer, AnswerResult, Ask, AssetKey, Audience, DealKey, Engagement, Event, EventId, Fact,
    Feedback, FeedbackReason, Invalid, Rating, Recommendation, RepKey, Seconds, Side, Timestamp,
    Training, TrainingLevel, Uses, Word,
};

use crate::company::{ASSETS, HELD, REPS, SPAN, START, TEAM, USED, team};

/// Trainings of a rep in the year, and what a rep rates in it.
const EACH: u32 = 12;
/// A rep is advised by name once a week, and a team once a month.
const WEEKS: u32 = 52;
const MONTHS: u32 = 12;
/// A deal in ten asks the other team for something.
const ASKS: u32 = 10;
/// Trainings are in so many assets.
const TRAINED: u32 = 300;
/// Of so many uses one is tracked until the buyer looks.
const TRACKED: usize = 500;
const DAY: i64 = 86_400_000_000;

pub(crate) struct Teams {
    pub(crate) deals: u32,
}

impl Teams {
    /// Everything but looks, in no order.
    pub(crate) fn events(&self) -> Result<Vec<Event>, Invalid> {
        let mut chance = Chance(ChaCha8Rng::seed_from_u64(7));
        let mut all = Vec::new();
        for rep in 0..REPS {
            let key = RepKey::new(format!("rep-{rep}"))?;
            for _ in 0..EACH {
                let trained = asset(chance.below(TRAINED))?;
                let training = Training::new(key.clone(), trained, TrainingLevel::Trained);
                all.push(Event::new(chance.moment()?, training));
                let rating = Rating::new(f64::from(chance.below(5) + 1))?;
                let reason = FeedbackReason::ALL[chance.below(5) as usize];
                let feedback = Feedback::new(key.clone(), asset(chance.below(USED))?);
                all.push(Event::new(chance.moment()?, feedback.rating(rating).reason(reason)));
            }
            for _ in 0..WEEKS {
                all.push(chance.advice(Audience::Rep(key.clone()))?);
            }
        }
        for number in (0..REPS).step_by(TEAM as usize) {
            for _ in 0..MONTHS {
                all.push(chance.advice(Audience::Team(team(number)?))?);
            }
        }
        for deal in (0..self.deals).step_by(ASKS as usize) {
            chance.ask(deal, &mut all)?;
        }
        Ok(all)
    }

    /// The looks of buyers at some of these uses.
    pub(crate) fn looks(uses: &Uses) -> Result<Vec<Event>, Invalid> {
        let tracked = (0..uses.len()).step_by(TRACKED).filter_map(|row| uses.event(row));
        let look = |used: Event| {
            let id = used.id().cloned()?;
            let at = Timestamp::from_micros(used.at().micros() + DAY);
            let seconds = Seconds::new(60.0);
            Some((|| Ok(Event::new(at?, Engagement::new(id.into()).seconds(seconds?))))())
        };
        tracked.filter_map(look).collect()
    }
}

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, count: u32) -> u32 {
        self.0.next_u32() % count
    }

    /// Any moment of the year.
    fn moment(&mut self) -> Result<Timestamp, Invalid> {
        Timestamp::from_micros(START + SPAN / i64::from(1 << 20) * i64::from(self.below(1 << 20)))
    }

    /// An asset for one of the conversations.
    fn advice(&mut self, audience: Audience) -> Result<Event, Invalid> {
        let conversation = HELD[self.below(3) as usize];
        let advice = Recommendation::new(asset(self.below(USED))?, audience);
        Ok(Event::new(self.moment()?, advice.conversation(conversation)))
    }

    /// Something is asked for on a deal; nine asks of ten are answered, most of them with an asset.
    fn ask(&mut self, deal: u32, into: &mut Vec<Event>) -> Result<(), Invalid> {
        let id = EventId::new(format!("ask-{deal}"))?;
        let at = self.moment()?;
        let ask = Ask::new(Word::new("collateral")?, Side::Sales)
            .rep(RepKey::new(format!("rep-{}", deal % REPS))?)
            .deal(DealKey::new(format!("deal-{deal}"))?)
            .needed_by(Timestamp::from_micros(at.micros() + 10 * DAY)?);
        into.push(Event::new(at, ask).with_id(id.clone()));
        let later = Timestamp::from_micros(at.micros() + DAY * i64::from(self.below(15) + 1))?;
        let answer: Option<Fact> = match self.below(10) {
            0 => None,
            1 => Some(Answer::new(id.into(), AnswerResult::Declined).into()),
            _ => {
                let delivered = Answer::new(id.into(), AnswerResult::Delivered);
                Some(delivered.asset(asset(self.below(ASSETS))?).into())
            }
        };
        into.extend(answer.map(|answer| Event::new(later, answer)));
        Ok(())
    }
}

fn asset(number: u32) -> Result<AssetKey, Invalid> {
    AssetKey::new(format!("asset-{number}"))
}
