//! Who worked on a deal, and in which of its conversations.

/// The reps of one deal after the other.
#[derive(Debug, Default)]
pub(super) struct DealReps {
    /// By the rep's number: a bit for each conversation of the deal that they worked in, by code.
    seen: Vec<u8>,
    /// Everybody on this one.
    reps: Vec<u32>,
}

impl DealReps {
    /// Begins the next deal, on which reps with numbers below `count` may have worked.
    pub(super) fn begin(&mut self, count: usize) {
        for rep in self.reps.drain(..) {
            self.seen[rep as usize] = 0;
        }
        self.seen.resize(self.seen.len().max(count), 0);
    }

    /// Notes that a rep worked in the conversation with this code; a number that no rep has is nobody.
    #[inline]
    pub(super) fn add(&mut self, rep: u32, conversation: u8) {
        let Some(seen) = self.seen.get_mut(rep as usize) else { return };
        if *seen == 0 {
            self.reps.push(rep);
        }
        *seen |= bit(conversation);
    }

    /// Puts them in order.
    pub(super) fn sort(&mut self) {
        self.reps.sort_unstable();
    }

    /// Those who worked in the conversation with this code, each once.
    pub(super) fn of(&self, conversation: u8) -> impl Iterator<Item = u32> + '_ {
        let worked = move |rep: &u32| {
            let seen = self.seen.get(*rep as usize).copied().unwrap_or_default();
            seen & bit(conversation) != 0
        };
        self.reps.iter().copied().filter(worked)
    }
}

/// That of a conversation; there are fewer codes than bits.
const fn bit(conversation: u8) -> u8 {
    1 << (conversation % 8)
}
