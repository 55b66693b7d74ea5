//! The uses: 5,000 assets of which 35% are used, a few of them much; 5,000 reps; 200,000 deals.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use talktrack::Tracker;
use talktrack::model::{
    Action, Asset, AssetKey, Conversation, DealKey, Fact, Ids, Invalid, Keyed, Put, Record, RepKey,
    Timestamp, Uses,
};

const ASSETS: u32 = 5_000;
const USED: f64 = 1_750.0;
const REPS: u32 = 5_000;
const DEALS: u32 = 200_000;
/// Uses a transaction.
const BATCH: usize = 1_000_000;

/// Records uses number `first` and on.
pub(crate) fn record(tracker: &Tracker, first: usize, uses: usize) -> Result<(), Box<dyn Error>> {
    if first == 0 {
        tracker.record_all(assets()?)?;
    }
    for start in (first..first + uses).step_by(BATCH) {
        let size = BATCH.min(first + uses - start);
        let receipt = tracker.record_uses(&columns(start, size)?)?;
        if receipt.recorded != size as u64 {
            return Err("not every use was recorded".into());
        }
    }
    Ok(())
}

/// Writes `at`, `rep`, `asset`, `deal`, `conversation` and `action`, a file each, little-endian.
pub(crate) fn write(folder: &Path, uses: usize) -> Result<(), Box<dyn Error>> {
    let file = |name| File::create(folder.join(name)).map(BufWriter::new);
    let (mut at, mut rep, mut asset) = (file("at.i64")?, file("rep.u32")?, file("asset.u32")?);
    let (mut deal, mut conversation) = (file("deal.u32")?, file("conversation.u8")?);
    let mut action = file("action.u8")?;
    for start in (0..uses).step_by(BATCH) {
        let columns = columns(start, BATCH.min(uses - start))?;
        for row in 0..columns.len() {
            let event = columns.event(row).ok_or("a row is missing")?;
            let Fact::Use(usage) = event.fact() else { continue };
            let number = |key: &str| -> Result<u32, Box<dyn Error>> {
                Ok(key.rsplit('-').next().unwrap_or_default().parse()?)
            };
            at.write_all(&event.at().micros().to_le_bytes())?;
            rep.write_all(&number(usage.rep.as_str())?.to_le_bytes())?;
            asset.write_all(&number(usage.asset.as_str())?.to_le_bytes())?;
            let key = usage.deal.as_ref().map_or("", |deal| deal.as_str());
            deal.write_all(&number(key)?.to_le_bytes())?;
            conversation.write_all(&[usage.conversation.map_or(0, Conversation::code)])?;
            action.write_all(&[usage.action.code()])?;
        }
    }
    Ok(())
}

fn assets() -> Result<Vec<Record>, Invalid> {
    let at: Timestamp = "2023-12-01T00:00:00Z".parse()?;
    let asset = |number| -> Result<Record, Invalid> {
        let asset = Asset::new(AssetKey::new(format!("asset-{number}"))?).published_at(at);
        Ok(Put { at: Some(at), entry: asset.into() }.into())
    };
    (0..ASSETS).map(asset).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // numbers far below 2^32
fn columns(start: usize, size: usize) -> Result<Uses, Invalid> {
    const START: i64 = 1_704_067_200_000_000; // 2024-01-01T00:00:00Z
    let mut chance = ChaCha8Rng::seed_from_u64(start as u64);
    let mut below = |count: u32| chance.next_u32() % count;
    let at = (0..size).map(|row| {
        let number = i64::try_from(start + row).unwrap_or_default();
        Timestamp::from_micros(START + number * 800_000) // 100 million end before today
    });
    // The logarithm of the rank is uniform: the second asset is used half as much as the first.
    let mut asset = || {
        let uniform = f64::from(below(u32::MAX)) / f64::from(u32::MAX);
        USED.powf(uniform) as u32 - 1
    };
    let asset = (0..size).map(|_| asset()).collect();
    let rep = (0..size).map(|_| below(REPS)).collect();
    let deal = (0..size).map(|_| below(DEALS)).collect();
    let small = |number: u32| u8::try_from(number).unwrap_or_default();
    let action = (0..size).map(|_| Action::try_from(small(below(5)) + 1));
    let action = action.collect::<Result<_, _>>()?;
    let conversation = (0..size).map(|_| Conversation::try_from(small(below(6))).ok()).collect();
    let mut id = || uuid::Uuid::from_u64_pair(chance.next_u64(), chance.next_u64());
    let ids = (0..size).map(|_| id()).collect();
    Uses::new(
        at.collect::<Result<_, _>>()?,
        Keyed::new(keys("rep", REPS, RepKey::new)?, rep)?,
        Keyed::new(keys("asset", ASSETS, AssetKey::new)?, asset)?,
        action,
    )?
    .conversation(conversation)?
    .deal(Keyed::new(keys("deal", DEALS, DealKey::new)?, deal)?)?
    .ids(Ids::Uuids(ids))
}

fn keys<K>(
    prefix: &str,
    count: u32,
    new: impl Fn(String) -> Result<K, Invalid>,
) -> Result<Vec<K>, Invalid> {
    (0..count).map(|number| new(format!("{prefix}-{number}"))).collect()
}
