//! Numbers and pieces taken from the front of an input; where it has ended they are 0 and empty, so that
//! every input means something.

/// What is left of an input.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// So many bytes, or what is left.
    pub fn piece(&mut self, length: usize) -> &'a [u8] {
        let (piece, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        piece
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.piece(1).first().copied().unwrap_or_default()
    }

    /// The next eight bytes, little-endian.
    pub fn number(&mut self) -> i64 {
        let piece = self.piece(8);
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        i64::from_le_bytes(bytes)
    }
}
