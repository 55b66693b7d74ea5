//! Rows of JSON: one object a line, or the elements of an array, or objects one after another.

mod documents;

use std::sync::Arc;

use memchr::memchr;
use talktrack::ledger::{Origin, Submission};

use self::documents::Documents;
use crate::about::{About, Row};
use crate::error::Error;
use crate::import::Rows;
use crate::input::Input;
use crate::raw::RowBytes;
use crate::reader::Reader;

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
        Self { origin: Arc::new(origin), reader, documents, row: 0 }
    }

    fn next_bytes(&mut self, input: &mut Input<'_>) -> Result<Option<RowBytes>, Error> {
        match &mut self.documents {
            None => line(input),
            Some(documents) => documents.next(input),
        }
    }
}

impl Rows for JsonRows {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row>, Error> {
        while let Some(row) = self.next_bytes(input)? {
            self.row += 1;
            let mut about = About::default();
            let content = match row.bytes() {
                Ok(bytes) if bytes.trim_ascii().is_empty() => continue,
                Ok(bytes) => self.reader.json(bytes, &mut about),
                Err(too_long) => Err(too_long),
            };
            let submission = Submission {
                origin: Arc::clone(&self.origin),
                line: self.row,
                raw: row.into_raw(),
                content,
                replays: None,
            };
            return Ok(Some(Row { submission, about }));
        }
        Ok(None)
    }

    fn notes(&self) -> Vec<String> {
        self.documents.as_ref().map(Documents::notes).unwrap_or_default()
    }
}

/// The next line without its end, or nothing at the end of the file.
fn line(input: &mut Input<'_>) -> Result<Option<RowBytes>, Error> {
    let mut row = RowBytes::at(input.offset());
    loop {
        let chunk = input.chunk()?;
        if let Some(length) = memchr(b'\n', chunk) {
            row.push(&chunk[..length]);
            input.consume(length + 1);
            row.trim_end(b"\r");
            return Ok(Some(row));
        }
        let length = chunk.len();
        if length == 0 {
            return Ok((!row.is_empty()).then_some(row));
        }
        row.push(chunk);
        input.consume(length);
    }
}
