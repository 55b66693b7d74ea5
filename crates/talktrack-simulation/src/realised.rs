//! What chance made of what was planted: the counts and effects of one simulated company.

use std::collections::{BTreeMap, BTreeSet};

use talktrack::model::{Action, AssetKey, Event, Fact};

use crate::story::Story;
use crate::truth::Truth;
use crate::world::World;

/// What happened in a company, counted while it was told: the reference for what an analysis of
/// its records counts. Uses that are retracted are not counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Realised {
    /// Uses of any kind.
    pub uses: u64,
    /// Deals that were won, and lost, before the end.
    pub won: u64,
    /// See `won`.
    pub lost: u64,
    /// Conversations that were begun on deals.
    pub held: u64,
    /// Of these, those decided before the end.
    pub decided: u64,
    /// Of these, those that succeeded.
    pub succeeded: u64,
    /// Of each asset, in the order of [`Truth::assets`].
    pub assets: Vec<RealisedAsset>,
}

/// What happened with an asset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RealisedAsset {
    /// Uses of any kind.
    pub uses: u64,
    /// Uses of any kind but opening.
    pub put_to_work: u64,
    /// Decided conversations, of those it is used in, in which it was put to work on record: by a
    /// use that names the deal.
    pub treated: u64,
    /// Of these, those that succeeded.
    pub treated_succeeded: u64,
    /// By how much it changed the probability of success of these conversations, on average, given
    /// all else that was used: the effect on the treated.
    pub effect_on_treated: Option<f64>,
}

/// Counts while the stories are told.
pub(crate) struct Counter<'a> {
    world: &'a World,
    positions: BTreeMap<&'a AssetKey, usize>,
    gains: Vec<f64>,
    realised: Realised,
}

impl<'a> Counter<'a> {
    pub(crate) fn new(world: &'a World, truth: &'a Truth) -> Self {
        let keys = truth.assets.iter().enumerate();
        Self {
            world,
            positions: keys.map(|(position, asset)| (&asset.key, position)).collect(),
            gains: vec![0.0; truth.assets.len()],
            realised: Realised {
                assets: vec![RealisedAsset::default(); truth.assets.len()],
                ..Realised::default()
            },
        }
    }

    pub(crate) fn story(&mut self, story: &Story) {
        let realised = &mut self.realised;
        realised.won += u64::from(story.won == Some(true));
        realised.lost += u64::from(story.won == Some(false));
        for talk in &story.talks {
            realised.held += 1;
            if talk.ends >= self.world.calendar.horizon {
                continue;
            }
            realised.decided += 1;
            realised.succeeded += u64::from(talk.succeeded);
            for touch in talk.touches.iter().filter(|touch| touch.names_deal) {
                if !self.world.assets[touch.asset].home.contains(talk.conversation) {
                    continue;
                }
                let asset = &mut realised.assets[touch.asset];
                asset.treated += 1;
                asset.treated_succeeded += u64::from(talk.succeeded);
                self.gains[touch.asset] += touch.gain;
            }
        }
    }

    /// Counts the uses among the events of one deal, to which what is retracted belongs as well.
    pub(crate) fn events(&mut self, events: &[Event]) {
        let slips: BTreeSet<_> = (events.iter().filter_map(|event| match event.fact() {
            Fact::Retraction(slip) => Some(&slip.event.id),
            _ => None,
        }))
        .collect();
        for event in events {
            let Fact::Use(used) = event.fact() else { continue };
            let Some(position) = self.positions.get(&used.asset) else { continue };
            if event.id().is_some_and(|id| slips.contains(id)) {
                continue;
            }
            self.realised.uses += 1;
            let asset = &mut self.realised.assets[*position];
            asset.uses += 1;
            asset.put_to_work += u64::from(used.action != Action::Opened);
        }
    }

    pub(crate) fn finish(mut self) -> Realised {
        for (asset, gains) in self.realised.assets.iter_mut().zip(self.gains) {
            asset.effect_on_treated = (asset.treated > 0).then(|| gains / asset.treated as f64);
        }
        self.realised
    }
}
