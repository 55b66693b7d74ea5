//! The uses that are recorded: 5,000 assets of which a third is used, 5,000 reps, 200,000 deals.

use std::fmt;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use talktrack::model::{
    Action, AssetKey, Conversation, DealKey, Event, EventId, Invalid, RepKey, Timestamp, Use,
};
use uuid::Uuid;

/// What the ids of the uses are like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ids {
    /// UUIDs of version 4: each falls anywhere in the index.
    Random,
    /// UUIDs of version 7: they arrive almost in the order of the index.
    ByTime,
}

impl fmt::Display for Ids {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Random => "random ids",
            Self::ByTime => "ids by time (UUID version 7)",
        })
    }
}

/// One use as plain numbers, ready to be inserted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain {
    pub(crate) id: [u8; 16],
    pub(crate) at: i64,
    pub(crate) rep: u32,
    pub(crate) asset: u32,
    pub(crate) deal: u32,
    pub(crate) conversation: u8,
    pub(crate) action: u8,
}

impl Plain {
    pub(crate) fn at(&self) -> Result<Timestamp, Invalid> {
        Timestamp::from_micros(self.at)
    }

    pub(crate) fn usage(&self) -> Result<Use, Invalid> {
        let rep = RepKey::new(format!("rep-{}", self.rep))?;
        let asset = AssetKey::new(format!("asset-{}", self.asset))?;
        Ok(Use::new(rep, asset, Action::try_from(self.action)?)
            .conversation(Conversation::try_from(self.conversation)?)
            .deal(DealKey::new(format!("deal-{}", self.deal))?))
    }

    pub(crate) fn event(&self) -> Result<Event, Invalid> {
        let id = EventId::new(Uuid::from_bytes(self.id).to_string())?;
        Ok(Event::new(self.at()?, self.usage()?).with_id(id))
    }
}

/// An endless stream of uses, the same for the same seed.
#[derive(Debug)]
pub(crate) struct Uses {
    chance: ChaCha8Rng,
    ids: Ids,
    at: i64,
}

impl Uses {
    pub(crate) fn new(ids: Ids) -> Self {
        const START: i64 = 1_704_067_200_000_000; // 2024-01-01T00:00:00Z
        Self { chance: ChaCha8Rng::seed_from_u64(1), ids, at: START }
    }

    pub(crate) fn next_plain(&mut self) -> Plain {
        self.at += 3_000_000;
        let bits = self.chance.next_u64();
        // The square of a uniform number falls near zero most of the time: few assets are used much.
        let uniform = f64::from(self.chance.next_u32()) / f64::from(u32::MAX);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // below 1,750
        let asset = (uniform * uniform * 1_749.0) as u32;
        let part = |shift: u32, below: u64| u32::try_from((bits >> shift) % below).unwrap_or(0);
        Plain {
            id: self.next_id(),
            at: self.at,
            rep: part(0, 5_000),
            asset,
            deal: part(16, 200_000),
            conversation: u8::try_from(part(40, 5)).unwrap_or(0) + 1,
            action: u8::try_from(part(50, 5)).unwrap_or(0) + 1,
        }
    }

    fn next_id(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.chance.fill_bytes(&mut bytes);
        match self.ids {
            Ids::Random => *uuid::Builder::from_random_bytes(bytes).as_uuid().as_bytes(),
            Ids::ByTime => {
                let millis = u64::try_from(self.at / 1_000).unwrap_or(0);
                let mut tail = [0; 10];
                tail.copy_from_slice(&bytes[..10]);
                *uuid::Builder::from_unix_timestamp_millis(millis, &tail).as_uuid().as_bytes()
            }
        }
    }
}

/// The keys of all reps, assets and deals, by number.
pub(crate) fn keys() -> [Vec<String>; 3] {
    [("rep", 5_000), ("asset", 1_750), ("deal", 200_000)]
        .map(|(prefix, count)| (0..count).map(|number| format!("{prefix}-{number}")).collect())
}

/// A batch of uses as columns, and the same as plain rows.
pub(crate) fn columns(batch: &[Plain]) -> Result<talktrack::model::Uses, Invalid> {
    use talktrack::model::{Ids, Keyed, Uses};
    let [reps, assets, deals] = keys();
    let reps = reps.into_iter().map(RepKey::new).collect::<Result<_, _>>()?;
    let assets = assets.into_iter().map(AssetKey::new).collect::<Result<_, _>>()?;
    let deals = deals.into_iter().map(DealKey::new).collect::<Result<_, _>>()?;
    Uses::new(
        batch.iter().map(|row| Timestamp::from_micros(row.at)).collect::<Result<_, _>>()?,
        Keyed::new(reps, batch.iter().map(|row| row.rep).collect())?,
        Keyed::new(assets, batch.iter().map(|row| row.asset).collect())?,
        batch.iter().map(|row| Action::try_from(row.action)).collect::<Result<_, _>>()?,
    )?
    .conversation(
        batch
            .iter()
            .map(|row| Conversation::try_from(row.conversation).map(Some))
            .collect::<Result<_, _>>()?,
    )?
    .deal(Keyed::new(deals, batch.iter().map(|row| row.deal).collect())?)?
    .ids(Ids::Uuids(batch.iter().map(|row| Uuid::from_bytes(row.id)).collect()))
}
