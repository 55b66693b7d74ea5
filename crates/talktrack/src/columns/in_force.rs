//! Which facts hold.

use crate::ledger::Seq;

/// Which facts were recorded by some write and not retracted by it, to be asked in any order.
#[derive(Debug, Clone, Default)]
pub struct InForce {
    as_of: u32,
    /// A bit for each write up to the last one that was retracted.
    retracted: Vec<u64>,
    everything: bool,
}

impl InForce {
    /// What of the writes up to `last` held after the write `as_of`, given what was retracted by then.
    pub(super) fn new(as_of: Seq, last: Seq, targets: impl Iterator<Item = u64>) -> Self {
        let mut retracted = Vec::new();
        for target in targets {
            let word = usize::try_from(target / 64).unwrap_or(usize::MAX);
            // A retracted event is one of the ledger, unless the file is damaged.
            if target <= last.get() {
                if word >= retracted.len() {
                    retracted.resize(word + 1, 0);
                }
                retracted[word] |= 1 << (target % 64);
            }
        }
        let everything = retracted.is_empty() && last <= as_of;
        Self { as_of: narrow(as_of), retracted, everything }
    }

    /// Whether every fact holds.
    pub const fn is_everything(&self) -> bool {
        self.everything
    }

    /// Whether the fact of this write holds.
    #[inline]
    pub fn holds(&self, write: u32) -> bool {
        let word = self.retracted.get(write as usize / 64);
        write <= self.as_of && word.is_none_or(|word| word & (1 << (write % 64)) == 0)
    }
}

/// A count or a position, as columns in memory hold it: more than 2³² facts do not fit there.
pub(crate) fn short(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The number of a write, likewise.
pub(super) fn narrow(write: Seq) -> u32 {
    u32::try_from(write.get()).unwrap_or(u32::MAX)
}
