//! A file into a ledger.

use std::io::Read;
use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack::ledger::{Raw, Receipt, Submission};
use talktrack::model::Invalid;

use crate::csv::Csv;
use crate::error::Error;
use crate::format::{Format, ImportOptions};
use crate::input::Input;
use crate::lines::JsonLines;
use crate::progress::{Counts, Progress, Watch};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Rows read; blank lines and the header are none.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// What became of the rows.
    pub receipt: Receipt,
    /// What else is worth knowing, such as columns that the mapping does not mention.
    pub notes: Vec<String>,
}

/// Reads rows of one format.
pub(crate) trait Rows {
    /// The next row, good or refused, or nothing at the end.
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Submission>, Error>;

    /// What is worth knowing once all rows are read.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Imports a file into the ledger of `tracker`.
///
/// `name` is what the ledger calls the file where it says where a row came from. Rows are recorded
/// in commits of [`ImportOptions::batch`]; what was refused is in quarantine. If the import stops
/// half way, whatever the reason, a second one completes it, because what is recorded already is
/// not recorded again.
///
/// `progress` is called often, at least with every 64 KiB; it may stop the import by breaking. It
/// must not use the tracker: a strict import holds the ledger while it reads.
///
/// ```
/// use std::ops::ControlFlow;
/// use talktrack::Tracker;
/// use talktrack_exchange::{Format, ImportOptions, Mapping, import};
///
/// let mapping = Mapping::from_toml("[[record]]\ntype = \"rep\"\nfields = { key = \"Mail\", team = \"Unit\" }")?;
/// let file = "Mail,Unit,Shoe size\nada@example.com,North,40\n,South,41\n";
/// let imported = import(
///     &Tracker::in_memory()?,
///     file.as_bytes(),
///     "people.csv",
///     &Format::Csv(mapping),
///     &ImportOptions::default(),
///     &mut |progress| {
///         if progress.rows > 1_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
///     },
/// )?;
/// assert_eq!((imported.rows, imported.receipt.recorded), (2, 1));
/// let refused = &imported.receipt.rejections[0];
/// assert_eq!(refused.place.to_string(), "people.csv, line 3");
/// assert_eq!(refused.reason, "key (column Mail): is missing");
/// assert_eq!(imported.notes, ["columns left out, because nothing is read from them: Shoe size"]);
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
///
/// # Errors
/// If the file cannot be read, is not text in UTF-8, or has the wrong columns; with
/// [`ImportOptions::strict`] if any row is refused, and then nothing of the file is recorded.
pub fn import(
    tracker: &Tracker,
    mut input: impl Read,
    name: &str,
    format: &Format,
    options: &ImportOptions,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Imported, Error> {
    let mut input = Input::open(&mut input, name, Watch::new(progress))?;
    let mut rows: Box<dyn Rows> = match format {
        Format::JsonLines => Box::new(JsonLines::new(name, &options.times)),
        Format::Csv(mapping) => Box::new(Csv::open(&mut input, mapping, &options.times)?),
    };
    let receipt = if options.strict {
        whole(tracker, &mut input, rows.as_mut())?
    } else {
        in_batches(tracker, &mut input, rows.as_mut(), options.batch.max(1))?
    };
    let Progress { rows: read, bytes, .. } = input.watch.progress;
    Ok(Imported { rows: read, bytes, receipt, notes: rows.notes() })
}

/// Records all rows as one commit, reading them while it is under way.
fn whole(tracker: &Tracker, input: &mut Input<'_>, rows: &mut dyn Rows) -> Result<Receipt, Error> {
    let mut stopped = None;
    let submissions = std::iter::from_fn(|| match next(input, rows) {
        Ok(row) => row,
        Err(error) => {
            stopped = Some(error);
            Some(refusal())
        }
    });
    let recorded = tracker.submit(submissions, true);
    match stopped {
        Some(error) => Err(error),
        None => Ok(recorded?),
    }
}

/// A row that makes a strict batch record nothing: how an iterator says that it cannot go on.
fn refusal() -> Submission {
    Submission {
        origin: std::sync::Arc::default(),
        line: 0,
        raw: Raw::Whole(Vec::new()),
        content: Err(Invalid::new("file", "cannot be read any further")),
        replays: None,
    }
}

fn in_batches(
    tracker: &Tracker,
    input: &mut Input<'_>,
    rows: &mut dyn Rows,
    size: usize,
) -> Result<Receipt, Error> {
    // Far above what rows of events take, so that only freaks make a commit smaller.
    let most_bytes = (size as u64).saturating_mul(1024).max(1 << 20);
    let mut total = Receipt { seq: tracker.state()?.seq, ..Receipt::default() };
    let mut batch = Vec::new();
    loop {
        // A batch is read before the ledger is asked to take it, so that a slow pipe does not make
        // other writers wait.
        let begun = input.offset();
        while batch.len() < size && input.offset() - begun < most_bytes {
            match next(input, rows)? {
                Some(row) => batch.push(row),
                None => break,
            }
        }
        if batch.is_empty() {
            return Ok(total);
        }
        total = total.and(tracker.submit(batch.drain(..), false)?);
        input.watch.progress.receipt_so_far = Counts::from(&total);
        input.tell()?;
    }
}

fn next(input: &mut Input<'_>, rows: &mut dyn Rows) -> Result<Option<Submission>, Error> {
    let row = rows.next(input)?;
    input.watch.progress.rows += u64::from(row.is_some());
    Ok(row)
}
