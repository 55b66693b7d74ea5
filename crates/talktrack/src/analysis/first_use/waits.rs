//! Waits for a first use, and their groups.

use std::collections::{BTreeMap, HashSet};

use crate::analysis::life::days;
use crate::analysis::rep_groups::other;
use crate::analysis::{By, FEW_REPS, Flag, View};
use crate::error::Result;
use crate::model::Word;

/// One wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wait {
    pub(super) asset: usize,
    /// Who waited; nobody in particular, where an asset does.
    pub(super) rep: Option<usize>,
    days: f64,
    /// Whether it ended with a use; else it was lost to view.
    happened: bool,
}

impl Wait {
    /// From `origin` to the first use, if it is before `end`; nothing if it had ended before.
    pub(super) fn new(
        (asset, rep): (usize, Option<usize>),
        origin: i64,
        first_use: i64,
        end: i64,
    ) -> Option<Self> {
        let happened = first_use < end;
        // What was used before the wait began did not wait.
        let days = days((first_use.min(end) - origin).max(0));
        (origin < end).then_some(Self { asset, rep, days, happened })
    }
}

/// All waits of a question.
#[derive(Debug, Default)]
pub(super) struct Waits {
    pub(super) all: Vec<Wait>,
    /// Assets of which it is unknown when their wait began.
    pub(super) undated: Vec<usize>,
}

/// Waits that share a curve.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) name: Option<Word>,
    /// Positions among the waits.
    pub(super) members: Vec<usize>,
    undated: bool,
}

impl Waits {
    /// The durations of `members`, and whether they ended with a use.
    pub(super) fn of(&self, members: &[usize]) -> (Vec<f64>, Vec<bool>) {
        members.iter().map(|member| (self.all[*member].days, self.all[*member].happened)).unzip()
    }

    /// The reps of `members`, if reps waited.
    pub(super) fn reps_of(&self, members: &[usize]) -> Option<Vec<usize>> {
        members.iter().map(|member| self.all[*member].rep).collect()
    }

    fn count_reps(&self, members: &[usize]) -> Option<usize> {
        self.reps_of(members).map(|reps| reps.into_iter().collect::<HashSet<_>>().len())
    }

    pub(super) fn flags(&self, group: &Group) -> Vec<Flag> {
        let few_reps = self.count_reps(&group.members).is_some_and(|reps| reps < FEW_REPS);
        let flags = [
            (group.members.is_empty(), Flag::TooFew),
            (few_reps && !group.members.is_empty(), Flag::FewReps),
            (group.undated, Flag::Undated),
        ];
        flags.into_iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag).collect()
    }

    /// The groups in the order of their names; all in one without `by`.
    pub(super) fn grouped(&self, view: &View<'_>, by: Option<&By>) -> Result<Vec<Group>> {
        let Some(by) = by else {
            let members = (0..self.all.len()).collect();
            return Ok(vec![Group { name: None, members, undated: !self.undated.is_empty() }]);
        };
        let mut groups = BTreeMap::<Option<Word>, Group>::new();
        for (member, wait) in self.all.iter().enumerate() {
            for name in names(view, by, wait.asset, wait.rep) {
                groups.entry(name).or_default().members.push(member);
            }
        }
        for asset in &self.undated {
            for name in names(view, by, *asset, None) {
                groups.entry(name).or_default().undated = true;
            }
        }
        let groups = groups.into_iter().map(|(name, group)| Group { name, ..group });
        self.shown(groups.collect(), view.min_reps())
    }

    /// Where reps waited, groups of fewer than `min_reps` merged into `other`, which is left out if it is
    /// still smaller.
    fn shown(&self, groups: Vec<Group>, min_reps: u32) -> Result<Vec<Group>> {
        let is_large = |members: &[usize]| {
            self.count_reps(members).is_none_or(|reps| reps >= min_reps as usize)
        };
        let (mut shown, small): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| is_large(&group.members));
        let mut members: Vec<usize> = small.into_iter().flat_map(|group| group.members).collect();
        // One that was in several of them is in this one once.
        members.sort_unstable();
        members.dedup();
        if !members.is_empty() && is_large(&members) {
            shown.push(Group { name: Some(other()?), members, undated: false });
        }
        Ok(shown)
    }
}

/// The names of the groups of a wait.
fn names(view: &View<'_>, by: &By, asset: usize, rep: Option<usize>) -> Vec<Option<Word>> {
    match (by, view.assets().get(asset).copied().flatten()) {
        (By::Team, _) => {
            let rep = rep.and_then(|rep| view.reps().get(rep).copied().flatten());
            vec![rep.and_then(|rep| rep.team.clone())]
        }
        (_, Some(asset)) => by.groups_of(asset),
        // What the catalogue does not know was made for no conversation that one could tell.
        (By::Conversation, None) => vec![],
        (_, None) => vec![None],
    }
}
