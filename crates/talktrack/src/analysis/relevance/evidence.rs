//! What all assets are judged by, read at once.

use std::collections::BTreeMap;

use super::reach::{Reach, reached};
use super::usage::{PlacedFold, PlacedOnDeals, PlacedTally, Usage, UsageFold};
use super::verdict::Known;
use super::voices::{Voice, voices};
use crate::analysis::awareness::AwarenessFold;
use crate::analysis::both::Both;
use crate::analysis::effect::{Effect, Finding, findings};
use crate::analysis::fold::joined;
use crate::analysis::occasion::{Chances, Occasions};
use crate::analysis::{Estimate, Life, View};
use crate::error::{Error, Result};
use crate::model::Conversations;

/// What all assets are judged by, each by the asset's number.
pub(super) struct Evidence {
    lives: Vec<Option<Life>>,
    ends: Vec<Option<i64>>,
    usage: Vec<Usage>,
    outside_by_rep: PlacedTally,
    reached: Vec<Option<Reach>>,
    /// Whom assets reach that are never live.
    never_live: Reach,
    findings: BTreeMap<usize, Finding>,
    pub(super) voices: Vec<Voice>,
    uptakes: Vec<Estimate>,
    /// How many reps the scope has.
    reps: u64,
}

impl Evidence {
    /// Reads all of them.
    pub(super) fn read(view: &View<'_>) -> Result<Self> {
        let lives = Life::of_all(view)?;
        let on_deals = PlacedOnDeals { view, lives: &lives };
        // Each of these waits now and then for one thread alone, or for the ledger, while another can go on.
        let (occasions, (usage, reached, findings, outside_by_rep), voices) =
            std::thread::scope(|scope| {
                let usage = UsageFold::new(view, &lives);
                let awareness = AwarenessFold { view };
                let told = scope.spawn(move || view.run(&Both::new(usage, awareness)));
                let voices = scope.spawn(|| voices(view));
                let (chances, placed) = Chances::with_uses(view, &on_deals)?;
                let occasions = Occasions::arranged(chances);
                let found = std::thread::scope(|scope| {
                    let findings = scope.spawn(|| findings(&Effect::new(), view, &occasions));
                    let (usage, awareness) = joined(told)?;
                    let usage = usage.and(&placed);
                    let by_rep = outside_by_rep(view, &lives, &usage)?;
                    let reached = reached(view, &occasions, &awareness, &usage);
                    Ok::<_, Error>((usage, reached, joined(findings)?, by_rep))
                })?;
                Ok::<_, Error>((occasions, found, joined(voices)?))
            })?;
        let findings = findings.into_iter().map(|one| (one.asset, one)).collect();
        let uptake = |reach: &Option<Reach>| {
            reach.as_ref().map_or(Ok(Estimate::default()), |reach| reach.after.share())
        };
        let uptakes = reached.iter().map(uptake).collect::<Result<Vec<_>>>()?;
        let mut is_there: Vec<bool> = view.reps().iter().map(Option::is_some).collect();
        for rep in occasions.reps_of_all() {
            if let Some(is_there) = is_there.get_mut(*rep as usize) {
                *is_there = true;
            }
        }
        let is_ours = |(rep, is_there): &(usize, bool)| *is_there && view.has_rep(*rep);
        let reps = is_there.into_iter().enumerate().filter(is_ours).count() as u64;
        Ok(Self {
            lives,
            ends: Life::ends(view),
            usage,
            outside_by_rep,
            reached,
            never_live: Reach::default(),
            findings,
            voices,
            uptakes,
            reps,
        })
    }

    /// What is known of one asset, `typical` being how often such assets are put to work.
    pub(super) fn of_asset(&self, view: &View<'_>, asset: usize, typical: f64) -> Known<'_> {
        let usage = &self.usage[asset];
        let reach = self.reached[asset].as_ref().unwrap_or(&self.never_live);
        Known {
            supports: supports(view, asset),
            is_live_at_end: self.is_live(view, asset),
            born: self.lives[asset].map_or(i64::MIN, |life| life.born),
            end: self.ends[asset],
            scope: *view.span(),
            live_days: self.live_days(asset),
            is_undated: self.lives[asset].is_some_and(|life| life.undated),
            usage,
            users: usage.reps.count(),
            outside: outside(view, usage, asset),
            outside_by_rep: self.outside_by_rep.of(asset),
            reach,
            uptake: self.uptakes[asset],
            finding: self.findings.get(&asset),
            typical,
            reps: self.reps,
        }
    }

    /// How long it was live in the scope, in days.
    fn live_days(&self, asset: usize) -> f64 {
        self.lives[asset].map_or(0.0, |life| life.days())
    }

    /// Whether it is live at the end of the scope.
    fn is_live(&self, view: &View<'_>, asset: usize) -> bool {
        self.lives[asset].is_some_and(|life| life.is_live_at_end(view.span()))
    }

    /// How often those who know an asset put it to work, if that says what is typical: of one that is live, has
    /// been for `grace_days`, is used, and had `least` occasions.
    pub(super) fn uptake_of_established(
        &self,
        view: &View<'_>,
        asset: usize,
        grace_days: u32,
        least: u64,
    ) -> Option<f64> {
        let reach = self.reached[asset].as_ref()?;
        let (_, occasions) = reach.after.sum();
        let is_established = self.is_live(view, asset)
            && self.live_days(asset) >= f64::from(grace_days)
            && self.usage[asset].put_to_work > 0
            && occasions >= least;
        self.uptakes[asset].value.filter(|_| is_established)
    }
}

/// The conversations that the catalogue says an asset was made for.
fn supports(view: &View<'_>, asset: usize) -> Conversations {
    view.assets()[asset].map_or(Conversations::NONE, |asset| asset.supports)
}

/// Who used assets outside of what they were made for, of those of which that is most of their use.
fn outside_by_rep(view: &View<'_>, lives: &[Option<Life>], usage: &[Usage]) -> Result<PlacedTally> {
    let is_most = |(asset, usage): (usize, &Usage)| {
        let (outside, placed) = outside(view, usage, asset);
        outside * 2 > placed
    };
    let wanted: Vec<bool> = usage.iter().enumerate().map(is_most).collect();
    if !wanted.contains(&true) {
        return Ok(PlacedTally::default());
    }
    let usage = UsageFold::new(view, lives);
    view.run(&PlacedFold { usage, placement: view.placement()?, wanted: &wanted })
}

/// Placed uses outside what an asset was made for, and all placed ones; nothing outside where it was made for nothing.
fn outside(view: &View<'_>, usage: &Usage, asset: usize) -> (u64, u64) {
    let supports = supports(view, asset);
    let placed = usage.placed;
    let made_for: u64 = supports.iter().map(|one| placed[usize::from(one.code()) - 1]).sum();
    let all = placed.iter().sum();
    (if supports.is_empty() { 0 } else { all - made_for }, all)
}
