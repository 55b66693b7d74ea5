//! The bytes of one row while they stream by: kept while the row is short enough to be read, and
//! otherwise only measured.

use talktrack::ledger::Raw;
use talktrack::model::Invalid;

/// The longest row that is read. A longer one is measured, skipped and refused.
pub(crate) const LONGEST_ROW: usize = 1 << 20;

/// The bytes of one row.
pub(crate) struct RowBytes {
    offset: u64,
    length: u64,
    kept: Vec<u8>,
    /// There once the row is too long to be kept.
    hasher: Option<Box<blake3::Hasher>>,
}

impl RowBytes {
    /// A row that begins `offset` bytes into its origin.
    pub(crate) const fn at(offset: u64) -> Self {
        Self { offset, length: 0, kept: Vec::new(), hasher: None }
    }

    /// Begins another row in the place of one that is done with.
    pub(crate) fn begin(&mut self, offset: u64) {
        self.kept.clear();
        *self = Self { kept: std::mem::take(&mut self.kept), ..Self::at(offset) };
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(bytes);
        } else if self.kept.len() + bytes.len() <= LONGEST_ROW {
            self.kept.extend_from_slice(bytes);
        } else {
            let mut hasher = Box::new(blake3::Hasher::new());
            hasher.update(&self.kept);
            hasher.update(bytes);
            self.hasher = Some(hasher);
            self.kept = Vec::new();
        }
    }

    /// Takes the last byte away if it is `end`.
    pub(crate) fn trim_end(&mut self, end: &[u8]) {
        if let Some(last) = self.kept.last()
            && end.contains(last)
        {
            self.kept.pop();
            self.length -= 1;
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Its bytes, or the refusal of a row that is too long to be read.
    pub(crate) fn bytes(&self) -> Result<&[u8], Invalid> {
        match self.hasher {
            None => Ok(&self.kept),
            Some(_) => Err(Invalid::new(
                "row",
                format!(
                    "is {} bytes long, and the longest that is read is 1 MiB: is a line end or a closing quote missing?",
                    self.length
                ),
            )),
        }
    }

    /// The row as the quarantine keeps it.
    pub(crate) fn into_raw(self) -> Raw {
        let Self { offset, length, kept, hasher } = self;
        match hasher {
            None if kept.len() <= Raw::LONGEST => Raw::Whole(kept),
            None => Raw::TooLong { length, hash: *blake3::hash(&kept).as_bytes(), offset },
            Some(hasher) => Raw::TooLong { length, hash: *hasher.finalize().as_bytes(), offset },
        }
    }
}
