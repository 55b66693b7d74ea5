//! Rows of CSV.

pub(crate) mod delimiter;
mod quotes;
mod split;
pub(crate) mod write;

use std::sync::Arc;

use talktrack::ledger::Origin;
use talktrack::model::{Invalid, Record, TimeReading, UseTexts};

use self::split::{Row as CsvRow, Splitter};
use crate::about::{About, Row};
use crate::batch::Batch;
use crate::context::Context;
use crate::error::Error;
use crate::format::Format;
use crate::import::Rows;
use crate::input::Input;
use crate::mapping::{Mapping, Plan};
use crate::reader::{Dialect, Reader};
use crate::reconciliation::Tally;
use crate::vendor::Cells;

/// Says of each row of cells which records it is.
pub(crate) enum Columns {
    /// As a mapping says.
    Mapped(Box<Plan>),
    /// As the columns of a vendor's table are known.
    Known(Vec<String>, Box<Reader>),
}

impl Columns {
    pub(crate) fn header(&self) -> &[String] {
        match self {
            Self::Mapped(plan) => plan.header(),
            Self::Known(header, _) => header,
        }
    }

    pub(crate) fn records(
        &self,
        cells: &[&str],
        about: &mut About,
    ) -> Result<Vec<Record>, Invalid> {
        match self {
            Self::Mapped(plan) => {
                let records = plan.records(cells)?;
                if records.is_empty() {
                    about.left_out = Some("row: the mapping makes no record of it".into());
                }
                Ok(records)
            }
            Self::Known(header, reader) => reader.cells(&Cells::new(header, cells), about),
        }
    }

    /// What a row says of a use, and how its time is to be read, if that is all that it is.
    pub(crate) fn one_use<'t>(
        &'t self,
        cells: &[&'t str],
    ) -> Option<(UseTexts<'t>, &'t TimeReading)> {
        match self {
            Self::Mapped(plan) => plan.one_use(cells),
            Self::Known(..) => None,
        }
    }

    pub(crate) fn notes(&self) -> Vec<String> {
        match self {
            Self::Mapped(plan) => plan.note().into_iter().collect(),
            Self::Known(header, reader) => match reader.dialect {
                Dialect::Table(table) => table.notes(header, &reader.setting),
                _ => Vec::new(),
            },
        }
    }
}

/// Reads a row at a time.
pub(crate) struct Csv {
    origin: Arc<Origin>,
    splitter: Splitter,
    columns: Columns,
}

impl Csv {
    /// Reads the header and binds the mapping to it.
    pub(crate) fn mapped(
        input: &mut Input<'_>,
        mapping: &Mapping,
        times: &TimeReading,
    ) -> Result<Self, Error> {
        let delimiter = match mapping.delimiter() {
            Some(delimiter) => delimiter,
            None => delimiter::sniffed(input.first_line()?),
        };
        let context = Context {
            times: times.clone(),
            mapping: Some(mapping.text().to_owned()),
            ..Context::default()
        };
        Self::open(input, delimiter, Format::CSV, context, |header| {
            Plan::new(mapping, header, times).map(|plan| Columns::Mapped(Box::new(plan)))
        })
    }

    /// Reads the header of a vendor's table.
    pub(crate) fn known(
        input: &mut Input<'_>,
        delimiter: u8,
        reader: Reader,
    ) -> Result<Self, Error> {
        let (format, context) = (reader.dialect.format(), reader.context());
        Self::open(input, delimiter, format, context, |header| {
            Ok(Columns::Known(header, Box::new(reader)))
        })
    }

