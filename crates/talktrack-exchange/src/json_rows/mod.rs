//! Rows of JSON: one object a line, or the elements of an array, or objects one after another.

mod documents;

use std::sync::Arc;

use memchr::memchr;
use talktrack::ledger::Origin;
use talktrack::model::UseTexts;

use self::documents::Documents;
use crate::about::{About, Row};
use crate::batch::Batch;
use crate::error::Error;
use crate::import::Rows;
use crate::input::Input;
use crate::raw::RowBytes;
use crate::reader::{Dialect, Reader};
use crate::reconciliation::Tally;
use crate::{json, json_use};

/// How the objects of a file of JSON stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One a line: a broken line breaks nothing but itself.
    Lines,
    /// One after another, over several lines.
    Sequence,
    /// As the elements of an array.
    Array,
    /// As the elements of an array within an object, under this name.
    Envelope(String),
}

/// Reads one object a row. Blank lines are passed over; lines are counted with them, elements are
/// counted by themselves.
pub(crate) struct JsonRows {
    origin: Arc<Origin>,
    reader: Reader,
    /// Nothing of it where each line is a row.
    documents: Option<Documents>,
    /// The line that was read last.
    line: RowBytes,
    row: u64,
}

impl JsonRows {
    pub(crate) fn new(name: &str, layout: &Layout, reader: Reader) -> Self {
        let origin = Origin {
            name: name.to_owned(),
            format: reader.dialect.format().to_owned(),
            context: reader.context().to_text(),
        };
        let documents = (*layout != Layout::Lines).then(|| Documents::new(layout));
        Self { origin: Arc::new(origin), reader, documents, line: RowBytes::at(0), row: 0 }
    }

    /// Moves on to the next row that is not blank; `false` at the end.
    fn advance(&mut self, input: &mut Input<'_>) -> Result<bool, Error> {
        loop {
            let found = match &mut self.documents {
                None => line(input, &mut self.line)?,
                Some(documents) => match documents.next(input)? {
                    Some(row) => {
                        self.line = row;
                        true
                    }
                    None => false,
                },
            };
            if !found {
                return Ok(false);
            }
            self.row += 1;
            let is_blank = |bytes: &[u8]| bytes.trim_ascii().is_empty();
            if !self.line.bytes().is_ok_and(is_blank) {
                return Ok(true);
            }
        }
    }

    /// The row that was read last, to be recorded by itself.
    fn row(&mut self) -> Row {
        let mut about = About::default();
        let row = std::mem::replace(&mut self.line, RowBytes::at(0));
        let content = row.bytes().and_then(|bytes| self.reader.json(bytes, &mut about));
        Row::new(&self.origin, self.row, row, content, about)
    }

    /// Takes the row that was read last as a use, if it is nothing else.
    fn is_taken(&self, batch: &mut Batch) -> bool {
        let text = self.line.bytes().ok().filter(|_| matches!(self.reader.dialect, Dialect::Ours));
        let Some(text) = text.and_then(|bytes| json::text(bytes).ok()) else { return false };
        let (mut says, times) = (UseTexts::default(), &self.reader.setting.times);
        json_use::read(text, &mut says)
            && batch.take_use(&self.origin, self.row, text.as_bytes(), &says, times)
    }
}

impl Rows for JsonRows {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row>, Error> {
        Ok(self.advance(input)?.then(|| self.row()))
    }

    fn read(
        &mut self,
        input: &mut Input<'_>,
        batch: &mut Batch,
        tally: &mut Tally,
    ) -> Result<bool, Error> {
        let found = self.advance(input)?;
        if found && !self.is_taken(batch) {
            batch.push(self.row(), tally);
        }
        Ok(found)
    }

    fn notes(&self) -> Vec<String> {
        self.documents.as_ref().map(Documents::notes).unwrap_or_default()
    }
}

/// Reads the next line without its end into `row`; `false` at the end of the file.
fn line(input: &mut Input<'_>, row: &mut RowBytes) -> Result<bool, Error> {
    row.begin(input.offset());
    loop {
        let chunk = input.chunk()?;
        if let Some(length) = memchr(b'\n', chunk) {
            row.push(&chunk[..length]);
            input.consume(length + 1);
            row.trim_end(b"\r");
            return Ok(true);
        }
        let length = chunk.len();
        if length == 0 {
            return Ok(!row.is_empty());
        }
        row.push(chunk);
        input.consume(length);
    }
}
