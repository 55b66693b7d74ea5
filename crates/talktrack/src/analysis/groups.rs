//! Which group a use and a held conversation are in.

use std::collections::{BTreeMap, BTreeSet};

use super::members::Members;
use super::rep_groups::RepGroups;
use super::{By, HeldConversation, View};
use crate::columns::NONE;
use crate::error::{Error, Result};
use crate::model::{Conversation, Invalid, Word, suggest};

/// What uses and conversations are grouped by, with the names of the groups.
pub(super) enum Groups {
    /// All in one.
    One,
    /// By the conversation in which they take place.
    Conversation(Vec<Option<Word>>),
    /// By what the asset is or has.
    Asset {
        /// The group of each asset by number.
        of: Vec<u32>,
        names: Vec<Option<Word>>,
    },
    /// By a tag of the deal.
    Deal {
        /// The group of each deal by number.
        of: Vec<u32>,
        names: Vec<Option<Word>>,
    },
    /// By the team of the rep.
    Team(RepGroups),
}

impl Groups {
    pub(super) fn one(_: &View<'_>) -> Self {
        Self::One
    }

    pub(super) fn by(view: &View<'_>, by: &By) -> Result<Self> {
        Ok(match by {
            By::Conversation => {
                let all = Conversation::ALL.iter().map(|one| Word::new(one.as_str()).map(Some));
                let names: Result<Vec<_>, _> = std::iter::once(Ok(None)).chain(all).collect();
                Self::Conversation(names?)
            }
            By::Team => Self::Team(RepGroups::by_team(view)),
            By::Tag(key) => match of_deals(view, key)? {
                Some(groups) => groups,
                None => of_tagged_assets(view, by, key)?,
            },
            By::Kind | By::Owner | By::Campaign => of_assets(view, by)?,
        })
    }

    /// The groups that conversations are in whatever helped in them: by team or by a tag of deals.
    pub(super) fn of_conversations(view: &View<'_>, by: Option<&By>) -> Result<Self> {
        match by {
            None => Ok(Self::One),
            Some(By::Team) => Self::by(view, &By::Team),
            Some(By::Tag(key)) => match of_deals(view, key)? {
                Some(groups) => Ok(groups),
                None => Err(no_deal_has(view, key.as_str(), "to group by", &[])?),
            },
            Some(other) => {
                let why = format!("is {}: group by team or a tag of deals", other.name());
                Err(Invalid::new("by", why).into())
            }
        }
    }

    /// The names of the groups, by number; `None` is the group of what lacks the value.
    pub(super) fn names(&self) -> Vec<Option<Word>> {
        match self {
            Self::One => vec![None],
            Self::Conversation(names) | Self::Asset { names, .. } | Self::Deal { names, .. } => {
                names.clone()
            }
            Self::Team(teams) => vec![None; teams.len()],
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::One => 1,
            Self::Conversation(names) | Self::Asset { names, .. } | Self::Deal { names, .. } => {
                names.len()
            }
            Self::Team(teams) => teams.len(),
        }
    }

    /// The group of a use; nothing where its rep is in none.
    #[inline]
    pub(super) fn of_use(
        &self,
        rep: u32,
        asset: u32,
        deal: u32,
        conversation: Option<Conversation>,
    ) -> Option<usize> {
        let of_number = |of: &[u32], number: u32| {
            let group = of.get(number as usize).copied();
            group.map_or(0, |group| group as usize)
        };
        match self {
            Self::One => Some(0),
            Self::Conversation(_) => Some(conversation.map_or(0, |one| usize::from(one.code()))),
            Self::Asset { of, .. } => Some(of_number(of, asset)),
            Self::Deal { of, .. } => Some(of_number(of, deal)),
            Self::Team(teams) => teams.of_rep(rep),
        }
    }

