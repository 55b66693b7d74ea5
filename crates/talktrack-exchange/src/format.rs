//! The formats that rows are read in, and how.

use std::path::Path;

use talktrack::model::{Invalid, TimeReading};

use crate::error::Error;
use crate::mapping::Mapping;

/// How rows are to be read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object a line: events and catalogue entries, as [`export`](crate::export()) writes
    /// them.
    JsonLines,
    /// Comma-separated values with a header, of which the mapping says which column is what.
    Csv(Mapping),
}

impl Format {
    pub(crate) const JSON_LINES: &'static str = "json-lines";
    pub(crate) const CSV: &'static str = "csv";

    /// What each format may be called.
    const NAMES: [&'static str; 3] = [Self::AUTO, Self::JSON_LINES, Self::CSV];
    const AUTO: &'static str = "auto";

    /// The format of the file at `path`: the one called `name` (`json-lines` or `csv`), else, or if that is
    /// `auto`, what the mapping or the ending of the file's name says.
    ///
    /// ```
    /// use talktrack_exchange::Format;
    /// assert_eq!(Format::of(None, None, "people.csv".as_ref())?.name(), "csv");
    /// assert_eq!(Format::of(Some("csv"), None, "people.txt".as_ref())?.name(), "csv");
    /// assert!(Format::of(Some("cvs"), None, "people.csv".as_ref()).is_err());
    /// # Ok::<(), talktrack_exchange::Error>(())
    /// ```
    ///
    /// # Errors
    /// If no format has this name, or there is a mapping and the format needs none.
    pub fn of(name: Option<&str>, mapping: Option<Mapping>, path: &Path) -> Result<Self, Error> {
        let refused = |invalid: Invalid| Err(Error::from(talktrack::Error::from(invalid)));
        match name.unwrap_or(Self::AUTO) {
            Self::CSV => Ok(Self::Csv(mapping.unwrap_or_else(Mapping::identity))),
            Self::JSON_LINES if mapping.is_some() => {
                refused(Invalid::new("mapping", "is for CSV files, and JSON lines need none"))
            }
            Self::JSON_LINES => Ok(Self::JsonLines),
            Self::AUTO => Ok(match (mapping, ending(path).as_deref()) {
                (Some(mapping), _) => Self::Csv(mapping),
                (None, Some("csv")) => Self::Csv(Mapping::identity()),
                (None, Some("tsv")) => Self::Csv(Mapping::from_toml("delimiter = \"\\t\"")?),
                (None, _) => Self::JsonLines,
            }),
            other => refused(Invalid::unknown_word("format", other, Self::NAMES)),
        }
    }

    /// What the format is called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::JsonLines => Self::JSON_LINES,
            Self::Csv(_) => Self::CSV,
        }
    }
}

/// The ending of a file's name in lower case.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// How a file is imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Whether one refusal refuses the whole file, which is then one commit. An unknown asset, rep
    /// or deal is a refusal too. Other writers wait until the whole file is read.
    pub strict: bool,
    /// How many rows a commit holds; 10,000 unless set. Between commits, other writers get in.
    /// Very long rows make commits of fewer rows, so that memory stays bounded.
    pub batch: usize,
    /// How times are read: those of JSON lines, and those of a CSV whose mapping does not say.
    pub times: TimeReading,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self { strict: false, batch: 10_000, times: TimeReading::strict() }
    }
}
