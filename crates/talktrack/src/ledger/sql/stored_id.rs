//! Event ids in memory: a UUID as its 16 bytes, anything else as text.

use std::cmp::Ordering;

use uuid::Uuid;

use crate::model::canonical_uuid;

/// An event id on its way into or out of a store.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum StoredId {
    /// A UUID, whose text is its canonical form.
    Uuid([u8; 16]),
    /// Anything else.
    Text(Box<str>),
}

impl StoredId {
    /// Only the canonical form of a UUID is packed, so that every id reads back as it was written.
    pub fn of(id: &str) -> Self {
        match canonical_uuid(id) {
            Some(uuid) => Self::Uuid(uuid.into_bytes()),
            None => Self::Text(id.into()),
        }
    }

    /// The id as people write it.
    pub fn text(&self) -> String {
        self.with_text(str::to_owned)
    }

    /// Lends the text without a place of its own on the heap.
    pub fn with_text<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match self {
            Self::Uuid(bytes) => {
                read(Uuid::from_bytes(*bytes).hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
            Self::Text(text) => read(text),
        }
    }
}

/// The order of the index: bytes by bytes, where two UUIDs are compared at once.
impl Ord for StoredId {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Uuid(one), Self::Uuid(other)) => {
                u128::from_be_bytes(*one).cmp(&u128::from_be_bytes(*other))
            }
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Uuid(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Uuid(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for StoredId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Uuid> for StoredId {
    fn from(uuid: Uuid) -> Self {
        Self::Uuid(uuid.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_reads_back_as_it_was_written() {
        let packed = "0195a2b4-7c1e-7f00-8000-0123456789ab";
        assert!(matches!(StoredId::of(packed), StoredId::Uuid(_)));
        for id in [packed, &packed.to_uppercase(), &packed.replace('-', ""), "e1", "{}"] {
            assert_eq!(StoredId::of(id).text(), id);
        }
    }
}
