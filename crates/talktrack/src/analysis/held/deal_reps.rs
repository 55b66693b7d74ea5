//! Who worked on a deal, and in which of its conversations.

/// The reps of one deal after the other.
#[derive(Debug, Default)]
pub(super) struct DealReps {
    /// By the rep's number: a bit for each conversation of the deal that they worked in, by code.
    seen: Vec<u8>,
    /// Everybody on this one; and room for more.
    reps: Vec<u32>,
    count: usize,
}

impl DealReps {
    /// Begins the next deal, which has so many facts, of reps with numbers below `reps`.
    pub(super) fn begin(&mut self, reps: usize, facts: usize) {
        for rep in self.reps.iter().take(self.count) {
            self.seen[*rep as usize] = 0;
        }
        self.count = 0;
        self.seen.resize(self.seen.len().max(reps), 0);
        self.reps.resize(self.reps.len().max(facts), 0);
    }

    /// Notes that a rep worked in the conversation with this code; a number that no rep has is nobody.
    #[inline]
    pub(super) fn add(&mut self, rep: u32, conversation: u8) {
        let Some(seen) = self.seen.get_mut(rep as usize) else { return };
        // Who is new cannot be foreseen: whoever is not is written where the next one will be.
        let Some(next) = self.reps.get_mut(self.count) else { return };
        *next = rep;
        self.count += usize::from(*seen == 0);
        *seen |= bit(conversation);
    }

    /// Puts them in order.
    pub(super) fn sort(&mut self) {
        self.reps[..self.count].sort_unstable();
    }

    /// Those who worked in the conversation with this code, each once.
    pub(super) fn of(&self, conversation: u8) -> impl Iterator<Item = u32> + '_ {
        let worked = move |rep: &u32| {
            let seen = self.seen.get(*rep as usize).copied().unwrap_or_default();
            seen & bit(conversation) != 0
        };
        self.reps.iter().take(self.count).copied().filter(worked)
    }
}

/// That of a conversation; there are fewer codes than bits.
const fn bit(conversation: u8) -> u8 {
    1 << (conversation % 8)
}
