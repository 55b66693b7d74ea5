//! The rates of unused and idle assets per group of assets, or per team.

use std::collections::BTreeMap;

use super::usage::UsageTally;
use super::{Assessed, Counts, Status};
use crate::analysis::rep_groups::RepGroups;
use crate::analysis::{By, Estimate, View, table};
use crate::error::Result;
use crate::model::Word;

impl By {
    pub(super) fn unused_definition(&self) -> String {
        match self {
            Self::Conversation => {
                " A row per conversation, over the assets made for it; an asset made for several counts in each.".into()
            }
            Self::Team => {
                " A row per team, over all eligible assets: an asset is unused by a team if none of its reps did anything with it. Reps without a team share a row.".into()
            }
            _ => format!(" A row per {}; assets without one share a row.", self.name()),
        }
    }
}

table! {
    /// One group of assets. Its first column is named after what it groups by.
    UnusedGroup {
        /// What the assets of the row have in common; none where they lack it.
        group: Option<Word>, "";
        /// Assets live for the grace period or longer: what the rates divide by.
        eligible: u64, "assets";
        /// Eligible assets nobody (of the team) did anything with.
        unused: u64, "assets";
        /// Eligible assets that were never put to work: unused or opened only.
        idle: u64, "assets";
        /// Unused ÷ eligible.
        unused_rate: Estimate, "share";
        /// Idle ÷ eligible.
        idle_rate: Estimate, "share";
    }
}

impl UnusedGroup {
    fn new(group: Option<Word>, counts: Counts) -> Result<Self> {
        Ok(Self {
            group,
            eligible: counts.eligible(),
            unused: counts.unused,
            idle: counts.idle(),
            unused_rate: Estimate::proportion(counts.unused, counts.eligible())?,
            idle_rate: Estimate::proportion(counts.idle(), counts.eligible())?,
        })
    }
}

pub(super) fn by_asset(by: &By, assessed: &[Assessed<'_>]) -> Result<Vec<UnusedGroup>> {
    let mut groups: BTreeMap<Option<Word>, Counts> = BTreeMap::new();
    for one in assessed.iter().filter(|one| one.status.is_eligible()) {
        for group in one.asset.map(|asset| by.groups_of(asset)).unwrap_or_default() {
            groups.entry(group).or_default().add(one.status);
        }
    }
    groups.into_iter().map(|(group, counts)| UnusedGroup::new(group, counts)).collect()
}

pub(super) fn by_team(
    view: &View<'_>,
    grouping: &RepGroups,
    tally: &UsageTally,
    assessed: &[Assessed<'_>],
) -> Result<Vec<UnusedGroup>> {
    let mut rows = Vec::new();
    let sizes = grouping.sizes(view, |rep| tally.acted(rep));
    for shown in grouping.shown(&sizes, view.min_reps())? {
        let mut counts = Counts::default();
        for one in assessed.iter().filter(|one| one.status.is_eligible()) {
            let marks = shown.groups.iter().map(|group| tally.marks(*group, one.number));
            let (used, put_to_work) = marks.fold((false, false), |a, b| (a.0 | b.0, a.1 | b.1));
            counts.add(Status::of_use(used, put_to_work));
        }
        rows.push(UnusedGroup::new(shown.name, counts)?);
    }
    Ok(rows)
}
