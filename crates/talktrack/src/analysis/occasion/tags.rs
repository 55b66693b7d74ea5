//! Which tags of assets and deals contradict each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::View;
use crate::columns::NONE;
use crate::error::Result;
use crate::model::{Asset, Deal};

/// Stands for a key that is not there.
const ABSENT: u32 = 0;

/// The tags of deals under the keys that assets have too; values are numbers.
pub(super) struct Tags {
    /// Every key that any deal carries.
    of_deals: BTreeSet<String>,
    keys: Vec<String>,
    values: Vec<HashMap<String, u32>>,
    combinations: Vec<Vec<u32>>,
    /// Of each deal, by number.
    deals: Vec<u32>,
}

/// What an asset asks of the tags of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::analysis) struct Wanted {
    /// The value of each key, [`ABSENT`] where it has none.
    values: Vec<u32>,
    /// Whether it has a tag that deals carry, and so is only for what has a deal.
    needs_deal: bool,
}

impl Tags {
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        let of_deals = view.deal_tags()?;
        let assets = view.assets().iter().flatten();
        let of_assets: BTreeSet<&str> =
            assets.flat_map(|asset| asset.tags.iter().map(|(key, _)| key)).collect();
        let keys: Vec<String> =
            of_deals.iter().filter(|key| of_assets.contains(key.as_str())).cloned().collect();
        let mut values = vec![HashMap::new(); keys.len()];
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut deals = Vec::new();
        for deal in view.deals()? {
            let value = |(key, values): (&String, &mut HashMap<String, u32>)| {
                let Some(value) = deal.and_then(|deal: &Deal| deal.tags.get(key)) else {
                    return ABSENT;
                };
                if let Some(number) = values.get(value) {
                    return *number;
                }
                let number = u32::try_from(values.len()).unwrap_or(NONE).saturating_add(1);
                values.insert(value.to_owned(), number);
                number
            };
            let combination: Vec<u32> = keys.iter().zip(&mut values).map(value).collect();
            let next = u32::try_from(known.len()).unwrap_or(NONE);
            deals.push(*known.entry(combination).or_insert(next));
        }
        let mut combinations = vec![Vec::new(); known.len()];
        for (combination, number) in known {
            combinations[number as usize] = combination;
        }
        Ok(Self { of_deals, keys, values, combinations, deals })
    }

    /// The combination that a deal has; nothing for no deal.
    pub(super) fn of_deal(&self, deal: u32) -> Option<u32> {
        self.deals.get(deal as usize).copied()
    }

    pub(super) fn wanted(&self, asset: &Asset) -> Wanted {
        let value = |(key, values): (&String, &HashMap<String, u32>)| {
            // A value that no deal has contradicts every deal that has the key.
            asset.tags.get(key).map_or(ABSENT, |value| values.get(value).copied().unwrap_or(NONE))
        };
        let values = self.keys.iter().zip(&self.values).map(value).collect();
        let needs_deal = asset.tags.iter().any(|(key, _)| self.of_deals.contains(key));
        Wanted { values, needs_deal }
    }

    /// Whether a combination, or being without a deal, goes with what is wanted.
    pub(super) fn allow(&self, wanted: &Wanted, combination: Option<u32>) -> bool {
        let Some(combination) = combination else { return !wanted.needs_deal };
        let found = self.combinations.get(combination as usize).into_iter().flatten();
        wanted
            .values
            .iter()
            .zip(found)
            .all(|(wanted, found)| *wanted == ABSENT || *found == ABSENT || wanted == found)
    }
}
