//! Rows in quarantine, read again.

use std::collections::HashMap;
use std::sync::Arc;

use talktrack::Tracker;
use talktrack::ledger::{
    Origin, QuarantineFilter, Quarantined, Raw, Receipt, Rejection, Submission,
};
use talktrack::model::{Invalid, Record, TimeReading};

use crate::about::About;
use crate::context::Context;
use crate::csv::{self, Columns};
use crate::error::Error;
use crate::mapping::{Mapping, Plan};
use crate::raw::LONGEST_ROW;
use crate::reader::Reader;

/// How many rows a commit holds.
const BATCH: usize = 10_000;

/// Reads rows in quarantine again, each with the format, the header and the mapping that it came
/// with, and records those that are good now: because what they conflicted with was retracted, or
/// because `mended` replaces the text of the one row that `filter` names.
///
/// A mended text that is a JSON object is read as a line of JSON lines, whatever the row was before;
/// otherwise it is read as the row was. What is still refused stays in quarantine with the new
/// reason. A row whose text was too long to keep, or is not kept because it named somebody who was
/// forgotten, is refused: its file has to be mended and imported.
///
/// ```
/// use talktrack::Tracker;
/// use talktrack::ledger::QuarantineFilter;
/// use talktrack_exchange::{Format, ImportOptions, import, replay};
///
/// let tracker = Tracker::in_memory()?;
/// let line = br#"{"type":"use","rep":"ada","asset":"deck","action":"sung","at":"2026-03-01T09:30:00Z"}"#;
/// let options = ImportOptions::default();
/// let go_on = &mut |_: &_| std::ops::ControlFlow::Continue(());
/// let receipt = import(&tracker, &line[..], "events.jsonl", &Format::JsonLines, &options, go_on)?.receipt;
/// let number = receipt.rejections[0].quarantined;
///
/// let mended = br#"{"type":"use","rep":"ada","asset":"deck","action":"shared","at":"2026-03-01T09:30:00Z"}"#;
/// assert_eq!(replay(&tracker, QuarantineFilter::Number(number), Some(mended))?.recorded, 1);
/// assert!(tracker.quarantine(QuarantineFilter::Open)?.is_empty());
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
pub fn replay(
    tracker: &Tracker,
    filter: QuarantineFilter,
    mended: Option<&[u8]>,
) -> Result<Receipt, Error> {
    let one = matches!(filter, QuarantineFilter::Number(_));
    if mended.is_some() && !one {
        return Err(Error::MendedWithoutNumber);
    }
    let mut total = Receipt { seq: tracker.state()?.seq, ..Receipt::default() };
    let mut readers = Readers::default();
    let mut batch = Vec::new();
    let mut left = Vec::new();
    for row in tracker.each_quarantined(filter) {
        let row = row?;
        if row.recorded_at.is_some() {
            if one {
                return Err(Error::Settled { number: row.number });
            }
            continue;
        }
        match text(&row, mended) {
            Ok(text) => {
                let content = readers.read(&row, text, mended.is_some());
                batch.push(submission(row, content));
            }
            Err(invalid) => left.push(Rejection {
                place: row.place(),
                reason: invalid.to_string(),
                quarantined: row.number,
            }),
        }
        if batch.len() == BATCH {
            total = total.and(tracker.submit(batch.drain(..), false)?);
        }
    }
    if !batch.is_empty() {
        total = total.and(tracker.submit(batch, false)?);
    }
    let rejected = left.len() as u64;
    let seq = total.seq;
    Ok(total.and(Receipt { rejected, rejections: left, seq, ..Receipt::default() }))
}

/// The text to read.
fn text<'a>(row: &'a Quarantined, mended: Option<&'a [u8]>) -> Result<&'a [u8], Invalid> {
    let Some(text) = mended.or(row.raw.as_deref()) else {
        if row.offset.is_none() {
            return Err(Invalid::new(
                "row",
                "named somebody who was forgotten, so its text is not kept: give its mended text",
            ));
        }
        return Err(Invalid::new(
            "row",
            format!(
                "is {} bytes long, too long to have been kept: mend it in its file and import that again, or give its mended text",
                row.length
            ),
        ));
    };
    Ok(text)
}

