//! Occasions: the conversations in which an asset could have been put to work, and those in which it
//! was.

mod classes;
mod fits;
mod found;
mod on_deals;
mod stand_ins;
#[cfg(test)]
mod tests;
mod times;
mod touches;

use self::classes::Classes;
pub(super) use self::fits::Class;
pub(super) use self::fits::Fit;
use self::fits::Fits;
use self::found::Found;
pub(super) use self::found::Occasion;
pub(super) use self::on_deals::{Besides, DealsFold};
use self::stand_ins::StandIns;
pub(super) use self::times::GroupTimes;
use self::times::Times;
pub(super) use self::touches::Touch;
use super::View;
use super::fold::each;
use crate::error::Result;
use crate::model::Conversation;

/// What may have been an occasion for assets in a scope: the conversations held in it, and, where uses name
/// no deal, the weeks in which a rep put something to work in a conversation.
///
/// They are told apart by conversation and by the tags of their deals that assets have too, so that an asset
/// fits all of a class or none of them.
pub(super) struct Occasions<'a> {
    found: Found,
    classes: Classes,
    fits: Fits<'a>,
    /// When the first of them begins, and the last one ends.
    extent: (i64, i64),
}

/// The occasions of a scope as they were found: enough to say who had one.
pub(super) struct Chances<'a> {
    found: Found,
    fits: Fits<'a>,
}

impl<'a> Chances<'a> {
    /// Reads those of a scope that are not on deals.
    pub(super) fn without_deals(view: &View<'a>) -> Result<Self> {
        Ok(Self { found: weeks(view)?, fits: Fits::of(view)? })
    }

    /// Reads all of a scope with what was put to work in them, and something besides in the same pass over deals.
    pub(super) fn with_uses<B: Besides>(view: &View<'a>, besides: &B) -> Result<(Self, B::Tally)> {
        let fits = Fits::of(view)?;
        let fold = DealsFold::new(view, besides)?;
        let (on_deals, besides) = view.run_deals(&fold)?;
        Ok((Self { found: on_deals.and(weeks(view)?), fits }, besides))
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Occasion] {
        self.found.occasions()
    }

    /// The reps of one, by number.
    pub(super) fn reps(&self, of: &Occasion) -> &[u32] {
        self.found.reps(of)
    }

    /// What one of them has in common with others.
    pub(super) fn class(&self, of: &Occasion) -> Class {
        self.fits.class(of.conversation, of.deal)
    }

    /// Whether one of them, of this class, is an occasion for the asset with this number.
    pub(super) fn is_for(&self, asset: usize, (one, class): (&Occasion, Class)) -> bool {
        let fit = self.fits.of_asset(asset);
        fit.is_some_and(|fit| self.fits.suit(fit, class) && one.overlaps(fit.live()))
    }
}

/// The weeks of a scope that stand in for conversations.
fn weeks(view: &View<'_>) -> Result<Found> {
    Ok(Found::of_weeks(&StandIns::of(view)?, view.assets().len()))
}

