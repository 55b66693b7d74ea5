//! The rates of unused and idle assets per group of assets, or per team.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::usage::UsageTally;
use super::{Assessed, Counts, Status};
use crate::analysis::{Estimate, View, table};
use crate::error::{Error, Result};
use crate::model::{Asset, Invalid, Word, suggest};

/// What assets are grouped by. An asset with several values counts in the group of each.
///
/// Read from `kind`, `conversation`, `owner`, `campaign`, `team`, or the key of a tag, as `segment`
/// or `tag:segment`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum By {
    /// What they are.
    Kind,
    /// The conversations they were made for; one made for none is in no group.
    Conversation,
    /// Who answers for them.
    Owner,
    /// The campaign they belong to.
    Campaign,
    /// The teams: every asset is in the group of every team, which used it or not.
    Team,
    /// The value of a tag.
    Tag(Word),
}

impl By {
    const WORDS: [&'static str; 5] = ["kind", "conversation", "owner", "campaign", "team"];

    /// The name of the group's column.
    pub fn name(&self) -> &str {
        match self {
            Self::Kind => "kind",
            Self::Conversation => "conversation",
            Self::Owner => "owner",
            Self::Campaign => "campaign",
            Self::Team => "team",
            Self::Tag(key) => key.as_str(),
        }
    }

    pub(super) fn definition(&self) -> String {
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

    fn groups_of(&self, asset: &Asset) -> Vec<Option<Word>> {
        match self {
            Self::Kind => vec![asset.kind.clone()],
            Self::Owner => vec![asset.owner.clone()],
            Self::Campaign => vec![asset.campaign.clone()],
            Self::Tag(key) => {
                vec![asset.tags.get(key.as_str()).and_then(|value| Word::new(value).ok())]
            }
            Self::Conversation => {
                asset.supports.iter().map(|made_for| Word::new(made_for.as_str()).ok()).collect()
            }
            Self::Team => vec![],
        }
    }
}

impl FromStr for By {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        Ok(match text {
            "kind" => Self::Kind,
            "conversation" => Self::Conversation,
            "owner" => Self::Owner,
            "campaign" => Self::Campaign,
            "team" => Self::Team,
            other => Self::Tag(
                Word::new(other.strip_prefix("tag:").unwrap_or(other))
                    .map_err(|invalid| invalid.in_field("by"))?,
            ),
        })
    }
}

/// A tag that no asset carries is a slip.
pub(super) fn check(view: &View<'_>, by: &By) -> Result<()> {
    let By::Tag(key) = by else { return Ok(()) };
    let assets = || view.assets().iter().flatten();
    if assets().any(|asset| asset.tags.get(key.as_str()).is_some()) {
        return Ok(());
    }
    let tags = assets().flat_map(|asset| asset.tags.iter().map(|(key, _)| key));
    let near = suggest(key.as_str(), By::WORDS.into_iter().chain(tags));
    let advice = near.map_or_else(
        || format!("; group by {} or a tag of assets", By::WORDS.join(", ")),
        |near| format!(": did you mean {near}?"),
    );
    Err(Error::NotFound(format!("no asset has a tag \"{key}\" to group by{advice}")))
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
    grouping: &Grouping,
    tally: &UsageTally,
    assessed: &[Assessed<'_>],
) -> Result<Vec<UnusedGroup>> {
    let mut rows = Vec::new();
    let sizes = grouping.sizes(view, tally);
    for (name, members) in grouping.shown(&sizes, view.min_reps())? {
        let mut counts = Counts::default();
        for one in assessed.iter().filter(|one| one.status.is_eligible()) {
            let marks = members.iter().map(|group| tally.marks(*group, one.number));
            let (used, put_to_work) = marks.fold((false, false), |a, b| (a.0 | b.0, a.1 | b.1));
            counts.add(Status::of_use(used, put_to_work));
        }
        rows.push(UnusedGroup::new(name, counts)?);
    }
    Ok(rows)
}

/// Which group each rep is in.
pub(super) struct Grouping {
    /// By rep number; `None` where the rep is in no group.
    of_rep: Vec<Option<u32>>,
    names: Vec<Option<Word>>,
}

impl Grouping {
    pub(super) fn none(view: &View<'_>) -> Self {
        Self { of_rep: vec![None; view.reps().len()], names: vec![] }
    }

    /// Reps by the team they are in at the scope's end, those without a team together.
    pub(super) fn by_team(view: &View<'_>) -> Self {
        let team = |number: usize| view.reps()[number].and_then(|rep| rep.team.clone());
        let included: Vec<usize> =
            (0..view.reps().len()).filter(|number| view.has_rep(*number)).collect();
        let mut names: Vec<Option<Word>> = included.iter().map(|number| team(*number)).collect();
        names.sort();
        names.dedup();
        let mut of_rep = vec![None; view.reps().len()];
        for number in included {
            let group = names.binary_search(&team(number)).ok();
            of_rep[number] = group.and_then(|group| u32::try_from(group).ok());
        }
        Self { of_rep, names }
    }

    pub(super) fn groups(&self) -> usize {
        self.names.len()
    }

    #[inline]
    pub(super) fn of_rep(&self, rep: u32) -> Option<usize> {
        self.of_rep.get(rep as usize).copied().flatten().map(|group| group as usize)
    }

    /// How many reps each group has: those of the catalogue, and those who used anything.
    fn sizes(&self, view: &View<'_>, tally: &UsageTally) -> Vec<u32> {
        let mut sizes = vec![0; self.groups()];
        for (number, group) in self.of_rep.iter().enumerate() {
            if let Some(group) = group
                && (view.reps()[number].is_some() || tally.acted(number))
            {
                sizes[*group as usize] += 1;
            }
        }
        sizes
    }

    /// The groups as they may be shown: those of fewer than `min_reps` reps merged into `other`,
    /// which is left out if it is still smaller.
    fn shown(&self, sizes: &[u32], min_reps: u32) -> Result<Vec<(Option<Word>, Vec<usize>)>> {
        let (large, small): (Vec<usize>, Vec<usize>) =
            (0..self.groups()).partition(|group| sizes[*group] >= min_reps);
        let mut shown: Vec<_> =
            large.into_iter().map(|group| (self.names[group].clone(), vec![group])).collect();
        if small.iter().map(|group| sizes[*group]).sum::<u32>() >= min_reps {
            shown.push((Some(Word::new("other")?), small));
        }
        Ok(shown)
    }
}
