//! A column of keys: each distinct one once, and a number per row.

use std::collections::HashMap;
use std::hash::Hash;

use super::invalid::Invalid;

/// A column of keys: each distinct one once, and a number per row.
#[derive(Debug, Clone)]
pub struct Keyed<K> {
    pub(super) keys: Vec<K>,
    pub(super) codes: Vec<u32>,
    /// Where the keys stand in a list that outlives the column, if there is one.
    pub(super) listed: Option<Listed>,
}

impl<K: PartialEq> PartialEq for Keyed<K> {
    fn eq(&self, other: &Self) -> bool {
        (&self.keys, &self.codes) == (&other.keys, &other.codes)
    }
}

impl<K: Eq> Eq for Keyed<K> {}

impl<K> Keyed<K> {
    /// Stands in a row that names nothing.
    pub const NONE: u32 = u32::MAX;

    /// A row's code is the position of its key in `keys`, or [`Keyed::NONE`].
    pub fn new(keys: Vec<K>, codes: Vec<u32>) -> Result<Self, Invalid> {
        if codes.iter().any(|code| *code != Self::NONE && *code as usize >= keys.len()) {
            return Err(Invalid::new("codes", "name a key that is not there"));
        }
        Ok(Self { keys, codes, listed: None })
    }

    /// The key of a row.
    pub fn get(&self, row: usize) -> Option<&K> {
        self.keys.get(*self.codes.get(row)? as usize)
    }

    /// The distinct keys.
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// The distinct keys, and the position of each row's key.
    pub fn into_parts(self) -> (Vec<K>, Vec<u32>) {
        (self.keys, self.codes)
    }

    /// The position of each row's key.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Where the keys stand in a list that outlives the column.
    pub(crate) const fn listed(&self) -> Option<&Listed> {
        self.listed.as_ref()
    }
}

impl<K: Eq + Hash + Clone> FromIterator<Option<K>> for Keyed<K> {
    fn from_iter<I: IntoIterator<Item = Option<K>>>(values: I) -> Self {
        let (mut keys, mut codes, mut known) = (Vec::new(), Vec::new(), HashMap::new());
        for value in values {
            codes.push(match value {
                None => Self::NONE,
                Some(key) => *known.entry(key).or_insert_with_key(|key| {
                    keys.push(key.clone());
                    u32::try_from(keys.len() - 1).unwrap_or(Self::NONE)
                }),
            });
        }
        Self { keys, codes, listed: None }
    }
}

/// Where the keys of a column stand in a list that outlives it: who remembers something of each place needs
/// not look for the texts again.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) list: u64,
    pub(crate) places: Vec<u32>,
}
