//! What assets are grouped by.

use std::str::FromStr;

use super::View;
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

    /// The groups that an asset is in; none where they are not a matter of the asset.
    pub(super) fn groups_of(&self, asset: &Asset) -> Vec<Option<Word>> {
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
