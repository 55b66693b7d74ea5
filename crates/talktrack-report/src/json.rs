//! The audit as JSON, for programs.

use serde::Serialize;
use talktrack::analysis::AnyAnswer;

use crate::Audit;

/// An answer under the name it has in files, with all that the answer says of itself.
#[derive(Serialize)]
struct NamedAnswer<'a> {
    name: &'static str,
    title: &'static str,
    #[serde(flatten)]
    answer: &'a AnyAnswer,
}

impl Audit {
    /// The audit as one JSON object. Its field `tables` lists the tables in the order of the report: each
    /// with `name` and `title`, and then as `--format json` prints the answer to a question (`question`,
    /// `definition`, `scope`, `provenance`, `columns`, `summary_columns`, `summary`, `rows`). The same audit
    /// gives the same text.
    ///
    /// ```
    /// use talktrack_report::{Audit, AuditOptions};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let json = Audit::of(&tracker, &AuditOptions::new())?.to_json();
    /// assert!(json.contains(r#""name": "unused-by-kind""#));
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Whole<'a> {
            tables: Vec<NamedAnswer<'a>>,
        }
        let tables = self.tables();
        let named = tables.iter().map(|table| NamedAnswer {
            name: table.name,
            title: table.title,
            answer: &table.answer,
        });
        let whole = Whole { tables: named.collect() };
        // Strings, numbers and lists are written into a string: that does not fail.
        format!("{}\n", serde_json::to_string_pretty(&whole).unwrap_or_default())
    }
}