    fn open(
        input: &mut Input<'_>,
        delimiter: u8,
        format: &str,
        context: Context,
        columns: impl FnOnce(Vec<String>) -> Result<Columns, String>,
    ) -> Result<Self, Error> {
        let name = input.name().to_owned();
        let refused = |problem: String| Error::Header { name: name.clone(), problem };
        let mut splitter = Splitter::new(delimiter, 1);
        let Some(row) = splitter.next(input)? else {
            return Err(refused("it is empty, not even a header".into()));
        };
        let header = header(&row).map_err(|invalid| refused(format!("its header: {invalid}")))?;
        let columns = columns(header).map_err(refused)?;
        let context = Context {
            header: columns.header().to_vec(),
            delimiter: Some(char::from(delimiter)),
            ..context
        };
        let (format, context) = (format.to_owned(), context.to_text());
        let origin = Arc::new(Origin { name: name.clone(), format, context });
        Ok(Self { origin, splitter, columns })
    }
}

impl Rows for Csv {
    fn next(&mut self, input: &mut Input<'_>) -> Result<Option<Row>, Error> {
        let Some(row) = self.splitter.next(input)? else { return Ok(None) };
        let cells = cells(&row, &self.columns);
        Ok(Some(by_itself(&self.origin, row, cells, &self.columns)))
    }

    fn read(
        &mut self,
        input: &mut Input<'_>,
        batch: &mut Batch,
        tally: &mut Tally,
    ) -> Result<bool, Error> {
        let Self { origin, splitter, columns } = self;
        let Some(row) = splitter.next(input)? else { return Ok(false) };
        let cells = cells(&row, columns);
        if let (Ok(cells), Some(text)) = (&cells, row.text())
            && let Some((says, times)) = columns.one_use(cells)
            && batch.take_use(origin, row.line(), text, &says, times)
        {
            let done = row.into_bytes();
            splitter.reuse(done);
            return Ok(true);
        }
        batch.push(by_itself(origin, row, cells, columns), tally);
        Ok(true)
    }

    fn notes(&self) -> Vec<String> {
        self.columns.notes()
    }
}

fn header(row: &CsvRow<'_>) -> Result<Vec<String>, Invalid> {
    let names: Vec<String> = row.cells()?.into_iter().map(str::to_owned).collect();
    if names.iter().any(|name| name.contains('\0')) {
        return Err(Invalid::new("text", "holds NUL bytes: save the file as CSV in UTF-8"));
    }
    Ok(names)
}

/// The cells of a row, as many as the header has.
fn cells<'a>(row: &CsvRow<'a>, columns: &Columns) -> Result<Vec<&'a str>, Invalid> {
    let cells = row.cells()?;
    let (found, wanted) = (cells.len(), columns.header().len());
    if found != wanted {
        return Err(Invalid::new(
            "row",
            format!(
                "has {found} cells, and the header has {wanted}: is a delimiter or a quote missing?"
            ),
        ));
    }
    Ok(cells)
}

/// A row that is to be recorded by itself.
fn by_itself(
    origin: &Arc<Origin>,
    row: CsvRow<'_>,
    cells: Result<Vec<&str>, Invalid>,
    columns: &Columns,
) -> Row {
    let mut about = About::default();
    let content = cells.and_then(|cells| columns.records(&cells, &mut about));
    Row::new(origin, row.line(), row.into_bytes(), content, about)
}

/// Reads one row by itself, which stands on this line of its file.
pub(crate) fn one(
    bytes: &[u8],
    line: u64,
    delimiter: u8,
    columns: &Columns,
) -> Result<Vec<Record>, Invalid> {
    let not_one = || Invalid::new("row", "is not one row of the file it comes from");
    let mut from = bytes;
    let mut silent = |_: &crate::progress::Progress| std::ops::ControlFlow::Continue(());
    let watch = crate::progress::Watch::new(&mut silent);
    let mut input = Input::plain(&mut from, "", watch);
    let mut splitter = Splitter::new(delimiter, line);
    let content = match splitter.next(&mut input).map_err(|_| not_one())? {
        Some(row) => columns.records(&cells(&row, columns)?, &mut About::default())?,
        None => return Err(not_one()),
    };
    match splitter.next(&mut input) {
        Ok(None) => Ok(content),
        _ => Err(not_one()),
    }
}
