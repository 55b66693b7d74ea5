//! Counts of things that cluster by rep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Estimate, FEW_REPS, Flag};
use crate::error::Result;

/// How many things there are, and how many of them are so, by the rep for whom they count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<OfRep>", into = "Vec<OfRep>")]
pub(super) struct Clusters(BTreeMap<Option<u32>, (u64, u64)>);

/// What counts for a rep, as it is sent.
type OfRep = (Option<u32>, (u64, u64));

impl From<Vec<OfRep>> for Clusters {
    fn from(all: Vec<OfRep>) -> Self {
        Self(all.into_iter().collect())
    }
}

impl From<Clusters> for Vec<OfRep> {
    fn from(all: Clusters) -> Self {
        all.0.into_iter().collect()
    }
}

impl Clusters {
    /// Adds one that counts for `rep`.
    pub(super) fn add(&mut self, rep: Option<u32>, is_so: bool) {
        self.add_all(rep, (u64::from(is_so), 1));
    }

    /// Adds some that count for `rep`: how many are so, and how many there are.
    pub(super) fn add_all(&mut self, rep: Option<u32>, (so, all): (u64, u64)) {
        if all > 0 {
            let count = self.0.entry(rep).or_default();
            count.0 += so;
            count.1 += all;
        }
    }

    /// Adds those of others.
    pub(super) fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(rep, counts)| self.add_all(*rep, *counts));
    }

    /// How many are so, and how many there are.
    pub(super) fn sum(&self) -> (u64, u64) {
        self.0.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// The share of those that are so.
    pub(super) fn share(&self) -> Result<Estimate> {
        let clusters: Vec<_> = self.0.values().copied().collect();
        Estimate::clustered(&clusters)
    }

    /// What is to be said of the sample.
    pub(super) fn flags(&self) -> Vec<Flag> {
        match self.0.len() {
            0 => vec![Flag::TooFew],
            reps if reps < FEW_REPS => vec![Flag::FewReps],
            _ => vec![],
        }
    }
}
