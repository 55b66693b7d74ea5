//! UTF-16 as UTF-8.

use std::io::{self, Read};

/// What no text in UTF-8 holds: stands for what is no text in UTF-16 either, so that its row is refused.
const NO_TEXT: u8 = 0xff;

/// Reads text in UTF-16 that begins with a byte order mark.
pub(super) struct Utf16<R> {
    from: R,
    unit: fn([u8; 2]) -> u16,
    /// Bytes in UTF-16, and where the next one goes.
    units: Box<[u8]>,
    filled: usize,
    /// The first half of a pair whose second half has not come.
    high: Option<u16>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    /// The text of `from`, which begins with `mark`; or `from` as it was if it is not in UTF-16.
    pub(super) fn of(mark: &[u8], from: R) -> Result<Self, R> {
        let unit: fn([u8; 2]) -> u16 = match mark {
            // UTF-32 begins so too.
            [0xff, 0xfe, 0, 0] => return Err(from),
            [0xff, 0xfe, ..] => u16::from_le_bytes,
            [0xfe, 0xff, ..] => u16::from_be_bytes,
            _ => return Err(from),
        };
        let units = vec![0; 16 * 1024].into_boxed_slice();
        let (text, ended) = (Vec::new(), false);
        Ok(Self { from, unit, units, filled: 0, high: None, text, given: 0, ended })
    }

    fn decode(&mut self) {
        (self.given, self.text) = (0, std::mem::take(&mut self.text));
        self.text.clear();
        let whole = self.filled - self.filled % 2;
        let units: Vec<u16> = self.units[..whole]
            .chunks_exact(2)
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(self.unit))
            .collect();
        self.units.copy_within(whole..self.filled, 0);
        self.filled -= whole;
        let mut units: Vec<u16> = self.high.take().into_iter().chain(units).collect();
        let is_high = |unit: &u16| (0xd800..0xdc00).contains(unit);
        if !self.ended {
            self.high = units.pop_if(|unit| is_high(unit));
        }
        let mut buffer = [0; 4];
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => {
                    self.text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
                Err(_) => self.text.push(NO_TEXT),
            }
        }
        if self.ended && self.filled > 0 {
            self.text.push(NO_TEXT);
            self.filled = 0;
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let length = self.from.read(&mut self.units[self.filled..])?;
            self.ended = length == 0;
            self.filled = (self.filled + length).min(self.units.len());
            self.decode();
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let length = rest.len().min(to.len());
        to[..length].copy_from_slice(&rest[..length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], piece: usize) -> Vec<u8> {
        struct Pieces<'a>(&'a [u8], usize);
        impl Read for Pieces<'_> {
            fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
                let length = self.1.min(self.0.len()).min(to.len());
                let (now, later) = self.0.split_at(length);
                to[..length].copy_from_slice(now);
                self.0 = later;
                Ok(length)
            }
        }
        let mut text = Vec::new();
        let mark = &bytes[..4.min(bytes.len())];
        let reader = Utf16::of(mark, Pieces(bytes, piece)).map_err(drop);
        reader.expect("UTF-16").read_to_end(&mut text).expect("text");
        text
    }

    #[test]
    fn both_orders_are_read_in_pieces_of_any_length() {
        let text = "\u{feff}Überblick, 日本 🎉\r\nnext";
        for piece in [1, 3, 7, 1000] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(read(&little, piece), text.as_bytes());
            assert_eq!(read(&big, piece), text.as_bytes());
        }
    }

    #[test]
    fn what_is_no_text_is_none_in_utf_8_either() {
        let lonely = [0xff, 0xfe, b'a', 0, 0x00, 0xd8, b'b', 0, 0x01];
        let text = read(&lonely, 2);
        assert!(std::str::from_utf8(&text).is_err(), "{text:?}");
        assert_eq!(&text[3..], [b'a', NO_TEXT, b'b', NO_TEXT]);
    }
}