    /// The groups of a held conversation, but for groups of assets.
    pub(super) fn of_held(
        &self,
        view: &View<'_>,
        one: &HeldConversation,
        reps: &[u32],
    ) -> Vec<usize> {
        let Self::Team(teams) = self else {
            let group = self.of_use(NONE, NONE, one.deal, Some(one.conversation));
            return group.into_iter().collect();
        };
        let ours = reps.iter().filter(|rep| view.has_rep(**rep as usize));
        let mut groups: Vec<usize> = ours.filter_map(|rep| teams.of_rep(*rep)).collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The groups as rows show them, each a name and what is in it: of the known ones, and with small teams merged
    /// into one. `acted` are the reps who did anything.
    pub(super) fn shown(
        &self,
        view: &View<'_>,
        known: &[bool],
        acted: &Members,
    ) -> Result<Vec<(Option<Word>, Vec<usize>)>> {
        let known = |group: usize| known.get(group).is_some_and(|known| *known);
        let Self::Team(teams) = self else {
            let names = self.names().into_iter().enumerate().filter(|(group, _)| known(*group));
            return Ok(names.map(|(group, name)| (name, vec![group])).collect());
        };
        let acted = acted.sorted();
        let acted =
            |rep: usize| u32::try_from(rep).is_ok_and(|rep| acted.binary_search(&rep).is_ok());
        let shown = teams.shown(&teams.sizes(view, acted), view.min_reps())?;
        let shown = shown.into_iter().filter(|shown| shown.groups.iter().any(|one| known(*one)));
        Ok(shown.map(|shown| (shown.name, shown.groups)).collect())
    }

    pub(super) fn definition(&self, by: &By) -> String {
        match self {
            Self::One => String::new(),
            Self::Conversation(_) => {
                " A row per period and conversation in which uses take place; unplaced ones share a row.".into()
            }
            Self::Asset { .. } => format!(
                " A row per period and {} of assets; those without one share a row. A conversation counts in the group of each asset that was put to work in it, and in none without any.",
                by.name()
            ),
            Self::Deal { .. } => format!(
                " A row per period and {} of deals; what happened without such a deal shares a row.",
                by.name()
            ),
            Self::Team(_) => {
                " A row per period and team, as of the scope's end; reps without a team share a row. A conversation counts for the team of each of its reps.".into()
            }
        }
    }
}

/// Numbers groups by name, those without a name first.
fn number(values: &[Option<&str>]) -> Result<(Vec<u32>, Vec<Option<Word>>)> {
    // What is not there, such as the deal of a use without one, has no value either.
    let names: BTreeSet<Option<&str>> = values.iter().copied().chain([None]).collect();
    let numbers: BTreeMap<Option<&str>, u32> = names.iter().copied().zip(0..).collect();
    let of = values.iter().map(|value| numbers.get(value).copied().unwrap_or_default()).collect();
    let names = names.into_iter().map(|name| name.map(Word::new).transpose());
    Ok((of, names.collect::<Result<_, _>>()?))
}

fn of_assets(view: &View<'_>, by: &By) -> Result<Groups> {
    let value = |asset| by.groups_of(asset).into_iter().next().flatten();
    let values: Vec<_> = view.assets().iter().map(|asset| asset.and_then(value)).collect();
    let values: Vec<_> = values.iter().map(|value| value.as_ref().map(Word::as_str)).collect();
    let (of, names) = number(&values)?;
    Ok(Groups::Asset { of, names })
}

/// Groups by a tag that deals carry, if any does.
fn of_deals(view: &View<'_>, key: &Word) -> Result<Option<Groups>> {
    let values = view.deal_values(key.as_str())?;
    if values.iter().all(Option::is_none) {
        return Ok(None);
    }
    let (of, names) = number(&values)?;
    Ok(Some(Groups::Deal { of, names }))
}

fn of_tagged_assets(view: &View<'_>, by: &By, key: &Word) -> Result<Groups> {
    let tags = || view.assets().iter().flatten().map(|asset| &asset.tags);
    if tags().any(|tags| tags.get(key.as_str()).is_some()) {
        return of_assets(view, by);
    }
    let known = tags().flat_map(|tags| tags.iter().map(|(key, _)| key.to_owned()));
    let known: Vec<String> = known.chain(view.deal_tags()?).collect();
    let words = ["conversation", "kind", "owner", "campaign", "team"];
    let near = suggest(key.as_str(), words.into_iter().chain(known.iter().map(String::as_str)));
    let advice = near.map_or_else(
        || format!("; group by {} or a tag", words.join(", ")),
        |near| format!(": did you mean {near}?"),
    );
    Err(Error::NotFound(format!("no deal and no asset has a tag \"{key}\" to group by{advice}")))
}

/// A tag that no deal carries is a slip; `purpose` is what it was for, `others` what it may have meant beside tags.
pub(super) fn no_deal_has(
    view: &View<'_>,
    key: &str,
    purpose: &str,
    others: &[&str],
) -> Result<Error> {
    let known = view.deal_tags()?;
    let words = known.iter().map(String::as_str).chain(others.iter().copied());
    let advice =
        suggest(key, words).map_or(String::new(), |near| format!(": did you mean {near}?"));
    Ok(Error::NotFound(format!("no deal has a tag \"{key}\" {purpose}{advice}")))
}
