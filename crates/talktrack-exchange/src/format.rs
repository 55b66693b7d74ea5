//! The formats that rows are read in, and how.

use talktrack::model::{Currency, Invalid, TimeReading};

use crate::error::Error;
use crate::mapping::Mapping;
use crate::unpack::Unpacking;
use crate::verbs::Verbs;

/// How rows are to be read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Format {
    /// As what the beginning of the file shows it to be.
    Auto,
    /// One JSON object a line: events and catalogue entries, as [`export`](crate::export()) writes
    /// them.
    JsonLines,
    /// Comma-separated values with a header, of which the mapping says which column is what.
    Csv(Mapping),
    /// `CloudEvents` 1.0 in JSON: one a line, one after another, or in an array.
    CloudEvents,
    /// Statements of xAPI 1.0.3.
    Xapi,
    /// An export of Showpad: events, assets or users.
    Showpad,
    /// An export of Salesforce: `Opportunity`, `OpportunityHistory`, `ContentVersion` and others.
    Salesforce,
    /// The property history of `HubSpot`'s deals.
    HubSpot,
    /// A Parquet file, with columns as a CSV has them.
    Parquet(Mapping),
    /// A file or stream of Arrow IPC, with columns as a CSV has them.
    Arrow(Mapping),
}

impl Format {
    pub(crate) const AUTO: &'static str = "auto";
    pub(crate) const JSON_LINES: &'static str = "json-lines";
    pub(crate) const CSV: &'static str = "csv";
    pub(crate) const CLOUD_EVENTS: &'static str = "cloudevents";
    pub(crate) const XAPI: &'static str = "xapi";
    pub(crate) const SHOWPAD: &'static str = "showpad";
    pub(crate) const SALESFORCE: &'static str = "salesforce";
    pub(crate) const HUBSPOT: &'static str = "hubspot";
    pub(crate) const PARQUET: &'static str = "parquet";
    pub(crate) const ARROW: &'static str = "arrow";

    /// What each format may be called.
    pub const NAMES: [&'static str; 10] = [
        Self::AUTO,
        Self::JSON_LINES,
        Self::CSV,
        Self::CLOUD_EVENTS,
        Self::XAPI,
        Self::SHOWPAD,
        Self::SALESFORCE,
        Self::HUBSPOT,
        Self::PARQUET,
        Self::ARROW,
    ];

    /// The format called `name`, one of [`Format::NAMES`]. Without a name, or if it is `auto`, a mapping says
    /// that it is a table (a CSV unless the file itself says that it is Parquet or Arrow IPC), and else the
    /// file itself will say what it is.
    ///
    /// ```
    /// use talktrack_exchange::{Format, Mapping};
    /// assert_eq!(Format::of(None, None)?.name(), "auto");
    /// assert_eq!(Format::of(None, Some(Mapping::identity()))?.name(), "csv");
    /// assert_eq!(Format::of(Some("xapi"), None)?.name(), "xapi");
    /// assert!(Format::of(Some("cvs"), None).is_err());
    /// # Ok::<(), talktrack_exchange::Error>(())
    /// ```
    ///
    /// # Errors
    /// If no format has this name, or there is a mapping and the format needs none.
    pub fn of(name: Option<&str>, mapping: Option<Mapping>) -> Result<Self, Error> {
        let refused = |invalid: Invalid| Err(Error::from(talktrack::Error::from(invalid)));
        let name = name.unwrap_or(Self::AUTO);
        let format = match (name, mapping) {
            (Self::AUTO | Self::CSV, Some(mapping)) => return Ok(Self::Csv(mapping)),
            (Self::PARQUET, mapping) => {
                return Ok(Self::Parquet(mapping.unwrap_or_else(Mapping::identity)));
            }
            (Self::ARROW, mapping) => {
                return Ok(Self::Arrow(mapping.unwrap_or_else(Mapping::identity)));
            }
            (known, Some(_)) if Self::NAMES.contains(&known) => {
                let problem = format!("is for tables, and {known} needs none");
                return refused(Invalid::new("mapping", problem));
            }
            (Self::AUTO, None) => Self::Auto,
            (Self::CSV, None) => Self::Csv(Mapping::identity()),
            (Self::JSON_LINES, None) => Self::JsonLines,
            (Self::CLOUD_EVENTS, None) => Self::CloudEvents,
            (Self::XAPI, None) => Self::Xapi,
            (Self::SHOWPAD, None) => Self::Showpad,
            (Self::SALESFORCE, None) => Self::Salesforce,
            (Self::HUBSPOT, None) => Self::HubSpot,
            (other, _) => return refused(Invalid::unknown_word("format", other, Self::NAMES)),
        };
        Ok(format)
    }

    /// What the format is called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Auto => Self::AUTO,
            Self::JsonLines => Self::JSON_LINES,
            Self::Csv(_) => Self::CSV,
            Self::CloudEvents => Self::CLOUD_EVENTS,
            Self::Xapi => Self::XAPI,
            Self::Showpad => Self::SHOWPAD,
            Self::Salesforce => Self::SALESFORCE,
            Self::HubSpot => Self::HUBSPOT,
            Self::Parquet(_) => Self::PARQUET,
            Self::Arrow(_) => Self::ARROW,
        }
    }
}

/// How a file is imported.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Whether one refusal refuses the whole file, which is then one commit. An unknown asset, rep
    /// or deal is a refusal too. Other writers wait until the whole file is read.
    pub strict: bool,
    /// How many rows a commit holds at most; 300,000 unless set. Between commits, other writers get in.
    /// A commit holds 40 MiB of text at most, so that memory stays bounded.
    pub batch: usize,
    /// How times are read: those of JSON lines, and those of a CSV whose mapping does not say.
    pub times: TimeReading,
    /// What the words of xAPI and Showpad become, where that is not what they become by default.
    pub verbs: Verbs,
    /// The currency of amounts of an export that does not say it; without it they are left out.
    pub currency: Option<Currency>,
    /// How much a compressed file may unpack to.
    pub unpacking: Unpacking,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            strict: false,
            batch: 300_000,
            times: TimeReading::strict(),
            verbs: Verbs::default(),
            currency: None,
            unpacking: Unpacking::default(),
        }
    }
}
