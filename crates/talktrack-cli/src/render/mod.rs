//! Answers as text: for people, for spreadsheets and for programs.

mod csv;
pub(crate) mod reconciliation;
mod text;

use talktrack::analysis::AnyAnswer;

use crate::failure::Failure;
use crate::output::{self, Format};

pub(crate) use csv::csv_row;
pub(crate) use text::{generation, paragraph, rows, summary};

/// Prints an answer; as a table only the columns that are `shown`, or all where none are named.
pub(crate) fn answer(answer: &AnyAnswer, format: Format, shown: &[&str]) -> Result<(), Failure> {
    let text = match format {
        Format::Table => text::answer(answer, shown),
        Format::Csv => csv::table(&answer.table)?,
        Format::Json => json(answer),
    };
    output::print(&text)
}

/// Strings, numbers and lists are written into a string: that does not fail.
fn json(answer: &AnyAnswer) -> String {
    format!("{}\n", serde_json::to_string_pretty(answer).unwrap_or_default())
}
