//! `lifecycle`: how old assets are, how long they keep being used, and how stale they have become.

mod uses;

use self::uses::{Buckets, MedianFold, TimesFold};
use super::life::days;
use super::{
    Answer, Definition, Estimate, Flag, LEVEL, Life, NoSummary, Question, Row, View, table,
};
use crate::error::Result;
use crate::stats::poisson_ratio;

/// Asks how old assets are, how fast their use fades, and when they were last used.
///
/// ```
/// use talktrack::analysis::Lifecycle;
/// use talktrack::model::{Asset, AssetKey};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let deck = Asset::new(AssetKey::new("deck")?).published_at("2026-01-01T00:00:00Z".parse()?);
/// tracker.put(deck)?;
/// let scope = talktrack::Scope::new().since_text("2026-01-01")?.until_text("2026-01-31")?;
/// let answer = tracker.within(scope).ask(&Lifecycle::new())?;
/// assert_eq!((answer.rows[0].age_days, answer.rows[0].days_since_use), (30.0, None));
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lifecycle;

/// So many uses must there be before half of them says anything.
const FEWEST_USES: u64 = 10;

/// So long are the two spans whose uses are compared, each.
const RECENT_DAYS: i64 = 90;

impl Lifecycle {
    /// There is nothing to choose.
    pub const fn new() -> Self {
        Self
    }

    fn definition() -> Definition {
        let both = 2 * RECENT_DAYS;
        Definition {
            question: "lifecycle",
            text: format!(
                "A row per asset of the catalogue that is live at some time in the scope, counting the uses in the scope that put it to work (any action but opening it). The age is the time from its going live (its publication, else the first event about it, else the start of the scope) to the end of the scope. The half-life is the time from its going live to use number ⌈n/2⌉ of n; under {FEWEST_USES} uses there is none. Days since the last use, and the uses of the last {RECENT_DAYS} days, are counted back from the end of the scope, also for an asset that ended before. The ratio is that of these uses to those of the {RECENT_DAYS} days before; its 95% interval is that of Clopper and Pearson for the recent share of both, carried over. There is no ratio where the asset was live in the scope for less than {both} days."
            ),
        }
    }
}

table! {
    /// One asset.
    LifecycleRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// What people call it.
        title: Option<Box<str>>, "";
        /// From its going live to the end of the scope.
        age_days: f64, "days";
        /// From its going live to the use by which half of its uses had happened.
        half_life_days: Option<f64>, "days";
        /// From the last use that put it to work to the end of the scope; none where there is none.
        days_since_use: Option<f64>, "days";
        /// Uses that put it to work in the last 90 days of the scope.
        recent_uses: u64, "uses";
        /// Uses that put it to work in the 90 days before those.
        previous_uses: u64, "uses";
        /// Recent ÷ previous uses; none where none are previous.
        ratio: Estimate, "";
        /// too few: fewer than 10 uses for a half-life, live for fewer than 180 days for a ratio, or no use to
        /// compare; undated: it is not known when it went live.
        flags: Vec<Flag>, "";
    }
}

impl Question for Lifecycle {
    type Row = LifecycleRow;
    type Summary = NoSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<LifecycleRow, NoSummary>> {
        let buckets = Buckets::of(view.span());
        let times = view.run(&TimesFold::new(view, buckets))?;
        // Where half of the uses had happened is known to a bucket; its uses are looked at one by one.
        let wanted = times.halves(FEWEST_USES);
        let halves = if wanted.iter().any(Option::is_some) {
            view.run(&MedianFold::new(view, buckets, &wanted))?.select(&wanted)
        } else {
            vec![]
        };
        let lives = Life::of_all(view)?;
        let mut rows = Vec::new();
        for (number, asset) in view.assets().iter().enumerate() {
            let (Some(asset), Some(life)) = (asset, lives[number]) else { continue };
            if !life.is_live() || !view.has_asset(number) {
                continue;
            }
            let half = halves.get(number).copied().flatten();
            let title = asset.title.as_ref().map(|title| title.as_str().into());
            let usage = times.of(number);
            let until = view.span().until.micros();
            let ratio = ratio(life, usage.recent, usage.previous)?;
            let mut flags = Vec::new();
            if half.is_none() || ratio == Estimate::default() {
                flags.push(Flag::TooFew);
            }
            if life.undated {
                flags.push(Flag::Undated);
            }
            rows.push(LifecycleRow {
                asset: view.asset_key(number).into(),
                title,
                age_days: days(until - life.born),
                // An asset can be used before it goes live.
                half_life_days: half.map(|at| days((at - life.born).max(0))),
                days_since_use: usage.last().map(|at| days(until - at)),
                recent_uses: usage.recent,
                previous_uses: usage.previous,
                ratio,
                flags,
            });
        }
        rows.sort_by(|a, b| a.asset.cmp(&b.asset));
        Ok(view.answer(rows, LifecycleRow::columns(), NoSummary, Self::definition()))
    }
}

/// The ratio of recent to previous uses; nothing where there was no time or no use to compare.
fn ratio(life: Life, recent: u64, previous: u64) -> Result<Estimate> {
    if life.days() < (2 * RECENT_DAYS) as f64 {
        return Ok(Estimate::default());
    }
    let ratio = poisson_ratio(recent, previous, LEVEL)?;
    Ok(ratio.map_or_else(Estimate::default, |found| Estimate {
        value: found.ratio,
        low: Some(found.low),
        high: found.high,
    }))
}
