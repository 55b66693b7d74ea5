//! An asset that was put to work on a deal.

use crate::analysis::Placed;
use crate::analysis::placement::conversation;
use crate::columns::{NONE, Says};
use crate::model::Conversation;

/// An asset was put to work on a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct PutToWork {
    pub(in crate::analysis) at: i64,
    pub(in crate::analysis) asset: u32,
    pub(in crate::analysis) rep: u32,
    /// Its position among the facts of the deal: uses of one moment stand in the order of their writes.
    pub(in crate::analysis) position: u32,
    /// What the fact says of the deal.
    pub(super) says: Says,
    /// The code of the conversation that it took place in; 0 if that is not known.
    pub(super) place: u8,
}

impl PutToWork {
    /// Stands where there is none yet.
    pub(super) const ROOM: Self =
        Self { at: i64::MAX, asset: NONE, rep: NONE, position: 0, says: Says::NOTHING, place: 0 };

    /// The code of what was done with it.
    #[inline]
    pub(in crate::analysis) const fn action(&self) -> u8 {
        self.says.action()
    }

    /// The code of the conversation that it took place in; 0 if that is not known.
    #[inline]
    pub(in crate::analysis) const fn place(&self) -> u8 {
        self.place
    }

    /// In which conversation, if that is known.
    #[inline]
    pub(in crate::analysis) fn conversation(&self) -> Option<Conversation> {
        conversation(self.place)
    }

    /// How its conversation is known, if it is.
    pub(in crate::analysis) fn placed(&self) -> Option<Placed> {
        let stated = self.says.conversation() != 0;
        self.conversation().map(|_| if stated { Placed::Stated } else { Placed::Inferred })
    }
}
