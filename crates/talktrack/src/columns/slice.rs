//! A part of the facts as plain columns, for a fold to run over.

use std::ops::Range;

use super::NONE;
use crate::ledger::Seq;
use crate::ledger::chunk::{Field, Packed};
use crate::model::{Action, EventKind};

/// Up to 65,536 facts in the order of their writes. A column that was not asked for is empty, but for
/// `kind` and `write`, which are always there; see [`Flat`](crate::model::Flat) for what each holds.
#[derive(Debug, Default)]
#[allow(missing_docs)] // the columns are those of `Flat`
pub struct Slice {
    first: u64,
    /// The write, counted from the first of the part as 0.
    pub write: Vec<u32>,
    pub kind: Vec<u8>,
    pub at: Vec<i64>,
    pub source: Vec<u32>,
    /// [`NONE`] where there is none, here and below.
    pub rep: Vec<u32>,
    pub asset: Vec<u32>,
    pub deal: Vec<u32>,
    /// 0 where there is none.
    pub conversation: Vec<u8>,
    /// 0 where there is none.
    pub code: Vec<u8>,
    pub word: Vec<u32>,
    /// [`Packed::NONE`] where there is none.
    pub number: Vec<i64>,
    /// Whether a fact holds; empty if all do.
    in_force: Vec<bool>,
    range: Range<usize>,
}

impl Slice {
    pub(super) fn clear(&mut self, first: u64) {
        self.first = first;
        self.write.clear();
        self.kind.clear();
        self.at.clear();
        self.source.clear();
        self.rep.clear();
        self.asset.clear();
        self.deal.clear();
        self.conversation.clear();
        self.code.clear();
        self.word.clear();
        self.number.clear();
        self.in_force.clear();
        self.range = 0..0;
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // every value fits; others are damaged
    pub(super) fn unpack(&mut self, field: Field, packed: &Packed, facts: usize) {
        match field {
            Field::Write => packed.unpack_as(0..facts, &mut self.write, NONE, |value| value as u32),
            Field::Kind => packed.unpack_as(0..facts, &mut self.kind, 0, |value| value as u8),
            Field::At => packed.unpack(facts, &mut self.at),
            Field::Source => unpack_numbers(packed, facts, &mut self.source),
            Field::Rep => unpack_numbers(packed, facts, &mut self.rep),
            Field::Asset => unpack_numbers(packed, facts, &mut self.asset),
            Field::Deal => unpack_numbers(packed, facts, &mut self.deal),
            Field::Conversation => {
                packed.unpack_as(0..facts, &mut self.conversation, 0, |value| value as u8);
            }
            Field::Code => packed.unpack_as(0..facts, &mut self.code, 0, |value| value as u8),
            Field::Word => unpack_numbers(packed, facts, &mut self.word),
            Field::Number => packed.unpack(facts, &mut self.number),
        }
    }

    pub(super) fn number_writes(&mut self, facts: usize) {
        self.write.clear();
        self.write.extend((0..).take(facts));
    }

    pub(super) fn fill(&mut self, field: Field, values: &[i64]) {
        let small = |value: &i64| u8::try_from(*value).unwrap_or_default();
        let number = |value: &i64| u32::try_from(*value - 1).unwrap_or(NONE);
        match field {
            Field::Write => {
                let write = |value: &i64| u32::try_from(*value).unwrap_or_default();
                replace(&mut self.write, values.iter().map(write));
            }
            Field::Kind => replace(&mut self.kind, values.iter().map(small)),
            Field::At => replace(&mut self.at, values.iter().copied()),
            Field::Source => replace(&mut self.source, values.iter().map(or_none(number))),
            Field::Rep => replace(&mut self.rep, values.iter().map(or_none(number))),
            Field::Asset => replace(&mut self.asset, values.iter().map(or_none(number))),
            Field::Deal => replace(&mut self.deal, values.iter().map(or_none(number))),
            Field::Conversation => replace(&mut self.conversation, values.iter().map(small)),
            Field::Code => replace(&mut self.code, values.iter().map(small)),
            Field::Word => replace(&mut self.word, values.iter().map(or_none(number))),
            Field::Number => replace(&mut self.number, values.iter().copied()),
        }
    }

    /// Notes which facts were written within `writes`, and not retracted by the write `as_of`.
    pub(super) fn mask(&mut self, writes: (Seq, Seq), as_of: Seq, retracted: &[(u64, u64)]) {
        const RETRACTION: u8 = EventKind::Retraction.code();
        let first = self.first;
        let end =
            |last: Seq| self.write.partition_point(|write| first + u64::from(*write) <= last.get());
        self.range = end(writes.0)..end(writes.1);
        if retracted.is_empty() && !self.kind[self.range.clone()].contains(&RETRACTION) {
            return;
        }
        // A retraction says nothing about usage itself.
        self.in_force.extend(self.kind.iter().map(|kind| *kind != RETRACTION));
        for (target, by) in retracted {
            let place = self.write.binary_search_by_key(target, |write| first + u64::from(*write));
            if let Ok(place) = place
                && *by <= as_of.get()
                && let Some(in_force) = self.in_force.get_mut(place)
            {
                *in_force = false;
            }
        }
    }

    /// The positions of all facts, those that do not hold included.
    pub const fn range(&self) -> &Range<usize> {
        &self.range
    }

    /// Whether every fact holds.
    pub fn all_in_force(&self) -> bool {
        self.in_force.is_empty()
    }

    /// Whether the fact at `position` was not retracted.
    #[inline]
    pub fn is_in_force(&self, position: usize) -> bool {
        self.in_force.get(position).is_none_or(|in_force| *in_force)
    }

    /// The positions of the facts that hold.
    pub fn in_force(&self) -> impl Iterator<Item = usize> + '_ {
        self.range.clone().filter(|position| self.is_in_force(*position))
    }

    /// Whether the fact at `position` is a use that put something to work: any action but opening it. The
    /// slice needs the code.
    #[inline]
    pub fn puts_to_work(&self, position: usize) -> bool {
        puts_to_work(self.kind[position], self.code[position])
    }

    /// Where the fact stands that was recorded by a write; nothing if that is elsewhere, or does not hold.
    pub fn position_of(&self, write: Seq) -> Option<usize> {
        let first = self.first;
        let seq = |own: &u32| first + u64::from(*own);
        let place = self.write.binary_search_by_key(&write.get(), seq).ok()?;
        Some(place).filter(|place| self.range.contains(place) && self.is_in_force(*place))
    }

    /// The write of the fact at `position`.
    pub fn seq(&self, position: usize) -> Seq {
        Seq::from(self.first + self.write.get(position).map_or(0, |write| u64::from(*write)))
    }
}

/// Whether a fact of this kind and code is a use that put something to work: any action but opening it.
#[inline]
pub(super) const fn puts_to_work(kind: u8, code: u8) -> bool {
    kind == EventKind::Use.code() && code != Action::Opened.code()
}

fn replace<T>(column: &mut Vec<T>, values: impl Iterator<Item = T>) {
    column.clear();
    column.extend(values);
}

/// Subtracting from none would overflow.
fn or_none(number: impl Fn(&i64) -> u32) -> impl Fn(&i64) -> u32 {
    move |value| if *value == Packed::NONE { NONE } else { number(value) }
}

/// Names stand for their number, which begins at 1 in the file and at 0 here.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // numbers of names fit; others are damaged
fn unpack_numbers(packed: &Packed, facts: usize, out: &mut Vec<u32>) {
    packed.unpack_as(0..facts, out, NONE, |value| (value - 1) as u32);
}
