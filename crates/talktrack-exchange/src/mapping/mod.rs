//! Which column of a table is what.

mod decimal;
mod file;
mod names;
mod plan;
mod spec;

use std::sync::Arc;

pub(crate) use plan::Plan;

use self::spec::Spec;
use crate::error::Error;

/// Which column of a CSV is what: read from a mapping file in TOML.
///
/// ```
/// use talktrack_exchange::Mapping;
///
/// let mapping = Mapping::from_toml(r#"
///     delimiter = ","                     # or ";" or "\t"; this and the next four can be left out
///     decimal = ","                       # amounts and numbers such as 1.234,56
///     timezone = "America/New_York"       # of times without one, which are refused otherwise
///     time_format = "%d-%m-%y"            # strftime, or "unix", "unix-ms"; ISO 8601 unless given
///     ambiguous = "earlier"               # or "later": of a time that occurs twice
///
///     [[record]]                          # what a row becomes: one record or several
///     type = "deal"                       # or { column = "kind", values = { "Opp" = "deal" } }
///     [record.fields]
///     key = "opportunity_id"              # a field and its column
///     currency = { constant = "USD" }
///     amount = { column = "value", values = { "0" = "" } }     # read "0" as missing
///     "tag:product" = { column = "product", values = { "GTXPro" = "GTX Pro" } }
///
///     [[record]]
///     type = "stage"
///     when = { column = "stage", in = ["Won", "Lost"] }        # or not_in, or present = true
///     [record.fields]
///     deal = "opportunity_id"
///     stage = "stage"
///     at = { column = "closed", time_format = "%Y-%m-%d", timezone = "UTC" }
/// "#)?;
///
/// let slip = Mapping::from_toml("[[record]]\ntype = \"deal\"\nfields = { key = \"id\", amont = \"value\" }");
/// assert_eq!(
///     slip.unwrap_err().to_string(),
///     "the mapping cannot be used: record 1 (deal): amont is not a field of deal: did you mean amount?"
/// );
/// # Ok::<(), talktrack_exchange::Error>(())
/// ```
///
/// Cells are trimmed of spaces at both ends, and an empty cell is a missing value. Translations
/// (`values`) apply to trimmed cells; a translation to `""` makes the value missing, and one from
/// `""` fills in for it. A value that is not listed passes as it is, unless `only = true`
/// says that it is to be refused. A row is recorded whole or refused whole.
///
/// Without any `[[record]]`, the columns are named after the fields of records, and one of them is
/// called `type`: [`Mapping::identity`].
#[derive(Debug, Clone)]
pub struct Mapping {
    text: Arc<str>,
    spec: Arc<Spec>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`Error::Mapping`] for anything that is not known there, with the near miss.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let file = crate::toml_file::read(text).map_err(Error::mapping)?;
        let spec = Spec::new(file)?;
        Ok(Self { text: text.into(), spec: Arc::new(spec) })
    }

    /// The mapping of a comma-separated table whose columns are named as the fields of records are:
    /// `type`, `at`, `rep`, `tag:segment` and so on.
    pub fn identity() -> Self {
        Self { text: "".into(), spec: Arc::default() }
    }

    /// The text it was read from.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The byte between cells, if the mapping says it.
    pub(crate) fn delimiter(&self) -> Option<u8> {
        self.spec.delimiter
    }

    pub(crate) fn spec(&self) -> &Spec {
        &self.spec
    }
}
