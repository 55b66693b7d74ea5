//! Occasions: the conversations in which an asset could have been put to work, and those in which it
//! was.

mod found;
mod on_deals;
mod tags;
mod weeks;

use std::ops::Range;

use self::found::Found;
pub(super) use self::found::{Occasion, Touch};
use self::on_deals::DealsFold;
use self::tags::{Tags, Wanted};
use self::weeks::WeeksFold;
use super::{Life, View};
use crate::error::Result;
use crate::model::{Conversation, Conversations};

/// What may have been an occasion for assets in a scope: the conversations held in it, and, where uses name
/// no deal, the weeks in which a rep put something to work in a conversation.
///
/// They stand together by conversation and by the tags of their deals that assets have too, so that an asset
/// fits all that stand together or none of them.
pub(super) struct Occasions {
    found: Found,
    situations: Vec<Situation>,
    /// The touches of each asset, in the order of their occasions.
    touches: Vec<Touch>,
    begins: Vec<usize>,
    tags: Tags,
    assets: Vec<Option<Fit>>,
    /// When the first of them begins, and the last one ends.
    extent: (i64, i64),
}

/// Occasions that fit the same assets.
struct Situation {
    conversation: Conversation,
    /// The tags of their deals; nothing where there is no deal.
    tags: Option<u32>,
    occasions: Range<usize>,
}

/// The conversations and deals that an asset is for, and when it is live.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    conversations: Conversations,
    wanted: Wanted,
    /// From the first microsecond, before the second.
    live: (i64, i64),
}

impl Occasions {
    /// Reads those of a scope.
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        let on_deals = view.run_deals(&DealsFold::new(view)?)?;
        let weeks = view.run(&WeeksFold::new(view)?)?.occasions();
        let tags = Tags::of(view)?;
        let mut found = on_deals.and(weeks);
        let situations = found.group_by(|one| (one.conversation, tags.of_deal(one.deal)));
        let situation =
            |((conversation, tags), occasions)| Situation { conversation, tags, occasions };
        let situations = situations.into_iter().map(situation).collect();
        let (touches, begins) = found.touches_by_asset(view.assets().len());
        let extent = found.extent();
        let assets = fits(view, &tags)?;
        Ok(Self { found, situations, touches, begins, tags, assets, extent })
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Occasion] {
        self.found.occasions()
    }

    /// The reps of one, by number.
    pub(super) fn reps(&self, of: &Occasion) -> &[u32] {
        self.found.reps(of)
    }

    /// What the asset with this number is for; nothing if the catalogue does not know it.
    pub(super) fn fit(&self, asset: usize) -> Option<&Fit> {
        self.assets.get(asset)?.as_ref()
    }

    /// In which of them the asset was put to work, in their order; it need not have been made for them.
    pub(super) fn touches(&self, asset: usize) -> &[Touch] {
        let range = self.begins.get(asset).zip(self.begins.get(asset + 1));
        range.and_then(|(first, end)| self.touches.get(*first..*end)).unwrap_or_default()
    }

    /// Visits the occasions for what fits so, in order, each with its position.
    pub(super) fn visit(&self, fit: &Fit, mut visit: impl FnMut(usize, &Occasion)) {
        let always = self.is_always_live(fit);
        for situation in self.situations.iter().filter(|situation| self.suits(fit, situation)) {
            let range = situation.occasions.clone();
            for (position, one) in range.clone().zip(&self.all()[range]) {
                if always || one.overlaps(fit.live) {
                    visit(position, one);
                }
            }
        }
    }

    /// Whether what fits so is live during all of them, so that only what it is made for makes a difference.
    pub(super) const fn is_always_live(&self, fit: &Fit) -> bool {
        fit.live.0 <= self.extent.0 && self.extent.1 < fit.live.1
    }

    fn suits(&self, fit: &Fit, situation: &Situation) -> bool {
        let made_for = fit.conversations;
        (made_for.is_empty() || made_for.contains(situation.conversation))
            && self.tags.allow(&fit.wanted, situation.tags)
    }
}

impl Fit {
    /// The conversations it was made for; none in particular if they are empty.
    pub(super) const fn conversations(&self) -> Conversations {
        self.conversations
    }

    /// The same in one conversation only; nothing if it was not made for that.
    pub(super) fn narrowed(&self, to: Conversation) -> Option<Self> {
        let made_for = self.conversations.is_empty() || self.conversations.contains(to);
        let conversations = Conversations::NONE.with(to);
        made_for.then(|| Self { conversations, ..self.clone() })
    }

    /// The same, whenever it is live: assets with the same are made for the same occasions.
    pub(super) const fn made_for(&self) -> (Conversations, &Wanted) {
        (self.conversations, &self.wanted)
    }
}

/// What each asset is for, by number.
fn fits(view: &View<'_>, tags: &Tags) -> Result<Vec<Option<Fit>>> {
    let lives = Life::of_all(view)?;
    let ends = Life::ends(view);
    let all = view.assets().iter().zip(lives).zip(ends);
    let fit = all.map(|((asset, life), end)| {
        let asset = (*asset)?;
        let live = (life?.born, end?);
        Some(Fit { conversations: asset.supports, wanted: tags.wanted(asset), live })
    });
    Ok(fit.collect())
}
