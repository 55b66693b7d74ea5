//! A fact that names a deal, as it stands in the index.

use super::super::in_force::narrow;
use super::super::{Facts, NONE};
use super::says::Says;
use crate::ledger::Seq;
use crate::ledger::chunk::{CHUNK, Field, Packed};
use crate::model::EventKind;

/// The columns that the index is made of; of stages their names besides.
pub(super) const FIELDS: &[Field] =
    &[Field::At, Field::Rep, Field::Asset, Field::Deal, Field::Conversation, Field::Code];

pub(super) const STAGE: u8 = EventKind::Stage.code();

/// A fact that names a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DealFact {
    pub(super) at: i64,
    pub(super) write: u32,
    pub(super) rep: u32,
    pub(super) asset: u32,
    /// The number of the stage's name; [`NONE`] for other kinds.
    pub(super) stage: u32,
    pub(super) says: Says,
}

impl DealFact {
    /// The fact at `row` of a part of the facts.
    pub(super) fn read(facts: &Facts, part: usize, row: usize) -> Self {
        let value = |field| facts.value(field, part, row);
        let kind = small(value(Field::Kind));
        let first = part as u64 * CHUNK + 1;
        let write = u64::try_from(value(Field::Write)).unwrap_or_default();
        Self {
            at: value(Field::At),
            write: narrow(Seq::from(first + write)),
            rep: number(value(Field::Rep)),
            asset: number(value(Field::Asset)),
            stage: if kind == STAGE { number(value(Field::Word)) } else { NONE },
            says: Says::of(kind, small(value(Field::Code)), small(value(Field::Conversation))),
        }
    }
}

/// The number of a name, which begins at 1 in the file and at 0 here; [`NONE`] where there is none.
pub(super) fn number(value: i64) -> u32 {
    if value == Packed::NONE { NONE } else { u32::try_from(value - 1).unwrap_or(NONE) }
}

fn small(value: i64) -> u8 {
    u8::try_from(value).unwrap_or_default()
}
