//! What is compared with what: conversations that are alike in what is named.

use std::collections::{HashMap, HashSet};

use crate::analysis::View;
use crate::analysis::groups::no_deal_has;
use crate::analysis::occasion::{Occasion, Occasions};
use crate::columns::NONE;
use crate::error::Result;
use crate::model::{OutcomeResult, Word};

/// A table of so many numbers is small.
const FEW: usize = if cfg!(test) { 8 } else { 65_536 };

/// Always held equal.
pub(super) const CONVERSATION: &str = "conversation";
/// The deal's owner, beside the tags of deals.
pub(super) const OWNER: &str = "owner";
/// The tag by which the comparison is looked at for differences.
pub(super) const SEGMENT: &str = "segment";

/// Where each occasion belongs.
pub(super) struct Strata {
    /// By the occasion's position.
    occasions: Vec<Counted>,
    /// By number.
    pub(super) groups: Vec<Group>,
    /// How many strata there are.
    pub(super) count: usize,
    /// How many pairs of conversation and segment there are.
    pub(super) cells: usize,
    pub(super) owners: usize,
}

/// Occasions that count in the same stratum and cell, whose numbers these are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) stratum: u32,
    /// The conversation and the segment.
    pub(super) cell: u32,
}

/// Where an occasion counts, and how it was decided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decided {
    pub(super) group: u32,
    pub(super) owner: u32,
    pub(super) result: OutcomeResult,
}

/// What is known of an occasion, at one place: it is looked up for everything that was put to work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    owner: u32,
    /// Four times the number of a group, and the code of the result, 0 for none.
    group: u32,
}

impl Counted {
    fn of(group: u32, owner: u32, result: Option<OutcomeResult>) -> Self {
        // There are no more groups than occasions, of which far fewer than a quarter of 2³² fit into memory.
        Self { owner, group: group << 2 | u32::from(result.map_or(0, OutcomeResult::code)) }
    }

    pub(super) fn decided(self) -> Option<Decided> {
        let code = u8::try_from(self.group & 3).ok()?;
        let result = OutcomeResult::try_from(code).ok()?;
        Some(Decided { group: self.group >> 2, owner: self.owner, result })
    }
}

impl Strata {
    /// Strata are the conversation and what is `named`: tags of deals, or the owner.
    pub(super) fn of(view: &View<'_>, occasions: &Occasions, named: &[&str]) -> Result<Self> {
        let all = occasions.all();
        let mut values = HashMap::new();
        for key in tags(named).chain([SEGMENT]) {
            if !values.contains_key(key) {
                values.insert(key, numbered(view.deal_values(key)?));
            }
        }
        let conversation = |one: &Occasion| u32::from(one.conversation.code());
        let value = |key: &str| {
            let values = values.get(key).map_or(&[][..], Vec::as_slice);
            let is_owner = key == OWNER;
            move |one: &Occasion| {
                let value =
                    if is_owner { one.owner() } else { values.get(one.deal as usize).copied() };
                value.unwrap_or(NONE)
            }
        };
        // What is told apart at all but by owner, and of each kind one that stands for it.
        let mut group = Refined::of(all.iter().map(conversation));
        group.refine(all.iter().map(value(SEGMENT)));
        for key in named.iter().filter(|key| **key != SEGMENT) {
            group.refine(all.iter().map(value(key)));
        }
        let kinds: Vec<&Occasion> = group.firsts().map(|position| &all[position]).collect();
        let mut cell = Refined::of(kinds.iter().map(|one| conversation(one)));
        let mut stratum = cell.clone();
        cell.refine(kinds.iter().copied().map(value(SEGMENT)));
        for key in named {
            stratum.refine(kinds.iter().copied().map(value(key)));
        }
        let groups = stratum.numbers.iter().zip(&cell.numbers);
        let groups = groups.map(|(stratum, cell)| Group { stratum: *stratum, cell: *cell });
        let owner = Refined::of(all.iter().map(value(OWNER)));
        let numbers = group.numbers.iter().zip(&owner.numbers);
        let counted = numbers.zip(all);
        Ok(Self {
            occasions: counted
                .map(|((group, owner), one)| Counted::of(*group, *owner, one.result))
                .collect(),
            groups: groups.collect(),
            count: stratum.count,
            cells: cell.count,
            owners: owner.count,
        })
    }

    /// Where the occasion at a position counts; nothing for one that is not decided.
    #[inline]
    pub(super) fn decided(&self, position: usize) -> Option<Decided> {
        self.counted(position).and_then(Counted::decided)
    }

    /// What is known of the occasion at a position.
    #[inline]
    pub(super) fn counted(&self, position: usize) -> Option<Counted> {
        self.occasions.get(position).copied()
    }
}

/// Those of the named that are held equal beside the conversation, each once.
pub(super) fn others(named: &[Word]) -> impl Iterator<Item = &str> {
    let mut seen = HashSet::from([CONVERSATION]);
    named.iter().map(Word::as_str).filter(move |key| seen.insert(key))
}

/// Those of them that are tags of deals.
fn tags<'a>(others: &[&'a str]) -> impl Iterator<Item = &'a str> {
    others.iter().copied().filter(|key| *key != OWNER)
}

/// A tag that no deal carries is a slip, but for the usual one, which then tells nothing apart.
pub(super) fn check(view: &View<'_>, named: &[&str]) -> Result<()> {
    let unusual: Vec<_> = tags(named).filter(|key| *key != SEGMENT).collect();
    if unusual.is_empty() {
        return Ok(()); // and deals need not be looked through
    }
    let known = view.deal_tags()?;
    match unusual.into_iter().find(|key| !known.contains(*key)) {
        Some(key) => Err(no_deal_has(view, key, "to compare within", &[OWNER, CONVERSATION])?),
        None => Ok(()),
    }
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

/// Numbers of groups that are cut finer and finer, in the order in which they come up.
#[derive(Clone)]
struct Refined {
    numbers: Vec<u32>,
    count: usize,
}

impl Refined {
    fn of(by: impl ExactSizeIterator<Item = u32> + Clone) -> Self {
        let mut refined = Self { numbers: vec![0; by.len()], count: 1 };
        refined.refine(by);
        refined
    }

    fn refine(&mut self, by: impl Iterator<Item = u32> + Clone) {
        let numbered = |number: &u32| *number != NONE;
        let width = by.clone().filter(numbered).max().map_or(1, |most| most as usize + 2);
        let mut next = 0;
        let mut new = || {
            let number = next;
            next += 1;
            number
        };
        let places = self.count.saturating_mul(width);
        if places <= 2 * self.numbers.len() + FEW {
            // A place for every pair there can be is found at once.
            let mut known = vec![NONE; places];
            for (number, by) in self.numbers.iter_mut().zip(by) {
                let by = if by == NONE { 0 } else { by as usize + 1 };
                let place = &mut known[*number as usize * width + by];
                if *place == NONE {
                    *place = new();
                }
                *number = *place;
            }
        } else {
            let mut known = HashMap::new();
            for (number, by) in self.numbers.iter_mut().zip(by) {
                *number = *known.entry((*number, by)).or_insert_with(&mut new);
            }
        }
        self.count = next as usize;
    }

    /// The position of the first one of each group, in order.
    fn firsts(&self) -> impl Iterator<Item = usize> + '_ {
        let mut next = 0;
        let is_first = move |number: u32| {
            let is_first = number == next;
            next += u32::from(is_first);
            is_first
        };
        self.numbers
            .iter()
            .copied()
            .map(is_first)
            .enumerate()
            .filter(|(_, first)| *first)
            .map(|(position, _)| position)
    }
}
