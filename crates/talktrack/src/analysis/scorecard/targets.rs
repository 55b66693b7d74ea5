//! What was agreed to be reached.

use super::stretch::Stretch;
use crate::analysis::View;
use crate::columns::Catalogue;
use crate::model::{Measure, TargetFor, Timestamp, Word};
use crate::scope::Scope;

/// The targets that a scope can be held against.
pub(super) struct Targets<'a> {
    catalogue: &'a Catalogue,
    applies_to: Option<TargetFor>,
    writes: u64,
}

impl<'a> Targets<'a> {
    /// Those for everybody where nothing is filtered, those for a team or a tag of deals where that is the only
    /// filter; otherwise there are none: a target for all is not one for a part.
    pub(super) fn of(view: &View<'a>) -> Option<Self> {
        let Scope { regions, reps, kinds, asset_tags, conversations, actions, .. } = view.scope();
        let narrower = !(regions.is_empty()
            && reps.is_empty()
            && kinds.is_empty()
            && asset_tags.is_empty()
            && conversations.is_empty()
            && actions.is_empty());
        if narrower {
            return None;
        }
        let tags: Vec<_> = view.scope().deal_tags.iter().collect();
        let applies_to = match (&*view.scope().teams, &*tags) {
            ([], []) => None,
            ([team], []) => Some(TargetFor::Team(team.clone())),
            ([], [(key, value)]) => {
                Some(TargetFor::Tag(Word::new(*key).ok()?, Word::new(*value).ok()?))
            }
            _ => return None,
        };
        Some(Self { catalogue: view.columns().catalogue(), applies_to, writes: view.writes() })
    }

    /// The one in force at the end of a period.
    pub(super) fn find(&self, measure: Measure, stretch: &Stretch) -> Option<f64> {
        let key = (measure, stretch.period, self.applies_to.clone());
        let end = Timestamp::from_micros(stretch.until.micros() - 1).unwrap_or(stretch.until);
        let target = self.catalogue.targets.get(&key)?.holding(end, self.writes)?;
        Some(target.value.get())
    }
}
