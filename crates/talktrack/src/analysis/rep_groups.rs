//! Groups of reps, and which of them may be shown.

use super::View;
use crate::error::Result;
use crate::model::{Rep, Word};

/// Which group each rep is in.
pub(super) struct RepGroups {
    /// By rep number; `None` where the rep is in no group.
    of_rep: Vec<Option<u32>>,
    names: Vec<Option<Word>>,
    /// Whether a group can be shown by itself.
    may_be_rows: Vec<bool>,
}

/// A group, or several merged into one, as they are shown.
pub(super) struct ShownGroup {
    pub(super) name: Option<Word>,
    pub(super) groups: Vec<usize>,
}

/// Whether a rep may be a row where rows are reps. Who was forgotten counts in totals only.
fn may_be_row(view: &View<'_>, rep: usize) -> bool {
    !view.is_forgotten(rep)
}

impl RepGroups {
    pub(super) fn none(view: &View<'_>) -> Self {
        Self { of_rep: vec![None; view.reps().len()], names: vec![], may_be_rows: vec![] }
    }

    /// Reps by the team they are in at the scope's end, those without a team together.
    pub(super) fn by_team(view: &View<'_>) -> Self {
        let team = |number: usize| view.reps()[number].and_then(|rep| rep.team.clone());
        let included = included(view);
        let mut names: Vec<Option<Word>> = included.iter().map(|number| team(*number)).collect();
        names.sort();
        names.dedup();
        let mut of_rep = vec![None; view.reps().len()];
        for number in included {
            let group = names.binary_search(&team(number)).ok();
            of_rep[number] = group.and_then(|group| u32::try_from(group).ok());
        }
        let may_be_rows = vec![true; names.len()];
        Self { of_rep, names, may_be_rows }
    }

    /// Every rep a group, in the order of their keys.
    pub(super) fn by_rep(view: &View<'_>) -> Result<Self> {
        let mut included = included(view);
        included.sort_by_key(|number| view.rep_key(*number));
        let mut of_rep = vec![None; view.reps().len()];
        let mut names = Vec::with_capacity(included.len());
        for (group, number) in (0..).zip(&included) {
            of_rep[*number] = Some(group);
            names.push(Some(Word::new(view.rep_key(*number))?));
        }
        let may_be_rows = included.iter().map(|number| may_be_row(view, *number)).collect();
        Ok(Self { of_rep, names, may_be_rows })
    }

    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    #[inline]
    pub(super) fn of_rep(&self, rep: u32) -> Option<usize> {
        self.of_rep.get(rep as usize).copied().flatten().map(|group| group as usize)
    }

    /// How many reps each group has: those of the catalogue, and those who acted.
    pub(super) fn sizes(&self, view: &View<'_>, acted: impl Fn(usize) -> bool) -> Vec<u32> {
        self.sizes_of(|rep| view.reps()[rep].is_some() || acted(rep))
    }

    /// How many reps each group has, of those that `counts` lets in.
    pub(super) fn sizes_of(&self, counts: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut sizes = vec![0; self.len()];
        for (number, group) in self.of_rep.iter().enumerate() {
            if let Some(group) = group
                && counts(number)
            {
                sizes[*group as usize] += 1;
            }
        }
        sizes
    }

    /// The groups as they may be shown: those of fewer than `min_reps` reps merged into `other`,
    /// which is left out if it is still smaller. Who may not be a row is in none of them.
    pub(super) fn shown(&self, sizes: &[u32], min_reps: u32) -> Result<Vec<ShownGroup>> {
        let (large, small): (Vec<usize>, Vec<usize>) = (0..self.len())
            .filter(|group| self.may_be_rows[*group])
            .partition(|group| sizes[*group] >= min_reps);
        let alone =
            |group: usize| ShownGroup { name: self.names[group].clone(), groups: vec![group] };
        let mut shown: Vec<_> = large.into_iter().map(alone).collect();
        if small.iter().map(|group| sizes[*group]).sum::<u32>() >= min_reps {
            shown.push(ShownGroup { name: Some(other()?), groups: small });
        }
        Ok(shown)
    }
}

/// Whether a rep was with the company at some time in the scope.
pub(super) fn was_there(view: &View<'_>, rep: &Rep) -> bool {
    let span = view.span();
    rep.started_at.is_none_or(|started| started < span.until)
        && rep.left_at.is_none_or(|left| span.since < left)
}

/// What smaller groups are merged into.
pub(super) fn other() -> Result<Word> {
    Ok(Word::new("other")?)
}

/// The numbers of the reps that the filters let through.
fn included(view: &View<'_>) -> Vec<usize> {
    (0..view.reps().len()).filter(|number| view.has_rep(*number)).collect()
}
