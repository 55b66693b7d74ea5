//! How likely a rep is to put an asset to work in a conversation that it is for.

use crate::assets::Profile;
use crate::calendar::Moment;
use crate::nature::Nature;
use crate::world::World;

/// The probability, for a conversation that begins at `at`, before seasons and recommendations.
pub(crate) fn of(world: &World, asset: usize, rep: usize, deal: Profile, at: Moment) -> f64 {
    let collateral = &world.assets[asset];
    if !collateral.fit.admits(deal) {
        return 0.0;
    }
    let known = world.knowledge.of(rep, asset);
    let trained = known.trained().is_some_and(|trained| trained <= at);
    let liking = if trained { 1.0 } else { known.liking() };
    let person = &world.staff.people[rep];
    let attraction = attraction(collateral.nature, deal.segment, person.skill);
    collateral.uptake * liking * person.diligence * attraction
}

/// How much more or less than usual an asset is reached for on deals of a segment by a rep of some
/// skill. This is what confounds: segment and skill change the chance of success as well.
fn attraction(nature: Nature, segment: usize, skill: f64) -> f64 {
    let (segments, skilled) = match nature {
        Nature::Helps => ([1.2, 1.0, 0.8], 0.5),
        Nature::Hurts => ([0.8, 1.0, 1.2], -0.5),
        Nature::Prestigious => ([1.8, 0.8, 0.3], 0.8),
        Nature::Reversal => ([0.03, 0.15, 1.0], -0.8),
        _ => return 1.0,
    };
    segments[segment] * (1.0 + skilled * skill)
}
