//! What makes two facts the same: an id derived from what a fact says, and a digest of many.

use std::fmt;
use std::str::FromStr;

use super::canonical::{Canonical, Piece, RowForm};
use super::catalogue::Entry;
use super::event::{Event, Record};
use super::fields::Written;
use super::flat::Flat;
use super::invalid::Invalid;
use super::key::{EventId, Source};
use super::time::Timestamp;

/// A digest of a set of facts: the sum, modulo 2^128, of a BLAKE3 hash of each.
///
/// A sum does not depend on the order or on how the facts were batched, and grows by one addition
/// a fact. Two ledgers with the same digest hold the same facts, but for accidents less likely than
/// failing hardware; it is no defence against somebody who crafts facts to collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(u128);

impl Digest {
    /// The digest of no facts.
    pub const EMPTY: Self = Self(0);

    /// The digest of one event with its id.
    pub fn of_event(event: &Event, id: &EventId) -> Self {
        let row = Flat::of_event(event);
        Self::of_row(event.source(), event.at(), &row, id.as_str())
    }

    /// The digest of an event that is laid out already.
    pub(crate) fn of_row(source: &Source, at: Timestamp, row: &Flat<'_>, id: &str) -> Self {
        let mut sum = DigestSum::default();
        sum.add(&RowForm::of(source, at, row), id);
        sum.take()
    }

    /// The digest of what a catalogue entry says, without its time: equal entries have equal ones,
    /// and of two versions with the same time the one with the greater holds.
    pub fn of_entry(entry: &Entry) -> Self {
        let mut fields = Written::default();
        entry.write(&mut fields);
        let mut canonical = Canonical::new(b'c');
        canonical.text(Piece::Text(entry.kind().as_str()));
        canonical.text(Piece::Text(&fields.sorted_json()));
        Self(u128::from_le_bytes(canonical.finish()))
    }

    /// The digest of a version: an entry with digest `entry` that holds from `at`.
    pub fn of_version(entry: Self, at: Timestamp) -> Self {
        let mut canonical = Canonical::new(b'v');
        canonical.number(Some(at.micros()));
        canonical.bytes(&entry.to_bytes());
        Self(u128::from_le_bytes(canonical.finish()))
    }

    /// The digest of a record as a ledger holds it: an event with its id, or a dated put.
    pub(crate) fn of_record(record: &Record) -> Self {
        match record {
            Record::Event(event) => event.id().map_or(Self::EMPTY, |id| Self::of_event(event, id)),
            Record::Put(put) => {
                put.at.map_or(Self::EMPTY, |at| Self::of_version(Self::of_entry(&put.entry), at))
            }
        }
    }

    /// The digest of both sets of facts, which must not overlap.
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// The digest of `self` without the facts of `other`, which must be among them.
    pub(crate) const fn minus(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }

    /// The stored form.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// From the stored form.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

/// The digest of many events. Some are written before they are hashed, so that hashing one does not wait
/// for the memory that holds the next one's texts.
#[derive(Debug, Default)]
pub(crate) struct DigestSum {
    canonical: Canonical,
    ends: Vec<usize>,
    sum: Digest,
}

impl DigestSum {
    /// How many are written before they are hashed: few enough to stay near the processor.
    pub(crate) const TOGETHER: usize = 64;

    /// Adds an event that is laid out.
    pub(crate) fn add_row(&mut self, source: &Source, at: Timestamp, row: &Flat<'_>, id: &str) {
        self.add(&RowForm::of(source, at, row), id);
    }

    pub(super) fn add(&mut self, row: &RowForm<'_>, id: &str) {
        self.canonical.begin(b'e');
        self.canonical.text(Piece::Text(id));
        self.canonical.row(row);
        self.ends.push(self.canonical.len());
        if self.ends.len() == Self::TOGETHER {
            self.hash();
        }
    }

    fn hash(&mut self) {
        let Self { canonical, ends, sum } = self;
        canonical.hash_each(ends, |hash| *sum = sum.plus(Digest(u128::from_le_bytes(hash))));
        ends.clear();
    }

    /// The digest of all that was added since the last time.
    pub(crate) fn take(&mut self) -> Digest {
        self.hash();
        std::mem::take(&mut self.sum)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:032x}", self.0)
    }
}

impl FromStr for Digest {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        u128::from_str_radix(text, 16)
            .ok()
            .filter(|_| text.len() == 32)
            .map(Self)
            .ok_or_else(|| Invalid::new("digest", "is not 32 hexadecimal digits"))
    }
}

/// The id of an event that came without one, derived from its content (a UUID of version 8): the
/// same row read twice is the same event.
pub fn content_id(event: &Event) -> EventId {
    content_uuid(event.source(), event.at(), &Flat::of_event(event)).into()
}

/// The id of an event that is laid out already.
pub(crate) fn content_uuid(source: &Source, at: Timestamp, row: &Flat<'_>) -> uuid::Uuid {
    uuid_of_form(&RowForm::of(source, at, row))
}

/// The id of an event whose texts may be written already.
pub(super) fn uuid_of_form(row: &RowForm<'_>) -> uuid::Uuid {
    let mut canonical = Canonical::new(b'i');
    canonical.row(row);
    uuid::Uuid::new_v8(canonical.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, TimeReading};

    fn event(line: &str) -> Event {
        match Record::from_json(line, &TimeReading::strict()).unwrap() {
            Record::Event(event) => event,
            Record::Put(_) => panic!("not an event"),
        }
    }

    #[test]
    fn ids_and_digests_do_not_change_between_releases() {
        let event = event(
            r#"{"type":"use","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","channel":"mail"}"#,
        );
        let id = content_id(&event);
        assert_eq!(id.as_str(), "9f7f1150-2bfe-8494-af5c-0a713944c2fd");
        assert_eq!(Digest::of_event(&event, &id).to_string(), "8f1efef3eaca0c34d50c842ab0303a76");
    }

    #[test]
    fn a_value_in_another_field_is_another_fact() {
        let text = r#"{"type":"use","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","FIELD":"x"}"#;
        let ids: std::collections::HashSet<_> =
            ["deal", "account", "version", "contact", "channel"]
                .iter()
                .map(|field| content_id(&event(&text.replace("FIELD", field))).to_string())
                .collect();
        assert_eq!(ids.len(), 5);
    }

    #[test]
    fn digests_add_up_in_any_order_and_read_back() {
        let a = Digest(u128::MAX - 3);
        let b = Digest(7);
        assert_eq!(a.plus(b), b.plus(a));
        assert_eq!(a.plus(b), Digest(3));
        assert_eq!(a.to_string().parse(), Ok(a));
        assert_eq!(Digest::from_bytes(a.to_bytes()), a);
        assert!("12".parse::<Digest>().is_err());
    }

    #[test]
    fn a_fact_reads_back_from_its_row() {
        let event = event(
            r#"{"type":"engagement","id":"v1","source":"s","at":"2026-03-01T09:30:00Z","use":"u1","use_source":"t","seconds":1.5,"pages":3}"#,
        );
        let row = Flat::of_event(&event);
        let fact: Fact = row.to_fact().unwrap();
        assert_eq!(&fact, event.fact());
    }
}
