//! How well a rule finds what should be retired or reworked.

/// How many assets a rule named, and how many of those it should have named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RetireRule {
    /// Named, and rightly.
    pub right: u64,
    /// Named.
    pub named: u64,
    /// What should have been named.
    pub wanted: u64,
}

impl RetireRule {
    /// Counts an asset.
    pub const fn add(&mut self, wanted: bool, named: bool) {
        self.right += (wanted && named) as u64;
        self.named += named as u64;
        self.wanted += wanted as u64;
    }

    /// Both together.
    pub const fn merge(&mut self, other: Self) {
        self.right += other.right;
        self.named += other.named;
        self.wanted += other.wanted;
    }

    /// Of those it named, the share that it should have named.
    pub fn precision(self) -> Option<f64> {
        (self.named > 0).then(|| self.right as f64 / self.named as f64)
    }

    /// Of those it should have named, the share that it did.
    pub fn recall(self) -> Option<f64> {
        (self.wanted > 0).then(|| self.right as f64 / self.wanted as f64)
    }
}
