//! Slow salted hashes: they recognise a key or a name without keeping it.
//!
//! Slow, because keys and names are few and guessable: each guess costs about a millisecond and a
//! mebibyte. docs/adr/0007 says what that protects from, and what not.

use std::collections::HashMap;

use argon2::{Algorithm, Argon2, Params, Version};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::model::EventId;

/// What is hashed: the same text has another hash for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) enum Purpose {
    /// The key of a rep, as it is.
    Key = b'k' as isize,
    /// A key or a name in small letters.
    Word = b'w' as isize,
    /// The id of an event.
    Id = b'i' as isize,
}

pub(in super::super) type Hash = [u8; 32];

/// Hashes with one salt. It remembers what it hashed: rows name the same people again and again.
#[derive(Debug)]
pub(in super::super) struct SlowHash {
    salt: [u8; 16],
    known: HashMap<(Purpose, Box<str>), Hash>,
    /// How many hashes were computed.
    computed: u64,
}

/// Beyond this many remembered hashes the memory starts afresh, so that it stays bounded.
const REMEMBERED: usize = 100_000;

impl SlowHash {
    pub(in super::super) fn new(salt: [u8; 16]) -> Self {
        Self { salt, known: HashMap::new(), computed: 0 }
    }

    /// A salt that nobody had before.
    pub(super) fn fresh_salt() -> [u8; 16] {
        Uuid::new_v4().into_bytes()
    }

    pub(in super::super) const fn salt(&self) -> [u8; 16] {
        self.salt
    }

    pub(in super::super) const fn computed(&self) -> u64 {
        self.computed
    }

    pub(in super::super) fn of(&mut self, purpose: Purpose, text: &str) -> Result<Hash> {
        if let Some(hash) = self.known.get(&(purpose, text.into())) {
            return Ok(*hash);
        }
        let failed = |error: argon2::Error| Error::storage("hash what may be a person", error);
        let params = Params::new(1_024, 2, 1, None).map_err(failed)?;
        let mut input = vec![purpose as u8];
        input.extend_from_slice(text.as_bytes());
        let mut hash = Hash::default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(&input, &self.salt, &mut hash)
            .map_err(failed)?;
        self.computed += 1;
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.insert((purpose, text.into()), hash);
        Ok(hash)
    }

    /// The UUID (of version 8) that stands for an id that tells who it was.
    pub(in super::super) fn id(&mut self, id: &str) -> Result<EventId> {
        let hash = self.of(Purpose::Id, id)?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Ok(EventId::new(Uuid::new_v8(bytes).to_string())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_do_not_change_between_releases_and_differ_by_salt_and_purpose() {
        let mut hash = SlowHash::new([7; 16]);
        let key = hash.of(Purpose::Key, "ada@example.com").unwrap();
        assert_eq!(key, hash.of(Purpose::Key, "ada@example.com").unwrap());
        assert_eq!(hash.computed(), 1);
        assert_ne!(key, hash.of(Purpose::Word, "ada@example.com").unwrap());
        assert_ne!(key, SlowHash::new([8; 16]).of(Purpose::Key, "ada@example.com").unwrap());
        assert_eq!(hash.id("ada-1").unwrap().as_str(), "9c2a5646-fa76-8b9e-960b-891ee29dc50b");
    }
}
