//! Opens tables that are stored by column.

use std::fs::File;

use crate::error::Error;
use crate::format::{Format, ImportOptions};
use crate::import::Opened;
use crate::input::Input;
use crate::mapping::Mapping;

/// A table in Arrow IPC.
pub(crate) fn arrow(
    input: &mut Input<'_>,
    format: &Format,
    options: &ImportOptions,
) -> Result<Opened, Error> {
    let mapping = mapping(input, format, Format::ARROW)?;
    let batches = Box::new(crate::columnar::Ipc::open(input)?);
    opened(batches, input, ("Arrow IPC", Format::ARROW), mapping, options)
}

/// A table in Parquet, which is read from a file alone.
pub(crate) fn parquet(
    file: File,
    input: &mut Input<'_>,
    format: &Format,
    options: &ImportOptions,
) -> Result<Opened, Error> {
    let mapping = mapping(input, format, Format::PARQUET)?;
    let batches = Box::new(crate::columnar::Parquet::open(file, input)?);
    opened(batches, input, ("Parquet", Format::PARQUET), mapping, options)
}

fn opened(
    batches: Box<dyn crate::columnar::Batches>,
    input: &Input<'_>,
    (what, format): (&str, &str),
    mapping: Option<&Mapping>,
    options: &ImportOptions,
) -> Result<Opened, Error> {
    let setting = crate::reader::Setting::of(options);
    let rows = crate::columnar::TableRows::new(batches, input, format, mapping, &setting)?;
    let columns = match (rows.known(), mapping) {
        (Some(known), _) => format!("with the columns of {known}"),
        (None, Some(_)) => "as its mapping says".to_owned(),
        (None, None) => "its columns named as the fields of records are".to_owned(),
    };
    Ok(Opened { understood: format!("{what}, {columns}"), rows: Box::new(rows) })
}

/// The mapping for a table of the format `is`, if there is one that says anything.
fn mapping<'a>(
    input: &Input<'_>,
    format: &'a Format,
    is: &'static str,
) -> Result<Option<&'a Mapping>, Error> {
    let mapping = match format {
        Format::Auto => return Ok(None),
        Format::Csv(mapping) => mapping,
        Format::Parquet(mapping) | Format::Arrow(mapping) if format.name() == is => mapping,
        _ => {
            let problem = format!("it is a table of {is}, and {} was asked for", format.name());
            return Err(Error::Unrecognised { name: input.name().to_owned(), problem });
        }
    };
    Ok((!mapping.text().is_empty()).then_some(mapping))
}
