//! An unambiguous byte form of what a fact says, to be hashed: every value is preceded by whether it is
//! there and how long it is.

use std::borrow::Borrow;

use super::conversation::Conversation;
use super::flat::Flat;
use super::key::Source;
use super::keyed::Keyed;
use super::time::Timestamp;

/// A text on its way into the byte form.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece<'p> {
    None,
    Text(&'p str),
    /// In the byte form already.
    Written(&'p [u8]),
}

impl<'p> Piece<'p> {
    fn of(text: Option<&'p str>) -> Self {
        text.map_or(Self::None, Self::Text)
    }
}

/// What an event says, but for its id, in the order of the byte form.
#[derive(Debug)]
pub(super) struct RowForm<'r> {
    pub(super) source: Piece<'r>,
    pub(super) at: Timestamp,
    pub(super) kind: u8,
    pub(super) conversation: Option<Conversation>,
    pub(super) code: Option<u8>,
    pub(super) number: Option<i64>,
    /// The rep, the asset, the deal, the word and what is only read back.
    pub(super) texts: [Piece<'r>; 5],
    /// The source and the id of the event that it refers to.
    pub(super) reference: [Piece<'r>; 2],
}

impl<'r> RowForm<'r> {
    pub(super) fn of(source: &'r Source, at: Timestamp, row: &'r Flat<'_>) -> Self {
        let texts = [row.rep, row.asset, row.deal, row.word, row.extra.as_deref()];
        let reference = row.reference.as_ref();
        Self {
            source: Piece::Text(source.as_str()),
            at,
            kind: row.kind.code(),
            conversation: row.conversation,
            code: row.code,
            number: row.number,
            texts: texts.map(Piece::of),
            reference: [
                Piece::of(reference.map(|reference| reference.source)),
                Piece::of(reference.map(|reference| reference.id)),
            ],
        }
    }
}

/// The byte form under way. It is gathered and hashed at once, which is much faster than piece by piece.
#[derive(Debug, Default)]
pub(super) struct Canonical(Vec<u8>);

impl Canonical {
    pub(super) fn new(purpose: u8) -> Self {
        let mut canonical = Self(Vec::with_capacity(384));
        canonical.begin(purpose);
        canonical
    }

    /// Begins a form, behind the one before.
    pub(super) fn begin(&mut self, purpose: u8) {
        self.bytes(&[b't', b't', 1, purpose]);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: Piece<'_>) {
        match text {
            Piece::None => self.bytes(&u64::MAX.to_le_bytes()),
            Piece::Text(text) => write_text(&mut self.0, text),
            Piece::Written(bytes) => self.bytes(bytes),
        }
    }

    pub(super) fn number(&mut self, number: Option<i64>) {
        let mut bytes = [0; 9];
        if let Some(number) = number {
            bytes[0] = 1;
            bytes[1..].copy_from_slice(&number.to_le_bytes());
        }
        self.bytes(&bytes);
    }

    pub(super) fn row(&mut self, row: &RowForm<'_>) {
        self.text(row.source);
        self.number(Some(row.at.micros()));
        self.number(Some(row.kind.into()));
        self.number(row.conversation.map(|conversation| conversation.code().into()));
        self.number(row.code.map(i64::from));
        self.number(row.number);
        for text in row.texts.into_iter().chain(row.reference) {
            self.text(text);
        }
    }

    pub(super) fn finish(self) -> [u8; 16] {
        hash(&self.0)
    }

    /// How long all that is written is.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Hashes the forms that end at `ends`, and begins anew.
    pub(super) fn hash_each(&mut self, ends: &[usize], mut take: impl FnMut([u8; 16])) {
        let mut begin = 0;
        for end in ends {
            take(hash(self.0.get(begin..*end).unwrap_or_default()));
            begin = *end;
        }
        self.0.clear();
    }
}

fn hash(bytes: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    half
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

/// A column of keys with each key in the byte form, one beside the other: a key of a row is found near
/// the last one, and put in at once.
#[derive(Debug)]
pub(super) struct Texts<'k> {
    codes: &'k [u32],
    bytes: Vec<u8>,
    /// Where each key ends.
    ends: Vec<usize>,
}

impl<'k> Texts<'k> {
    pub(super) fn of<K: Borrow<str>>(column: &'k Keyed<K>) -> Self {
        let mut texts = Self {
            codes: column.codes(),
            bytes: Vec::new(),
            ends: Vec::with_capacity(column.keys().len()),
        };
        for key in column.keys() {
            write_text(&mut texts.bytes, key.borrow());
            texts.ends.push(texts.bytes.len());
        }
        texts
    }

    fn bytes(&self, row: usize) -> Option<&[u8]> {
        let code = *self.codes.get(row)? as usize;
        let end = *self.ends.get(code)?;
        let begin = code.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        self.bytes.get(begin?..end)
    }

    pub(super) fn get(&self, row: usize) -> Piece<'_> {
        self.bytes(row).map_or(Piece::None, Piece::Written)
    }

    /// Reads a byte of the text of each row, so that the processor fetches all of them from memory at once,
    /// and not one after the other when they are written.
    pub(super) fn fetch(&self, rows: impl Iterator<Item = usize>) {
        let first = |row| self.bytes(row).and_then(|bytes| bytes.first()).copied();
        let read = rows.filter_map(first).fold(0_u8, u8::wrapping_add);
        std::hint::black_box(read);
    }
}
