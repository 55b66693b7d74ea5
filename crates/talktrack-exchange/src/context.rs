//! What the quarantine remembers with a row, so that it can be read again by itself.

use serde::{Deserialize, Serialize};
use talktrack::model::TimeReading;

/// Kept as JSON in the origin of each row.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Context {
    /// How times were read where a mapping did not say.
    #[serde(default)]
    pub(crate) times: TimeReading,
    /// The text of the mapping, of a CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mapping: Option<String>,
    /// The names of the columns, of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) header: Vec<String>,
    /// What stands between cells, of a CSV whose mapping does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) delimiter: Option<char>,
    /// The columns whose values have a type of their own, such as times, whatever a mapping says of how they
    /// are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) typed: Vec<usize>,
    /// Which table of a vendor it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) table: Option<String>,
    /// The text of the verb map, if one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) verbs: Option<String>,
    /// The currency of amounts that name none, if it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) currency: Option<String>,
}

impl Context {
    pub(crate) fn to_text(&self) -> String {
        // Texts and lists of texts always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Nothing if somebody else's words stand there.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
