//! Bytes into rows of cells, with the bytes and the line of each row.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::memchr2_iter;
use talktrack::model::Invalid;

use super::quotes::Quotes;
use crate::error::Error;
use crate::input::Input;
use crate::json;
use crate::raw::{LONGEST_ROW, RowBytes};

/// The most cells that a row can have: a power of two, more than any spreadsheet has.
const MOST_CELLS: usize = 1 << 15;

const TOO_MANY: &str = "has more than 32,767 cells";

/// Splits a CSV into rows. It holds one row at a time.
pub(super) struct Splitter {
    reader: Reader,
    delimiter: u8,
    /// The cells of a row one behind the other, without quotes.
    cells: Vec<u8>,
    /// Where each cell ends.
    ends: Vec<usize>,
    lines: Lines,
    /// The bytes of a row that is done with, whose place the next one takes.
    spare: RowBytes,
}

/// One row.
pub(super) struct Row<'a> {
    line: u64,
    bytes: RowBytes,
    cells: &'a [u8],
    ends: &'a [usize],
    /// What is wrong with its quotes.
    quotes: Option<String>,
    too_many: bool,
}

impl Splitter {
    /// Splits what begins on this line.
    pub(super) fn new(delimiter: u8, line: u64) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            cells: vec![0; 1024],
            ends: vec![0; 32],
            lines: Lines { begun: line, after_cr: false },
            spare: RowBytes::at(0),
        }
    }

    /// The next row, or nothing at the end. Blank lines are passed over.
    pub(super) fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row<'_>>, Error> {
        self.pass_over_blank_lines(input)?;
        let line = self.lines.begun;
        let mut bytes = std::mem::replace(&mut self.spare, RowBytes::at(0));
        bytes.begin(input.offset());
        let mut quotes = Quotes::of_row_on(line);
        let (mut filled, mut count, mut too_many) = (0, 0, false);
        // The last row gets a line end, if the file ends without: inside quotes that ends nothing.
        let mut closing: &[u8] = b"\n";
        loop {
            let chunk = input.chunk()?;
            let at_end = chunk.is_empty();
            let fed = if at_end && !bytes.is_empty() { closing } else { chunk };
            let (result, read, written, ended) =
                self.reader.read_record(fed, &mut self.cells[filled..], &mut self.ends[count..]);
            let unclosed = fed.is_empty();
            if at_end {
                closing = &closing[read..];
            } else {
                let piece = &chunk[..read];
                self.lines.pass(piece);
                // A row that is there at once, on one line, needs no closer look.
                let is_whole = bytes.is_empty() && matches!(result, ReadRecordResult::Record);
                if !is_whole || self.lines.begun > line + 1 {
                    quotes.pass(piece, self.delimiter);
                }
                bytes.push(piece);
                input.consume(read);
            }
            (filled, count) = (filled + written, count + ended);
            match result {
                ReadRecordResult::Record => {
                    if !at_end {
                        bytes.trim_end(b"\r\n");
                    }
                    let (cells, ends) = (&self.cells[..filled], &self.ends[..count]);
                    let quotes = quotes.problem(!unclosed);
                    return Ok(Some(Row { line, bytes, cells, ends, quotes, too_many }));
                }
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    filled = make_room(&mut self.cells, filled, 2 * LONGEST_ROW);
                }
                ReadRecordResult::OutputEndsFull => {
                    count = make_room(&mut self.ends, count, MOST_CELLS);
                    too_many |= count == 0;
                }
            }
        }
    }

    /// Takes back the bytes of a row that is done with.
    pub(super) fn reuse(&mut self, bytes: RowBytes) {
        self.spare = bytes;
    }

    fn pass_over_blank_lines(&mut self, input: &mut Input<'_>) -> Result<(), Error> {
        loop {
            let chunk = input.chunk()?;
            let is_text = |byte: &u8| !matches!(byte, b'\r' | b'\n');
            let blank = chunk.iter().position(is_text).unwrap_or(chunk.len());
            let is_over = blank < chunk.len() || chunk.is_empty();
            self.lines.pass(&chunk[..blank]);
            input.consume(blank);
            if is_over {
                return Ok(());
            }
        }
    }
}

/// Makes `buffer` larger and returns where to go on. Beyond `most`, a row is written over itself:
/// it will be refused, and only its end is still looked for.
fn make_room<T: Clone + Default>(buffer: &mut Vec<T>, filled: usize, most: usize) -> usize {
    if buffer.len() >= most {
        return 0;
    }
    buffer.resize(buffer.len() * 2, T::default());
    filled
}

impl<'a> Row<'a> {
    /// The line on which it begins, counted from 1.
    pub(super) const fn line(&self) -> u64 {
        self.line
    }

    /// Its cells, without spaces at their ends.
    pub(super) fn cells(&self) -> Result<Vec<&'a str>, Invalid> {
        if let Some(problem) = &self.quotes {
            return Err(Invalid::new("row", problem.clone()));
        }
        let bytes = self.bytes.bytes()?;
        if self.too_many {
            return Err(Invalid::new("row", TOO_MANY));
        }
        // Looked at together: what is cut within a character is no text by itself.
        json::text(bytes)?;
        let all = json::text(self.cells)?;
        let mut cells = Vec::with_capacity(self.ends.len());
        let mut begin = 0;
        for &end in self.ends {
            let cell = all.get(begin..end).map(str::trim);
            cells.push(cell.ok_or_else(|| Invalid::new("text", "is not UTF-8: save it as UTF-8"))?);
            begin = end;
        }
        Ok(cells)
    }

    /// Its bytes, if it is short enough to be read.
    pub(super) fn text(&self) -> Option<&[u8]> {
        self.bytes.bytes().ok()
    }

    pub(super) fn into_bytes(self) -> RowBytes {
        self.bytes
    }
}

/// Counts lines, whether they end with LF, CR LF or CR.
struct Lines {
    /// The line that the last byte stands on or, after a line end, the next one.
    begun: u64,
    after_cr: bool,
}

impl Lines {
    fn pass(&mut self, bytes: &[u8]) {
        let Some(&last) = bytes.last() else { return };
        for place in memchr2_iter(b'\r', b'\n', bytes) {
            let follows_cr = match place.checked_sub(1) {
                Some(before) => bytes[before] == b'\r',
                None => self.after_cr,
            };
            self.begun += u64::from(bytes[place] == b'\r' || !follows_cr);
        }
        self.after_cr = last == b'\r';
    }
}
