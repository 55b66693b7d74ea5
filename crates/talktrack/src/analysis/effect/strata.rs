//! What is compared with what: conversations that are alike in what is named.

use std::collections::HashMap;

use crate::analysis::View;
use crate::analysis::fold::joined;
use crate::analysis::groups::no_deal_has;
use crate::analysis::occasion::Occasions;
use crate::columns::NONE;
use crate::error::Result;
use crate::model::Word;

/// Always held equal.
pub(super) const CONVERSATION: &str = "conversation";
/// The deal's owner, beside the tags of deals.
pub(super) const OWNER: &str = "owner";
/// The tag by which the comparison is looked at for differences.
pub(super) const SEGMENT: &str = "segment";

/// Where each occasion belongs.
pub(super) struct Strata {
    /// By the occasion's position.
    pub(super) places: Vec<Place>,
    /// How many strata there are.
    pub(super) count: usize,
    /// How many pairs of conversation and segment there are.
    pub(super) cells: usize,
    pub(super) owners: usize,
}

/// Numbers of groups of occasions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) stratum: u32,
    /// The conversation and the segment.
    pub(super) cell: u32,
    pub(super) owner: u32,
}

impl Strata {
    /// Strata are the conversation and what is `named`: tags of deals, or the owner.
    pub(super) fn of(view: &View<'_>, occasions: &Occasions, named: &[Word]) -> Result<Self> {
        let all = occasions.all();
        let mut values = HashMap::new();
        for key in tags(named).chain([SEGMENT]) {
            if !values.contains_key(key) {
                values.insert(key, numbered(view.deal_values(key)?));
            }
        }
        let value = |key: &str, deal: u32| {
            let values = values.get(key).and_then(|values| values.get(deal as usize));
            values.copied().unwrap_or(NONE)
        };
        let owner = |position: usize| all[position].owner.unwrap_or(NONE);
        let conversations: Vec<u32> =
            all.iter().map(|one| one.conversation.code().into()).collect();
        let strata = || {
            let mut stratum = Refined::of(&conversations);
            for key in named.iter().map(Word::as_str) {
                match key {
                    CONVERSATION => {}
                    OWNER => stratum.refine(owner),
                    key => stratum.refine(|position| value(key, all[position].deal)),
                }
            }
            stratum
        };
        let cells = || {
            let mut cell = Refined::of(&conversations);
            cell.refine(|position| value(SEGMENT, all[position].deal));
            cell
        };
        let by_owner = || {
            let mut owners = Refined::of(&vec![0; all.len()]);
            owners.refine(owner);
            owners
        };
        let (stratum, cell, owners) = std::thread::scope(|scope| {
            let (cell, owners) = (scope.spawn(cells), scope.spawn(by_owner));
            (strata(), joined(cell), joined(owners))
        });
        let place = |position: usize| Place {
            stratum: stratum.numbers[position],
            cell: cell.numbers[position],
            owner: owners.numbers[position],
        };
        let places = (0..all.len()).map(place).collect();
        Ok(Self { places, count: stratum.count, cells: cell.count, owners: owners.count })
    }
}

/// Those of the named that are tags of deals.
fn tags(named: &[Word]) -> impl Iterator<Item = &str> {
    named.iter().map(Word::as_str).filter(|key| ![OWNER, CONVERSATION].contains(key))
}

/// A tag that no deal carries is a slip, but for the usual one, which then tells nothing apart.
pub(super) fn check(view: &View<'_>, named: &[Word]) -> Result<()> {
    let known = view.deal_tags()?;
    for key in tags(named).filter(|key| *key != SEGMENT) {
        if !known.contains(key) {
            return Err(no_deal_has(view, key, "to compare within", &[OWNER, CONVERSATION])?);
        }
    }
    Ok(())
}

fn numbered(values: Vec<Option<&str>>) -> Vec<u32> {
    let mut known = HashMap::new();
    let number = |value| {
        let Some(value) = value else { return NONE };
        let next = u32::try_from(known.len()).unwrap_or(NONE);
        *known.entry(value).or_insert(next)
    };
    values.into_iter().map(number).collect()
}

/// Numbers of groups that are cut finer and finer.
struct Refined {
    numbers: Vec<u32>,
    count: usize,
}

impl Refined {
    fn of(numbers: &[u32]) -> Self {
        let mut refined = Self { numbers: numbers.to_vec(), count: 0 };
        refined.refine(|_| 0);
        refined
    }

    fn refine(&mut self, by: impl Fn(usize) -> u32) {
        let mut known = HashMap::new();
        for (position, number) in self.numbers.iter_mut().enumerate() {
            let next = u32::try_from(known.len()).unwrap_or(NONE);
            *number = *known.entry((*number, by(position))).or_insert(next);
        }
        self.count = known.len();
    }
}
