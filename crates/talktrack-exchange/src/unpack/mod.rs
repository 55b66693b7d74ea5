//! Files as text in UTF-8, whatever they are packed in: gzip, zstd, UTF-16.

mod limit;
mod utf16;

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use zstd::stream::read::Decoder as ZstdDecoder;

pub(crate) use self::limit::TooMuch;
pub use self::limit::Unpacking;
use self::limit::{Counted, Limited};
use self::utf16::Utf16;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// A file as the bytes that it holds.
pub(crate) struct Unpacked<'a> {
    pub(crate) bytes: Box<dyn Read + 'a>,
    /// How many bytes of the file were read, where that is not how many came out of it.
    pub(crate) taken: Option<Rc<Cell<u64>>>,
    /// What it was packed in, in words.
    pub(crate) how: String,
}

/// Looks what a file is packed in, and unpacks it while it is read.
pub(crate) fn unpacked<'a>(from: &'a mut dyn Read, limits: Unpacking) -> io::Result<Unpacked<'a>> {
    let (mark, from) = peeked(from)?;
    let taken = Rc::new(Cell::new(0));
    let counted = Counted { from, taken: Rc::clone(&taken) };
    let (plain, packed): (Box<dyn Read + 'a>, &str) = if mark.starts_with(&GZIP) {
        (Box::new(MultiGzDecoder::new(counted)), ", compressed with gzip")
    } else if mark == ZSTD {
        (Box::new(ZstdDecoder::with_buffer(BufReader::new(counted))?), ", compressed with zstd")
    } else {
        (Box::new(counted), "")
    };
    let (mark, bytes): (_, Box<dyn Read + 'a>) = if packed.is_empty() {
        (mark, plain)
    } else {
        let limited = Limited::new(plain, Rc::clone(&taken), limits);
        let (mark, bytes) = peeked(limited)?;
        (mark, Box::new(bytes))
    };
    let (bytes, text): (Box<dyn Read + 'a>, &str) = match Utf16::of(&mark, bytes) {
        Ok(text) => (Box::new(text), ", in UTF-16"),
        Err(bytes) => (bytes, ""),
    };
    let how = format!("{packed}{text}");
    Ok(Unpacked { bytes, taken: (!how.is_empty()).then_some(taken), how })
}

/// A file whose first bytes were read before.
type Whole<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first four bytes, if there are as many, and all of it.
fn peeked<R: Read>(mut from: R) -> io::Result<(Vec<u8>, Whole<R>)> {
    let mut mark = Vec::new();
    while mark.len() < 4 {
        let mut buffer = [0; 4];
        let room = buffer.len() - mark.len();
        match from.read(&mut buffer[..room]) {
            Ok(0) => break,
            // A reader that claims more than it was given room for is not to be trusted.
            Ok(length) => mark.extend_from_slice(&buffer[..length.min(room)]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((mark.clone(), Cursor::new(mark).chain(from)))
}
