//! The keys that rows of a file name: each is checked and kept once, however many batches name it.

use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

use super::key::{AssetKey, DealKey, Key, RepKey, Word};
use super::keyed::{Keyed, Listed};
use super::text_numbers::TextNumbers;

/// Beyond so many bytes the lists begin anew, so that a file of different keys does not fill the memory.
const MOST_BYTES: usize = 48 << 20;
/// What a key takes beside its text.
const BESIDE: usize = 16;

/// The keys that uses of a file name, which outlive the batches that the file is recorded in.
#[derive(Debug)]
pub(super) struct UseKeys {
    /// Tells these lists from others.
    number: u64,
    pub(super) rep: KeyList<RepKey>,
    pub(super) asset: KeyList<AssetKey>,
    pub(super) deal: KeyList<DealKey>,
    pub(super) account: KeyList<Word>,
    pub(super) version: KeyList<Word>,
    pub(super) contact: KeyList<Word>,
    pub(super) channel: KeyList<Word>,
}

impl Default for UseKeys {
    fn default() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            rep: KeyList::default(),
            asset: KeyList::default(),
            deal: KeyList::default(),
            account: KeyList::default(),
            version: KeyList::default(),
            contact: KeyList::default(),
            channel: KeyList::default(),
        }
    }
}

impl UseKeys {
    /// Begins anew if the keys take too much memory, which may be done while no uses are under way, whose rows
    /// are places in the lists.
    pub(super) fn stay_small(&mut self) {
        let words = [&self.account, &self.version, &self.contact, &self.channel];
        let words: usize = words.iter().map(|list| list.size()).sum();
        if self.rep.size() + self.asset.size() + self.deal.size() + words > MOST_BYTES {
            *self = Self::default();
        }
    }

    pub(super) const fn number(&self) -> u64 {
        self.number
    }
}

/// The place of a row that names nothing.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Distinct keys, each with its place.
#[derive(Debug)]
pub(super) struct KeyList<K> {
    places: TextNumbers,
    /// Where among the texts the key of each place stands.
    begins: Vec<u32>,
    of: PhantomData<K>,
}

impl<K> Default for KeyList<K> {
    fn default() -> Self {
        Self { places: TextNumbers::default(), begins: Vec::new(), of: PhantomData }
    }
}

impl<K: Key> KeyList<K> {
    /// How much memory they take, about.
    const fn size(&self) -> usize {
        self.places.size() + self.begins.len() * BESIDE
    }

    /// The place of a key, which is checked when it is met first; none if it cannot be one.
    pub(super) fn place(&mut self, text: &str) -> Option<u32> {
        let Self { places, begins, .. } = self;
        let begin = places.size();
        places.get_or_insert(text, || {
            K::check(text).ok()?;
            let place = u32::try_from(begins.len()).ok()?;
            begins.push(u32::try_from(begin).ok()?);
            Some(place)
        })
    }

    /// The same of a row that may name nothing.
    pub(super) fn place_or_none(&mut self, text: Option<&str>) -> Option<u32> {
        text.map_or(Some(NOWHERE), |text| self.place(text))
    }

    /// The column whose rows are at these places: with the keys that it names, and no others.
    pub(super) fn column(&self, list: u64, mut rows: Vec<u32>) -> Keyed<K> {
        let mut codes = vec![Keyed::<K>::NONE; self.begins.len()];
        let mut places = Vec::new();
        for row in &mut rows {
            // A row that names nothing is at no place, and its code is that of none.
            let Some(code) = codes.get_mut(*row as usize) else { continue };
            if *code == Keyed::<K>::NONE {
                // There are no more codes than places.
                *code = u32::try_from(places.len()).unwrap_or(Keyed::<K>::NONE);
                places.push(*row);
            }
            *row = *code;
        }
        let begins = places.iter().filter_map(|place| self.begins.get(*place as usize));
        let keys = begins.map(|begin| K::of_checked(self.places.text_at(*begin))).collect();
        Keyed { keys, codes: rows, listed: Some(Listed { list, places }) }
    }

    /// The same, or nothing if no row names anything.
    pub(super) fn column_if_filled(&self, list: u64, rows: Vec<u32>) -> Option<Keyed<K>> {
        (!rows.is_empty()).then(|| self.column(list, rows))
    }
}