fn submission(row: Quarantined, content: Result<Vec<Record>, Invalid>) -> Submission {
    Submission {
        origin: row.origin,
        line: row.line,
        // The quarantine keeps the text that it has.
        raw: Raw::Whole(Vec::new()),
        content,
        replays: Some(row.number),
    }
}

/// What reads the rows of each origin: made once for all its rows.
#[derive(Default)]
struct Readers {
    by_origin: HashMap<Arc<Origin>, Result<Kept, Invalid>>,
}

enum Kept {
    Json(Reader),
    Csv(Columns, u8),
    /// Records that came as values and were kept as JSON, one a line.
    Values,
}

impl Readers {
    fn read(
        &mut self,
        row: &Quarantined,
        text: &[u8],
        mended: bool,
    ) -> Result<Vec<Record>, Invalid> {
        if text.len() > LONGEST_ROW {
            return Err(Invalid::new("row", "is longer than 1 MiB"));
        }
        if !self.by_origin.contains_key(&row.origin) {
            self.by_origin.insert(Arc::clone(&row.origin), Kept::of(&row.origin));
        }
        let kept = self.by_origin.get(&row.origin);
        if mended && text.trim_ascii_start().starts_with(b"{") {
            let times = Context::from_text(&row.origin.context)
                .map(|context| context.times)
                .unwrap_or_default();
            let ours = Reader::ours(&times).json(text, &mut About::default());
            return match kept {
                // A row of another format can be mended in its own terms too.
                Some(Ok(Kept::Json(reader))) if ours.is_err() => {
                    reader.json(text, &mut About::default())
                }
                _ => ours,
            };
        }
        match kept {
            Some(Ok(kept)) => kept.read(text, row.line),
            Some(Err(invalid)) => Err(invalid.clone()),
            None => Ok(Vec::new()),
        }
    }
}

impl Kept {
    fn of(origin: &Origin) -> Result<Self, Invalid> {
        if origin.format == "values" {
            return Ok(Self::Values);
        }
        let context = Context::from_text(&origin.context).ok_or_else(lost)?;
        let delimiter = context.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        if let Some(mapping) = &context.mapping {
            let mapping = Mapping::from_toml(mapping)
                .map_err(|error| Invalid::new("mapping", error.to_string()))?;
            let mut plan = Plan::new(&mapping, context.header.clone(), &context.times)
                .map_err(|problem| Invalid::new("mapping", problem))?;
            plan.read_typed(&context.typed);
            let delimiter = delimiter.or_else(|| mapping.delimiter()).unwrap_or(b',');
            return Ok(Self::Csv(Columns::Mapped(Box::new(plan)), delimiter));
        }
        let reader = Reader::from_context(&origin.format, &context).ok_or_else(lost)?;
        Ok(match delimiter {
            Some(delimiter) => {
                Self::Csv(Columns::Known(context.header, Box::new(reader)), delimiter)
            }
            None => Self::Json(reader),
        })
    }

    fn read(&self, text: &[u8], line: u64) -> Result<Vec<Record>, Invalid> {
        match self {
            Self::Json(reader) => reader.json(text, &mut About::default()),
            Self::Csv(columns, delimiter) => csv::one(text, line, *delimiter, columns),
            Self::Values => {
                let reader = Reader::ours(&TimeReading::strict());
                let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
                let records: Vec<_> = lines
                    .map(|line| reader.json(line, &mut About::default()))
                    .collect::<Result<_, _>>()?;
                if records.is_empty() { Err(lost()) } else { Ok(records.concat()) }
            }
        }
    }
}

/// The refusal of a row that cannot be read from what was kept of it.
fn lost() -> Invalid {
    Invalid::new(
        "row",
        "was not kept in a form that can be read again: give its mended text as a JSON object",
    )
}
