//! The formats that rows are read in, and how.

use talktrack::model::TimeReading;

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

    /// What the format is called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::JsonLines => Self::JSON_LINES,
            Self::Csv(_) => Self::CSV,
        }
    }
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
