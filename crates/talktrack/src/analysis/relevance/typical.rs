//! How often such assets are put to work by those who know them.

use std::collections::BTreeMap;

use super::evidence::Evidence;
use crate::analysis::View;
use crate::model::Asset;

/// The median of the uptakes of assets that are filed alike, or of all.
pub(super) struct Typical {
    alike: BTreeMap<u8, Vec<f64>>,
    all: Vec<f64>,
}

/// What is taken as typical where fewer than [`LEAST_ASSETS`] say it.
const UNKNOWN_TYPICAL: f64 = 0.04;
const LEAST_ASSETS: usize = 5;
/// Fewer occasions say nothing about what is typical.
const LEAST_OCCASIONS: u64 = 20;

impl Typical {
    pub(super) fn of(view: &View<'_>, evidence: &Evidence, grace_days: u32) -> Self {
        let mut typical = Self { alike: BTreeMap::new(), all: Vec::new() };
        for (number, asset) in view.assets().iter().enumerate() {
            let uptake = evidence.uptake_of_established(view, number, grace_days, LEAST_OCCASIONS);
            if let Some((asset, uptake)) = asset.zip(uptake) {
                typical.alike.entry(asset.supports.bits()).or_default().push(uptake);
                typical.all.push(uptake);
            }
        }
        typical.alike.values_mut().for_each(|of| of.sort_by(f64::total_cmp));
        typical.all.sort_by(f64::total_cmp);
        typical
    }

    /// How often those who know an asset that is filed like this one put it to work.
    pub(super) fn of_asset(&self, asset: &Asset) -> f64 {
        let alike = self.alike.get(&asset.supports.bits()).filter(|of| of.len() >= LEAST_ASSETS);
        let sorted = alike.unwrap_or(&self.all);
        match sorted.len() {
            0..LEAST_ASSETS => UNKNOWN_TYPICAL,
            count => f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]),
        }
    }
}
