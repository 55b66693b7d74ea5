//! Who worked on a deal, and in which of its conversations.

/// The reps of one deal after the other.
#[derive(Debug, Default)]
pub(super) struct DealReps {
    /// By the rep's number: the deal that they worked on last, and a bit for each of its conversations by code.
    seen: Vec<u64>,
    /// How many deals there were, this one included.
    deals: u64,
    /// Everybody on this one.
    reps: Vec<u32>,
}

/// Bits for conversations: more than there are codes.
const BITS: u32 = 8;

impl DealReps {
    /// Begins the next deal, on which reps with numbers below `count` may have worked.
    pub(super) fn begin(&mut self, count: usize) {
        self.seen.resize(self.seen.len().max(count), 0);
        self.deals += 1;
        self.reps.clear();
    }

    /// Notes that a rep worked in the conversation with this code; a number that no rep has is nobody.
    #[inline]
    pub(super) fn add(&mut self, rep: u32, conversation: u8) {
        let Some(seen) = self.seen.get_mut(rep as usize) else { return };
        if *seen >> BITS != self.deals {
            *seen = self.deals << BITS;
            self.reps.push(rep);
        }
        *seen |= 1 << (u32::from(conversation) % BITS);
    }

    /// Puts them in order.
    pub(super) fn sort(&mut self) {
        self.reps.sort_unstable();
    }

    /// Those who worked in the conversation with this code, each once.
    pub(super) fn of(&self, conversation: u8) -> impl Iterator<Item = u32> + '_ {
        let worked = move |rep: &u32| {
            let seen = self.seen.get(*rep as usize).copied().unwrap_or_default();
            seen & 1 << (u32::from(conversation) % BITS) != 0
        };
        self.reps.iter().copied().filter(worked)
    }
}
