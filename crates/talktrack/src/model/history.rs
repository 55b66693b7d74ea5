//! The versions of one catalogue entry, and which of them holds when.

use super::identity::Digest;
use super::time::Timestamp;

/// The versions of one catalogue entry. The latest that began holds; of two that began together,
/// the one whose content has the greater digest; and the first also holds before it began. So the
/// order in which versions arrive does not matter.
#[derive(Debug, Clone)]
pub struct History<T> {
    /// Sorted by time, then content.
    versions: Vec<(Timestamp, Digest, T)>,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { versions: Vec::new() }
    }
}

impl<T> History<T> {
    /// Adds a version that began at `at`.
    pub fn insert(&mut self, at: Timestamp, content: Digest, version: T) {
        let place = self.versions.partition_point(|(t, c, _)| (*t, *c) <= (at, content));
        self.versions.insert(place, (at, content, version));
    }

    /// The version that holds at `at`, if there is any version at all.
    pub fn holding(&self, at: Timestamp) -> Option<&T> {
        self.entry_holding(at).map(|(_, _, version)| version)
    }

    /// The content that holds at `at`.
    pub fn content_holding(&self, at: Timestamp) -> Option<Digest> {
        self.entry_holding(at).map(|(_, content, _)| *content)
    }

    fn entry_holding(&self, at: Timestamp) -> Option<&(Timestamp, Digest, T)> {
        let began = self.versions.partition_point(|(t, _, _)| *t <= at);
        if let Some(latest) = began.checked_sub(1) {
            return self.versions.get(latest);
        }
        let first = self.versions.first()?.0;
        let ties = self.versions.partition_point(|(t, _, _)| *t <= first);
        self.versions.get(ties.checked_sub(1)?)
    }

    /// Whether there is no version.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Whether exactly this version is there.
    pub fn contains(&self, at: Timestamp, content: Digest) -> bool {
        self.versions.iter().any(|(t, c, _)| (*t, *c) == (at, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    fn content(byte: u8) -> Digest {
        Digest::from_bytes([byte; 16])
    }

    #[test]
    fn the_latest_holds_ties_go_by_content_and_the_first_holds_before() {
        let mut forward = History::default();
        let mut backward = History::default();
        let versions = [(10, 1, "first"), (10, 2, "tie"), (20, 1, "second")];
        versions.iter().for_each(|(t, c, v)| forward.insert(at(*t), content(*c), v));
        versions.iter().rev().for_each(|(t, c, v)| backward.insert(at(*t), content(*c), v));
        for history in [forward, backward] {
            for (t, held) in [(0, "tie"), (10, "tie"), (19, "tie"), (20, "second"), (99, "second")]
            {
                assert_eq!(history.holding(at(t)), Some(&&held), "{t}");
            }
        }
        assert_eq!(History::<()>::default().holding(at(0)), None);
    }
}
