//! Rows of JSON lines.

use std::sync::Arc;

use memchr::memchr;
use talktrack::ledger::{Origin, Submission};
use talktrack::model::TimeReading;

use crate::context::Context;
use crate::error::Error;
use crate::format::Format;
use crate::import::Rows;
use crate::input::Input;
use crate::json;
use crate::raw::RowBytes;

/// Reads one JSON object a line. Blank lines are passed over, and counted.
pub(crate) struct JsonLines {
    origin: Arc<Origin>,
    times: TimeReading,
    line: u64,
}

impl JsonLines {
    pub(crate) fn new(name: &str, times: &TimeReading) -> Self {
        let context = Context { times: times.clone(), ..Context::default() };
        let origin = Origin {
            name: name.to_owned(),
            format: Format::JSON_LINES.to_owned(),
            context: context.to_text(),
        };
        Self { origin: Arc::new(origin), times: times.clone(), line: 0 }
    }
}

impl Rows for JsonLines {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Submission>, Error> {
        while let Some(row) = line(input)? {
            self.line += 1;
            let content = match row.bytes() {
                Ok(bytes) if bytes.trim_ascii().is_empty() => continue,
                Ok(bytes) => json::record(bytes, &self.times).map(|record| vec![record]),
                Err(too_long) => Err(too_long),
            };
            return Ok(Some(Submission {
                origin: Arc::clone(&self.origin),
                line: self.line,
                raw: row.into_raw(),
                content,
                replays: None,
            }));
        }
        Ok(None)
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
