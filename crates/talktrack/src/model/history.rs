//! The versions of one catalogue entry, and which of them holds when.

use super::identity::Digest;
use super::time::Timestamp;

/// The versions of one catalogue entry. The latest that began holds; of two that began together,
/// the one whose content has the greater digest; and the first also holds before it began. So the
/// order in which versions arrive does not matter.
#[derive(Debug, Clone)]
pub struct History<T> {
    /// Sorted by time, then content.
    versions: Vec<Version<T>>,
}

#[derive(Debug, Clone)]
struct Version<T> {
    at: Timestamp,
    content: Digest,
    /// The write that put it: what was asked as of an earlier write does not know it.
    write: u64,
    value: T,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { versions: Vec::new() }
    }
}

impl<T> History<T> {
    /// Adds a version that began at `at` and was put by the write with this number.
    pub fn insert(&mut self, at: Timestamp, content: Digest, write: u64, value: T) {
        let place = self.versions.partition_point(|v| (v.at, v.content) <= (at, content));
        self.versions.insert(place, Version { at, content, write, value });
    }

    /// The version that holds at `at`, of those that the first `writes` writes put, if there is any.
    pub fn holding(&self, at: Timestamp, writes: u64) -> Option<&T> {
        self.version_holding(at, writes).map(|version| &version.value)
    }

    fn version_holding(&self, at: Timestamp, writes: u64) -> Option<&Version<T>> {
        let known = || self.versions.iter().filter(|version| version.write <= writes);
        let latest = known().take_while(|version| version.at <= at).last();
        latest.or_else(|| {
            let first = known().next()?.at;
            known().take_while(|version| version.at == first).last()
        })
    }

    /// From when each version holds, in order, of those that the first `writes` writes put. The first
    /// also holds before.
    pub fn timeline(&self, writes: u64) -> impl Iterator<Item = (Timestamp, &T)> {
        let known = || self.versions.iter().filter(move |version| version.write <= writes);
        // Of versions that began together the last one holds.
        let next = known().skip(1).map(|version| Some(version.at)).chain([None]);
        let holds = known().zip(next).filter(|(version, next)| Some(version.at) != *next);
        holds.map(|(version, _)| (version.at, &version.value))
    }

    /// Whether there is no version.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// Whether there is a version with this value that began at `at`.
    pub fn has(&self, at: Timestamp, value: &T) -> bool
    where
        T: PartialEq,
    {
        self.versions.iter().any(|version| version.at == at && version.value == *value)
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
        versions.iter().for_each(|(t, c, v)| forward.insert(at(*t), content(*c), 1, v));
        versions.iter().rev().for_each(|(t, c, v)| backward.insert(at(*t), content(*c), 1, v));
        for history in [forward, backward] {
            for (t, held) in [(0, "tie"), (10, "tie"), (19, "tie"), (20, "second"), (99, "second")]
            {
                assert_eq!(history.holding(at(t), 1), Some(&&held), "{t}");
            }
            let timeline: Vec<_> = history.timeline(1).map(|(t, v)| (t.micros(), **v)).collect();
            assert_eq!(timeline, [(10, "tie"), (20, "second")]);
            assert_eq!(history.timeline(0).count(), 0);
        }
        assert_eq!(History::<()>::default().holding(at(0), 1), None);
    }

    #[test]
    fn what_was_put_later_is_unknown_to_earlier_writes() {
        let mut history = History::default();
        history.insert(at(20), content(1), 1, "late");
        history.insert(at(10), content(1), 2, "early");
        assert_eq!(history.holding(at(15), 0), None);
        assert_eq!(
            history.holding(at(15), 1),
            Some(&"late"),
            "the first known one also holds before"
        );
        assert_eq!(history.holding(at(15), 2), Some(&"early"));
    }
}
