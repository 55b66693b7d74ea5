//! The bytes of a file as they come, through one buffer of fixed size.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::error::Error;
use crate::progress::Watch;
use crate::unpack::TooMuch;

const BUFFER: usize = 64 * 1024;

/// A file, or whatever else rows are read from.
pub(crate) struct Input<'a> {
    from: &'a mut dyn Read,
    name: &'a str,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    ended: bool,
    /// How many bytes were passed over.
    offset: u64,
    /// How many bytes of the file were read, where other bytes come out of it.
    taken: Option<Rc<Cell<u64>>>,
    pub(crate) watch: Watch<'a>,
}

impl<'a> Input<'a> {
    /// Begins to read: looks whether it is text at all, unless it is a table, and passes over a byte order
    /// mark.
    pub(crate) fn open(
        from: &'a mut dyn Read,
        name: &'a str,
        taken: Option<Rc<Cell<u64>>>,
        watch: Watch<'a>,
    ) -> Result<Self, Error> {
        let mut input = Self { taken, ..Self::plain(from, name, watch) };
        while input.end < 8 && input.read_more()? {}
        let beginning = &input.buffer[..input.end];
        if is_table(beginning) {
            return Ok(input);
        }
        if let Some(problem) = not_text(beginning) {
            return Err(Error::NotText { name: name.to_owned(), problem });
        }
        if beginning.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        Ok(input)
    }

    /// Begins to read what is known to be what it should be.
    pub(crate) fn plain(from: &'a mut dyn Read, name: &'a str, watch: Watch<'a>) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        let (start, end, offset) = (0, 0, 0);
        Self { from, name, buffer, start, end, ended: false, offset, taken: None, watch }
    }

    /// Whether it is a table in Arrow IPC.
    pub(crate) fn is_table(&self) -> bool {
        is_table(&self.buffer[self.start..self.end])
    }

    /// What the caller calls it.
    pub(crate) const fn name(&self) -> &str {
        self.name
    }

    /// What comes next; nothing at the end.
    pub(crate) fn chunk(&mut self) -> Result<&[u8], Error> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.read_more()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// As much of what comes next as the buffer holds: to say what the file is. Of a short file all.
    pub(crate) fn beginning(&mut self) -> Result<&[u8], Error> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        while self.end < BUFFER && self.read_more()? {}
        Ok(&self.buffer[..self.end])
    }

    /// What comes next, to the end of its first line if the buffer holds it.
    pub(crate) fn first_line(&mut self) -> Result<&[u8], Error> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        let has_line = |bytes: &[u8]| bytes.trim_ascii_start().contains(&b'\n');
        while self.end < BUFFER && !has_line(&self.buffer[..self.end]) && self.read_more()? {}
        Ok(&self.buffer[..self.end])
    }

    /// Passes over `length` bytes of the chunk.
    pub(crate) fn consume(&mut self, length: usize) {
        self.start += length;
        self.pass_to(self.offset + length as u64);
    }

    /// Has come so far.
    pub(crate) fn pass_to(&mut self, offset: u64) {
        self.offset = offset;
        self.watch.progress.bytes = self.taken.as_ref().map_or(offset, |taken| taken.get());
    }

    /// How many bytes were consumed.
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
    }

    /// Tells whoever watches, who may stop the import.
    pub(crate) fn tell(&mut self) -> Result<(), Error> {
        match self.watch.tell() {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(self.stopped()),
        }
    }

    fn stopped(&self) -> Error {
        Error::Interrupted { name: self.name.to_owned(), so_far: self.watch.progress }
    }

    fn broken(&self, source: io::Error) -> Error {
        unread(self.name, &self.watch, source)
    }

    /// The same error with how far the import has come by now.
    pub(crate) fn brought_up_to_date(&self, error: Error) -> Error {
        match error {
            Error::Interrupted { .. } => self.stopped(),
            Error::Io { source, .. } => self.broken(source),
            other => other,
        }
    }

    /// Reads once behind what the buffer holds; `false` at the end.
    fn read_more(&mut self) -> Result<bool, Error> {
        while !self.ended {
            self.tell()?;
            match self.from.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(length) => {
                    // A reader that claims more than it was given room for is not to be trusted.
                    self.end = (self.end + length).min(BUFFER);
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => return Err(self.broken(source)),
            }
        }
        Ok(false)
    }
}

/// The error of a file that could not be read any further.
pub(crate) fn unread(name: &str, watch: &Watch<'_>, source: io::Error) -> Error {
    match source.get_ref().and_then(|inner| inner.downcast_ref::<TooMuch>()) {
        Some(TooMuch(limit)) => Error::TooLarge { name: name.to_owned(), limit: limit.clone() },
        None => Error::Io { attempted: format!("go on reading {name} {}", watch.progress), source },
    }
}

/// Whether a table in Arrow IPC begins so: a file, or a stream.
fn is_table(beginning: &[u8]) -> bool {
    beginning.starts_with(b"ARROW1\0\0") || beginning.starts_with(&[0xff; 4])
}

/// What a file that begins with `bytes` is, if it is not text in UTF-8.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 5] = [
        (b"\xff\xfe\0\0", "is text in UTF-32: save it as UTF-8"),
        (b"\x1f\x8b", "is compressed twice: unpack it first"),
        (b"\x28\xb5\x2f\xfd", "is compressed twice: unpack it first"),
        (
            b"PK\x03\x04",
            "is a spreadsheet or a zip archive: save the sheet as CSV in UTF-8, or unpack it first",
        ),
        (
            b"PAR1",
            "is a Parquet file, which is read from its end: give it as a file, not compressed",
        ),
    ];
    let known = KINDS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    known.map(|(_, problem)| *problem).or_else(|| {
        let binary = bytes.iter().take(4).any(|byte| *byte == 0);
        binary.then_some("is not text in UTF-8 (it holds NUL bytes): save it as UTF-8")
    })
}
