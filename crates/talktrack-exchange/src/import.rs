//! A file into a ledger.

use std::io::Read;
use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack::ledger::{Raw, Receipt, Submission, UseRows};
use talktrack::model::Invalid;

use crate::about::Row;
use crate::batch::Batch;
use crate::csv::{Csv, delimiter};
use crate::error::Error;
use crate::format::{Format, ImportOptions};
use crate::input::{Input, unread};
use crate::json_rows::{JsonRows, Layout};
use crate::mapping::Mapping;
use crate::progress::{Progress, Watch};
use crate::reader::{Dialect, Reader, Setting};
use crate::recognise::{self, Recognised};
use crate::reconciliation::{Reconciliation, Tally};
use crate::record::in_batches;
use crate::tables;
use crate::unpack::unpacked;

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// What the file was understood as, in words.
    pub understood: String,
    /// Rows read; blank lines and the header are none.
    pub rows: u64,
    /// Bytes read.
    pub bytes: u64,
    /// What became of the rows.
    pub receipt: Receipt,
    /// What it came to, to be held against the report of the system that the file comes from.
    pub reconciliation: Reconciliation,
    /// What else is worth knowing, such as columns that the mapping does not mention.
    pub notes: Vec<String>,
}

/// Reads rows of one format.
pub(crate) trait Rows {
    /// The next row, good or refused, or nothing at the end.
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row>, Error>;

    /// Reads the next row into `batch`, a use as columns if it can be; `false` at the end.
    fn read(
        &mut self,
        input: &mut Input<'_>,
        batch: &mut Batch,
        tally: &mut Tally,
    ) -> Result<bool, Error> {
        let Some(row) = self.next(input)? else { return Ok(false) };
        batch.push(row, tally);
        Ok(true)
    }

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
    let mut tally = Tally::default();
    let imported = import_stream(tracker, &mut input, name, format, options, progress, &mut tally)?;
    imported.counted(tally, tracker)
}

/// The same, and counts its rows with those of other files.
pub(crate) fn import_stream(
    tracker: &Tracker,
    input: &mut dyn Read,
    name: &str,
    format: &Format,
    options: &ImportOptions,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    tally: &mut Tally,
) -> Result<Imported, Error> {
    let watch = Watch::new(progress);
    let mut source = match unpacked(input, options.unpacking) {
        Ok(source) => source,
        Err(error) => return Err(unread(name, &watch, error)),
    };
    let mut input = Input::open(&mut source.bytes, name, source.taken, watch)?;
    let Opened { understood, rows } = open(&mut input, format, options)?;
    let opened = Opened { understood: format!("{understood}{}", source.how), rows };
    record(tracker, &mut input, opened, options, tally)
}

/// Records the rows of a file.
pub(crate) fn record(
    tracker: &Tracker,
    input: &mut Input<'_>,
    opened: Opened,
    options: &ImportOptions,
    tally: &mut Tally,
) -> Result<Imported, Error> {
    let Opened { understood, mut rows } = opened;
    let mut counted = Counting { rows: rows.as_mut(), tally };
    let receipt = if options.strict {
        whole(tracker, input, &mut counted)?
    } else {
        in_batches(tracker, input, &mut counted, options.batch.max(1))?
    };
    let Progress { rows: read, bytes, .. } = input.watch.progress;
    let (notes, reconciliation) = (rows.notes(), Reconciliation::default());
    Ok(Imported { understood, rows: read, bytes, receipt, reconciliation, notes })
}

impl Imported {
    /// With what was counted.
    pub(crate) fn counted(mut self, tally: Tally, tracker: &Tracker) -> Result<Self, Error> {
        self.reconciliation = tally.finish(tracker, &self.receipt)?;
        Ok(self)
    }
}

/// A file of which it is known how to read it.
pub(crate) struct Opened {
    pub(crate) understood: String,
    pub(crate) rows: Box<dyn Rows>,
}

