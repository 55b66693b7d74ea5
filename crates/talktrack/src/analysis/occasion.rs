//! Occasions: the conversations in which an asset could have been put to work, and those in which it
//! was.

mod fits;
mod found;
mod on_deals;
mod stand_ins;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::ops::Range;

pub(super) use self::fits::Fit;
use self::fits::{Class, Fits};
use self::found::Found;
pub(super) use self::found::{Occasion, Touch};
use self::on_deals::DealsFold;
use self::stand_ins::StandIns;
use super::View;
use crate::error::Result;

/// What may have been an occasion for assets in a scope: the conversations held in it, and, where uses name
/// no deal, the weeks in which a rep put something to work in a conversation.
///
/// They stand together by conversation and by the tags of their deals that assets have too, so that an asset
/// fits all that stand together or none of them.
pub(super) struct Occasions<'a> {
    found: Found,
    /// Where those of each class stand.
    classes: Vec<(Class, Range<usize>)>,
    /// The touches of each asset, in the order of their occasions.
    touches: Vec<Touch>,
    begins: Vec<usize>,
    fits: Fits<'a>,
    /// When the first of them begins, and the last one ends.
    extent: (i64, i64),
}

impl<'a> Occasions<'a> {
    /// Reads those of a scope.
    pub(super) fn of(view: &View<'a>) -> Result<Self> {
        let fits = Fits::of(view)?;
        let on_deals = view.run_deals(&DealsFold::new(view)?)?;
        let mut found = on_deals.and(Found::of_weeks(&StandIns::of(view)?));
        let classes = found.group_by(|one| fits.class(one.conversation, one.deal));
        let (touches, begins) = found.touches_by_asset(view.assets().len());
        let extent = found.extent();
        Ok(Self { found, classes, touches, begins, fits, extent })
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Occasion] {
        self.found.occasions()
    }

    /// The reps of one, by number.
    pub(super) fn reps(&self, of: &Occasion) -> &[u32] {
        self.found.reps(of)
    }

    /// Every rep of any of them, by number.
    pub(super) fn reps_of_all(&self) -> HashSet<usize> {
        self.found.all_reps().iter().map(|rep| *rep as usize).collect()
    }

    /// What the asset with this number is for; nothing if the catalogue does not know it.
    pub(super) fn fit(&self, asset: usize) -> Option<&Fit<'a>> {
        self.fits.of_asset(asset)
    }

    /// In which of them the asset was put to work, in their order; it need not have been made for them.
    pub(super) fn touches(&self, asset: usize) -> &[Touch] {
        let range = self.begins.get(asset).zip(self.begins.get(asset + 1));
        range.and_then(|(first, end)| self.touches.get(*first..*end)).unwrap_or_default()
    }

    /// Visits the occasions for what fits so, in order, each with its position.
    pub(super) fn visit(&self, fit: &Fit<'_>, mut visit: impl FnMut(usize, &Occasion)) {
        let always = self.is_always_live(fit);
        for (_, range) in self.classes.iter().filter(|(class, _)| self.fits.suit(fit, *class)) {
            for (position, one) in range.clone().zip(&self.all()[range.clone()]) {
                if always || one.overlaps(fit.live()) {
                    visit(position, one);
                }
            }
        }
    }

    /// The same, each with the touch in it, of the touches of one asset.
    pub(super) fn visit_with(
        &self,
        fit: &Fit<'_>,
        touches: &[Touch],
        mut visit: impl FnMut(usize, &Occasion, Option<&Touch>),
    ) {
        // Both are in the order of occasions.
        let mut next = touches.iter().peekable();
        self.visit(fit, |position, one| {
            while next.next_if(|touch| (touch.occasion as usize) < position).is_some() {}
            visit(position, one, next.next_if(|touch| touch.occasion as usize == position));
        });
    }

    /// Whether what fits so is live during all of them, so that only what it is made for makes a difference.
    pub(super) const fn is_always_live(&self, fit: &Fit<'_>) -> bool {
        let (born, to) = fit.live();
        born <= self.extent.0 && self.extent.1 < to
    }
}
