//! Which facts are counted where.

use super::super::NONE;

/// Which facts of the base are counted in one of several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// None: they are counted elsewhere.
    Nothing,
    /// Those of its deals, where facts about a deal are together.
    Deals {
        /// The place, counted from 0.
        place: u32,
        /// How many places there are.
        of: u32,
    },
}

impl Share {
    /// The place of a fact, of so many: that of its deal; or, without one, that of its id.
    pub fn place(deal: Option<u32>, id: &str, of: u32) -> u32 {
        deal.unwrap_or_else(|| crc32fast::hash(id.as_bytes())) % of.max(1)
    }

    /// Whether a fact of the base is counted here that is about this deal.
    pub(super) const fn has(self, deal: u32) -> bool {
        match self {
            Self::All => true,
            Self::Nothing => false,
            Self::Deals { place, .. } if deal == NONE => place == 0,
            Self::Deals { place, of } => deal % of == place,
        }
    }
}
