//! What was planted, for tests that score an analysis against it.

use talktrack::model::{AssetKey, Conversations, RepKey};

use crate::assets::Collateral;
use crate::nature::{Nature, Verdict};
use crate::settings::Settings;
use crate::world::World;

/// What is true of a company, whatever its records show.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Every asset: the catalogue, then what reps made themselves.
    pub assets: Vec<PlantedAsset>,
    /// Every rep.
    pub reps: Vec<PlantedRep>,
    /// How many deals are opened.
    pub deals: usize,
    /// How many assets the catalogue holds.
    pub catalogued: usize,
    /// How many assets of the catalogue nobody ever touches.
    pub never_used: usize,
}

/// What is true of an asset.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedAsset {
    /// Its key.
    pub key: AssetKey,
    /// What it is.
    pub nature: Nature,
    /// What the question `relevance` should say of it, given enough data; `None` of what is not in
    /// the catalogue.
    pub verdict: Option<Verdict>,
    /// How much putting it to work adds to the probability that a conversation of those it is made
    /// for succeeds; negative where it hurts.
    pub effect: f64,
    /// The conversations that it is filed under.
    pub supports: Conversations,
    /// The conversations that it is used in.
    pub used_in: Conversations,
    /// Whether the catalogue knows it.
    pub catalogued: bool,
    /// Whether it is planted that nobody ever touches it.
    pub never_used: bool,
}

/// What is true of a rep.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedRep {
    /// Their key.
    pub key: RepKey,
    /// From −1 to 1: how good they are at making conversations succeed.
    pub skill: f64,
    /// About 1: how much more than others they use of everything.
    pub diligence: f64,
}

impl Truth {
    pub(crate) fn of(world: &World, deals: usize) -> Self {
        let planted = |asset: &Collateral| PlantedAsset {
            key: asset.key.clone(),
            nature: asset.nature,
            verdict: verdict(asset.nature, &world.settings),
            effect: asset.effect,
            supports: asset.supports,
            used_in: asset.home,
            catalogued: asset.is_catalogued(),
            never_used: asset.uptake <= 0.0,
        };
        let assets: Vec<_> = world.assets.iter().map(planted).collect();
        let reps = world.staff.people.iter();
        let reps = reps.map(|person| PlantedRep {
            key: person.key.clone(),
            skill: person.skill,
            diligence: person.diligence,
        });
        Self {
            reps: reps.collect(),
            deals: if world.settings.without_deals { 0 } else { deals },
            catalogued: assets.iter().filter(|asset| asset.catalogued).count(),
            never_used: assets.iter().filter(|asset| asset.never_used).count(),
            assets,
        }
    }

    /// What is true of the asset with `key`.
    pub fn asset(&self, key: &AssetKey) -> Option<&PlantedAsset> {
        self.assets.iter().find(|asset| asset.key == *key)
    }

    /// How many assets of `nature` there are.
    pub fn count(&self, nature: Nature) -> usize {
        self.assets.iter().filter(|asset| asset.nature == nature).count()
    }
}

/// What can be found out about an asset of `nature` in a company of these settings.
fn verdict(nature: Nature, settings: &Settings) -> Option<Verdict> {
    // Without outcomes there is no effect to see.
    let effect_shows = settings.effect > 0.0 && !settings.without_deals;
    Some(match nature {
        Nature::RepMade => return None,
        Nature::Helps | Nature::Reversal if effect_shows => Verdict::Proven,
        Nature::Hurts if effect_shows => Verdict::Harmful,
        Nature::Helps
        | Nature::Reversal
        | Nature::Hurts
        | Nature::Neutral
        | Nature::Prestigious
        | Nature::Rare
        | Nature::BestRepsOnly
        | Nature::LateRescue => Verdict::Working,
        Nature::Unknown | Nature::Forgotten => Verdict::Unknown,
        Nature::TrainingGap => Verdict::TrainingGap,
        Nature::NotChosen => Verdict::NotChosen,
        Nature::Misfiled => Verdict::Misfiled,
        Nature::Superseded => Verdict::Retired,
        Nature::TooNew => Verdict::TooNew,
        // Tags that no deal carries rule nothing out.
        Nature::NoOccasion if settings.without_deals => Verdict::Unknown,
        Nature::NoOccasion => Verdict::NoOccasion,
    })
}
