//! Collects the stages that deals entered.

use serde::{Deserialize, Serialize};

use crate::analysis::{Fold, Shard, Tally};
use crate::columns::NONE;
use crate::ledger::Seq;
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// A deal entered a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entered {
    pub(super) deal: u32,
    pub(super) at: i64,
    pub(super) seq: u64,
    /// The number of the stage's name.
    pub(super) stage: u32,
}

impl Entered {
    pub(super) fn seq(self) -> Seq {
        Seq::from(self.seq)
    }
}

/// Reads the facts of one kind and leaves the others alone.
pub(super) struct StageFold;

/// In no order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StageTally(pub(super) Vec<Entered>);

impl Tally for StageTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }
}

impl Fold for StageFold {
    type Tally = StageTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Deal, Field::Word]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Stage]
    }

    fn fold(&self, shard: &Shard<'_>) -> StageTally {
        const STAGE: u8 = EventKind::Stage.code();
        let mut tally = StageTally(Vec::new());
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (kind, deal) = (facts.kind[position], facts.deal[position]);
                if kind == STAGE && deal != NONE {
                    tally.0.push(Entered {
                        deal,
                        at: facts.at[position],
                        seq: facts.seq(position).get(),
                        stage: facts.word[position],
                    });
                }
            }
        });
        tally
    }
}
