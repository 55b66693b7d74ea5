//! The bytes of a file as they come, through one buffer of fixed size.

use std::io::{ErrorKind, Read};
use std::ops::ControlFlow;

use crate::error::Error;
use crate::progress::Watch;

const BUFFER: usize = 64 * 1024;

/// A file, or whatever else rows are read from.
pub(crate) struct Input<'a> {
    from: &'a mut dyn Read,
    name: &'a str,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    ended: bool,
    pub(crate) watch: Watch<'a>,
}

impl<'a> Input<'a> {
    /// Begins to read: looks whether it is text at all, and passes over a byte order mark.
    pub(crate) fn open(
        from: &'a mut dyn Read,
        name: &'a str,
        watch: Watch<'a>,
    ) -> Result<Self, Error> {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        let mut input = Self { from, name, buffer, start: 0, end: 0, ended: false, watch };
        while input.end < 4 && input.read_more()? {}
        let beginning = &input.buffer[..input.end];
        if let Some(problem) = not_text(beginning) {
            return Err(Error::NotText { name: name.to_owned(), problem });
        }
        if beginning.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        Ok(input)
    }

    /// Begins to read what is known to be one row.
    pub(crate) fn plain(from: &'a mut dyn Read, watch: Watch<'a>) -> Self {
        let buffer = vec![0; BUFFER].into_boxed_slice();
        Self { from, name: "", buffer, start: 0, end: 0, ended: false, watch }
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
        self.watch.progress.bytes += length as u64;
    }

    /// How many bytes were consumed.
    pub(crate) const fn offset(&self) -> u64 {
        self.watch.progress.bytes
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

    fn broken(&self, source: std::io::Error) -> Error {
        let attempted = format!("go on reading {} {}", self.name, self.watch.progress);
        Error::Io { attempted, source }
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

/// What a file that begins with `bytes` is, if it is not text in UTF-8.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 6] = [
        (b"\xff\xfe", "is text in UTF-16: save it as UTF-8"),
        (b"\xfe\xff", "is text in UTF-16: save it as UTF-8"),
        (b"\x1f\x8b", "is compressed with gzip: unpack it first"),
        (b"\x28\xb5\x2f\xfd", "is compressed with zstd: unpack it first"),
        (
            b"PK\x03\x04",
            "is a spreadsheet or a zip archive: save the sheet as CSV in UTF-8, or unpack it first",
        ),
        (b"PAR1\x15", "is a Parquet file: convert it to CSV or JSON lines first"),
    ];
    let known = KINDS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    known.map(|(_, problem)| *problem).or_else(|| {
        let binary = bytes.iter().take(4).any(|byte| *byte == 0);
        binary.then_some("is not text in UTF-8 (it holds NUL bytes): save it as UTF-8")
    })
}