fn open(input: &mut Input<'_>, format: &Format, options: &ImportOptions) -> Result<Opened, Error> {
    let name = input.name().to_owned();
    if input.is_table() {
        return tables::arrow(input, format, options);
    }
    let our_lines = |understood| {
        let rows = JsonRows::new(&name, &Layout::Lines, Reader::ours(&options.times));
        Opened { understood, rows: Box::new(rows) }
    };
    let wanted = match format {
        Format::JsonLines => {
            return Ok(our_lines(Recognised::Json(Layout::Lines, Dialect::Ours).what()));
        }
        Format::Csv(mapping) => {
            let rows = Box::new(Csv::mapped(input, mapping, &options.times)?);
            return Ok(Opened { understood: "a CSV, as its mapping says".to_owned(), rows });
        }
        Format::Parquet(_) | Format::Arrow(_) => {
            let problem = format!("it does not begin as a file of {} does", format.name());
            return Err(Error::Unrecognised { name, problem });
        }
        Format::Auto => None,
        _ => Some(format.name()),
    };
    let beginning = input.beginning()?;
    if beginning.trim_ascii().is_empty() {
        return Ok(our_lines("an empty file".to_owned()));
    }
    let Some(found) =
        recognise::recognise(beginning, wanted).or_else(|| by_ending(&name, beginning, wanted))
    else {
        return Err(Error::Unrecognised { name, problem: unrecognised(format) });
    };
    let understood = match &found {
        Recognised::Cells(delimiter, Some(table)) => {
            let columns = delimiter::header(beginning, *delimiter);
            format!("{}: {}", found.what(), table.columns(&columns))
        }
        _ => found.what(),
    };
    let setting = Setting::of(options);
    let rows: Box<dyn Rows> = match found {
        Recognised::Json(layout, dialect) => {
            Box::new(JsonRows::new(&name, &layout, Reader { dialect, setting }))
        }
        Recognised::Cells(delimiter, Some(table)) => {
            let reader = Reader { dialect: Dialect::Table(table), setting };
            Box::new(Csv::known(input, delimiter, reader)?)
        }
        Recognised::Cells(_, None) => {
            Box::new(Csv::mapped(input, &Mapping::identity(), &options.times)?)
        }
    };
    Ok(Opened { understood, rows })
}

/// What the ending of a file's name says, where its content says nothing: a first line can be broken.
fn by_ending(name: &str, beginning: &[u8], wanted: Option<&str>) -> Option<Recognised> {
    let is_object = beginning.trim_ascii_start().starts_with(b"{");
    let lines = [".jsonl", ".ndjson"];
    let named = lines.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    (wanted.is_none() && is_object && named)
        .then_some(Recognised::Json(Layout::Lines, Dialect::Ours))
}

fn unrecognised(format: &Format) -> String {
    let looked_for = recognise::LOOKED_FOR;
    match format {
        Format::Auto => format!(
            "what it is was not recognised from its beginning; looked for were {looked_for}. Any other CSV needs a mapping file that says which column is what"
        ),
        _ => format!(
            "it is not what {} looks like. What is recognised are {looked_for}",
            format.name()
        ),
    }
}

/// Counts the rows that go by.
pub(crate) struct Counting<'a> {
    rows: &'a mut dyn Rows,
    tally: &'a mut Tally,
}

impl Counting<'_> {
    /// Reads the next row into `batch`; `false` at the end.
    pub(crate) fn read(&mut self, input: &mut Input<'_>, batch: &mut Batch) -> Result<bool, Error> {
        let read = self.rows.read(input, batch, self.tally)?;
        input.watch.progress.rows += u64::from(read);
        Ok(read)
    }

    /// Counts the rows of a batch that are uses in columns.
    pub(crate) fn count_uses(&mut self, uses: &[UseRows]) {
        uses.iter().for_each(|rows| self.tally.count_uses(rows.uses()));
    }

    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Submission>, Error> {
        let Some(row) = self.rows.next(input)? else { return Ok(None) };
        input.watch.progress.rows += 1;
        self.tally.count(&row);
        Ok(Some(row.submission))
    }
}

/// Records all rows as one commit, reading them while it is under way.
fn whole(
    tracker: &Tracker,
    input: &mut Input<'_>,
    rows: &mut Counting<'_>,
) -> Result<Receipt, Error> {
    let mut stopped = None;
    let submissions = std::iter::from_fn(|| match rows.next(input) {
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
