//! Cuts JSON into values without reading them: arrays of any length, in bounded memory.

use super::Layout;
use crate::error::Error;
use crate::input::Input;
use crate::raw::RowBytes;

/// The member of an envelope that says where the next page is: what xAPI calls it.
const MORE: &[u8] = b"\"more\"";

/// Cuts a file into the values that are its rows.
pub(super) struct Documents {
    /// The name of the array in the envelope, in quotes; an array alone has none.
    array: Option<Box<[u8]>>,
    /// Whether the rows stand in an array at all.
    within: bool,
    place: Place,
    /// Whether the server that the file comes from had more pages.
    more: bool,
    cut_off: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Outside of everything.
    Top,
    /// Between the elements of the array.
    Elements,
    /// Between the members of the envelope.
    Members,
}

impl Documents {
    pub(super) fn new(layout: &Layout) -> Self {
        let array = match layout {
            Layout::Envelope(name) => Some(format!("\"{name}\"").into_bytes().into()),
            _ => None,
        };
        let within = matches!(layout, Layout::Array | Layout::Envelope(_));
        Self { array, within, place: Place::Top, more: false, cut_off: false }
    }

    /// What is worth knowing once all rows are read.
    pub(super) fn notes(&self) -> Vec<String> {
        let more = "the server had more than this page, which names the next one under more: import the other pages too";
        let cut_off =
            "the file ends before its array does: it was cut off, and the rest is missing";
        let notes = [(self.more, more), (self.cut_off, cut_off)];
        notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| (*note).to_owned()).collect()
    }

    /// The next row, or nothing at the end. What is not as it should be is a row too, to be refused.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<Option<RowBytes>, Error> {
        loop {
            let Some(byte) = next_byte(input)? else {
                self.cut_off |= self.place != Place::Top;
                return Ok(None);
            };
            match (self.place, byte) {
                (Place::Top, b'[') if self.within => self.enter(input, Place::Elements),
                (Place::Top, b'{') if self.array.is_some() => self.enter(input, Place::Members),
                (Place::Elements, b']') => {
                    let outside = if self.array.is_some() { Place::Members } else { Place::Top };
                    self.enter(input, outside);
                }
                (Place::Members, b'}') => self.enter(input, Place::Top),
                (Place::Members, b'"') => {
                    if let Some(row) = self.member(input)? {
                        return Ok(Some(row));
                    }
                }
                _ => return value(input).map(Some),
            }
        }
    }

    fn enter(&mut self, input: &mut Input<'_>, place: Place) {
        input.consume(1);
        self.place = place;
    }

    /// Passes over a member of the envelope, or into it. What has no value is a row.
    fn member(&mut self, input: &mut Input<'_>) -> Result<Option<RowBytes>, Error> {
        let name = value(input)?;
        if next_byte(input)? != Some(b':') {
            return Ok(Some(name));
        }
        input.consume(1);
        let is_array = next_byte(input)? == Some(b'[');
        let called = name.bytes().unwrap_or_default();
        if is_array && self.array.as_deref() == Some(called) {
            self.enter(input, Place::Elements);
            return Ok(None);
        }
        let said = value(input)?;
        let says_more = !matches!(said.bytes().unwrap_or_default(), b"\"\"" | b"null" | b"");
        self.more |= called == MORE && says_more;
        Ok(None)
    }
}

/// The next byte that is neither a space nor a comma.
fn next_byte(input: &mut Input<'_>) -> Result<Option<u8>, Error> {
    loop {
        let chunk = input.chunk()?;
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
        let between = chunk.iter().position(|byte| !is_between(byte)).unwrap_or(chunk.len());
        let (found, ended) = (chunk.get(between).copied(), chunk.is_empty());
        input.consume(between);
        if found.is_some() || ended {
            return Ok(found);
        }
    }
}

/// The bytes of the value that comes next: to the bracket that closes it, to its last quote, or to what
/// ends a number or a word. At least one byte.
fn value(input: &mut Input<'_>) -> Result<RowBytes, Error> {
    let mut row = RowBytes::at(input.offset());
    let mut cut = Cut::default();
    loop {
        let chunk = input.chunk()?;
        if chunk.is_empty() {
            return Ok(row);
        }
        let (length, ended) = cut.pass(chunk);
        row.push(&chunk[..length]);
        input.consume(length);
        if ended {
            return Ok(row);
        }
    }
}

/// How far into a value the bytes have come.
#[derive(Default)]
struct Cut {
    begun: bool,
    depth: u64,
    in_text: bool,
    escaped: bool,
}

impl Cut {
    /// How many of these bytes belong to the value, and whether it ended.
    fn pass(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (place, byte) in bytes.iter().enumerate() {
            if self.in_text {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_text = false;
                        if self.depth == 0 {
                            return (place + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if self.depth > 0 || !self.begun => self.in_text = true,
                b'{' | b'[' if self.depth > 0 || !self.begun => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (place + 1, true);
                    }
                }
                _ if self.depth == 0 && self.begun && ends_a_word(*byte) => return (place, true),
                _ => {}
            }
            self.begun = true;
        }
        (bytes.len(), false)
    }
}

fn ends_a_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']')
}