/// What an asset was made for, and when it is live unless it always is.
pub(super) type Alike<'f> = ((u8, &'f [Option<&'f str>]), Option<(i64, i64)>);

/// When occasions were under way, class by class.
pub(super) struct ClassTimes(Vec<Times>);

impl<'a> Occasions<'a> {
    /// Reads those of a scope.
    pub(super) fn of(view: &View<'a>) -> Result<Self> {
        Ok(Self::arranged(Chances::with_uses(view, &())?.0))
    }

    /// Tells those apart that are for different assets.
    pub(super) fn arranged(Chances { found, fits }: Chances<'a>) -> Self {
        let classes = Classes::of(found.occasions(), &fits);
        let extent = found.extent();
        Self { found, classes, fits, extent }
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
    pub(super) fn reps_of_all(&self) -> &[u32] {
        self.found.all_reps()
    }

    /// What the asset with this number is for; nothing if the catalogue does not know it.
    pub(super) fn fit(&self, asset: usize) -> Option<&Fit<'a>> {
        self.fits.of_asset(asset)
    }

    /// Whether the asset was put to work in any of them; it need not have been made for that.
    pub(super) fn has_touches(&self, asset: usize) -> bool {
        Conversation::ALL.iter().any(|one| self.found.touches(asset, *one).next().is_some())
    }

    /// Visits the occasions for what fits so, class by class, each with its position.
    pub(super) fn visit(&self, fit: &Fit<'_>, mut visit: impl FnMut(usize, &Occasion)) {
        let always = self.is_always_live(fit);
        for (_, positions) in self.classes.each().filter(|(class, _)| self.fits.suit(fit, *class)) {
            for position in positions {
                let Some(one) = self.all().get(*position as usize) else { continue };
                if always || one.overlaps(fit.live()) {
                    visit(*position as usize, one);
                }
            }
        }
    }

    /// Visits those of the touches of an asset that fall in occasions for what fits so, conversation by conversation
    /// and in each in the order of occasions, each with the position of its occasion.
    pub(super) fn touched(
        &self,
        fit: &Fit<'_>,
        asset: usize,
        mut visit: impl FnMut(usize, &Touch),
    ) {
        let made_for = Conversation::ALL.iter().copied().filter(|one| fit.is_for(*one));
        let touches = made_for.flat_map(|one| self.found.touches(asset, one));
        // What is told of occasions is far apart in memory, and most assets suit all deals and are live all the time.
        if self.is_always_live(fit) && !fit.tells_deals_apart() {
            touches.for_each(|(position, touch)| visit(position, touch));
            return;
        }
        let suit = |class: Class| self.fits.suit(fit, class);
        // Each class is looked at once, unless there are more of them than touches.
        let is_worthwhile = self.classes.count() <= touches.clone().count();
        let suits: Option<Vec<bool>> =
            is_worthwhile.then(|| self.classes.each().map(|(class, _)| suit(class)).collect());
        let is_for = |position: usize| {
            let class = self.classes.of_occasion(position);
            let suits = match &suits {
                Some(suits) => suits.get(class).is_some_and(|suits| *suits),
                None => self.classes.class(class).is_some_and(suit),
            };
            suits && self.all().get(position).is_some_and(|one| one.overlaps(fit.live()))
        };
        let ours = touches.filter(|(position, _)| is_for(*position));
        ours.for_each(|(position, touch)| visit(position, touch));
    }

    /// When the occasions of each class and group were under way: `groups` says which groups one counts in.
    pub(super) fn times<'o, I: Iterator<Item = u32> + Clone>(
        &'o self,
        groups: impl Fn(&'o Occasion) -> I + Sync,
    ) -> ClassTimes {
        let classes: Vec<(Class, &[u32])> = self.classes.each().collect();
        let times = |(): &mut (), class: usize| {
            let found =
                classes[class].1.iter().filter_map(|position| self.all().get(*position as usize));
            let in_groups =
                |one: &'o Occasion| groups(one).map(move |group| (group, one.end, one.from()));
            Times::of(found.flat_map(in_groups))
        };
        ClassTimes(each(classes.len(), || (), times))
    }

    /// Of each class that suits what fits so and each of its groups, in order: when its occasions were under way.
    pub(super) fn group_times<'t>(
        &'t self,
        times: &'t ClassTimes,
        fit: &'t Fit<'_>,
    ) -> impl Iterator<Item = impl Iterator<Item = (u32, GroupTimes<'t>)>> {
        let classes = self.classes.each().zip(&times.0);
        let suiting = classes.filter(|((class, _), _)| self.fits.suit(fit, *class));
        suiting.map(|(_, times)| times.each())
    }

    /// The same for all that has the same occasions, whatever there are.
    pub(super) fn alike<'f>(&self, fit: &'f Fit<'_>) -> Alike<'f> {
        (fit.made_for(), (!self.is_always_live(fit)).then(|| fit.live()))
    }

    /// Whether what fits so is live during all of them, so that only what it is made for makes a difference.
    pub(super) const fn is_always_live(&self, fit: &Fit<'_>) -> bool {
        let (born, to) = fit.live();
        born <= self.extent.0 && self.extent.1 < to
    }
}
