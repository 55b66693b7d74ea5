//! How the lives of assets end.

use talktrack::model::{AssetKey, Word};

use crate::assets::Collateral;
use crate::calendar::{Calendar, Moment, part};
use crate::dice::{Dice, Purpose};
use crate::nature::Nature;
use crate::settings::{Refused, Settings};

/// How the life of an asset ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Retired,
    Expired,
    /// By the asset at this position.
    Replaced(usize),
}

/// Ends the lives of those that are superseded, and gives the replaced ones their successors.
pub(crate) fn end(
    settings: &Settings,
    calendar: &Calendar,
    assets: &mut [Collateral],
    halfway: usize,
) -> Result<(), Refused> {
    let of = |nature: Nature, assets: &[Collateral]| -> Vec<usize> {
        (0..assets.len()).filter(|number| assets[*number].nature == nature).collect()
    };
    let mut dice = Dice::new(settings.seed, Purpose::Mix, 1);
    let mut successors = of(Nature::Neutral, assets);
    // Beyond what was asked for, half of the ordinary ones keep a life of their own.
    let kept = successors.len() / 2;
    for (nth, number) in of(Nature::Superseded, assets).into_iter().enumerate() {
        let within = dice.range(0.35, 0.75);
        let at = if nth < halfway { calendar.horizon / 2 } else { part(calendar.horizon, within) };
        let replaced = nth < halfway || (nth % 3 == 0 && successors.len() > kept);
        let successor = if replaced { successors.pop() } else { None };
        let ending = match successor {
            Some(successor) => {
                succeed(assets, number, successor, at)?;
                Ending::Replaced(successor)
            }
            None if nth % 3 == 1 => Ending::Expired,
            None => Ending::Retired,
        };
        let asset = &mut assets[number];
        asset.ending = Some((at, ending));
        asset.versions.retain(|(from, _)| *from < at);
    }
    Ok(())
}

/// Lets `successor` take the place of `number`, for the same deals and conversations.
fn succeed(
    assets: &mut [Collateral],
    number: usize,
    successor: usize,
    at: Moment,
) -> Result<(), Refused> {
    let old = &assets[number];
    let key = format!("{}-{:04}", old.description.kind, successor + 1);
    let description = old.description.succeeded_by(&key)?;
    let (supports, home, fit) = (old.supports, old.home, old.fit);
    let new = &mut assets[successor];
    (new.supports, new.home, new.fit, new.published) = (supports, home, fit, at);
    (new.key, new.description) = (AssetKey::new(key)?, description);
    new.versions = vec![(at, Word::new("3.0")?)];
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets;

    #[test]
    fn what_is_replaced_lives_until_its_successor_is_published() {
        let settings = Settings::default().replaced_halfway(0.05);
        let calendar = Calendar::new(settings.start, settings.days);
        let assets = assets::make(&settings, &calendar).unwrap();
        let replaced = assets.iter().filter_map(|asset| match asset.ending {
            Some((at, Ending::Replaced(successor))) => Some((asset, at, &assets[successor])),
            _ => None,
        });
        let mut halfway = 0;
        for (asset, at, successor) in replaced {
            assert_eq!((successor.published, successor.nature), (at, Nature::Neutral));
            assert_eq!(successor.supports, asset.supports);
            assert!(asset.is_live(at - 1) && !asset.is_live(at) && successor.is_live(at));
            halfway += usize::from(at == calendar.horizon / 2);
        }
        assert_eq!(halfway, 13);
    }
}
