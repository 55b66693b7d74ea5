//! Answers as text: for people, for spreadsheets and for programs.

pub(crate) mod reconciliation;
mod text;

use talktrack::analysis::AnyAnswer;
use talktrack_exchange::Stored;

use crate::failure::Failure;
use crate::output::{self, Format};

pub(crate) use text::{generation, paragraph, rows, summary};

/// Prints an answer; as a table only the columns that are `shown`, or all where none are named.
pub(crate) fn answer(answer: &AnyAnswer, format: Format, shown: &[&str]) -> Result<(), Failure> {
    let text = match format {
        Format::Table => text::answer(answer, shown),
        Format::Csv => return written(answer, Stored::Csv),
        Format::Json => json(answer),
    };
    output::print(&text)
}

/// Prints the rows of an answer as a file that is stored by column, unless a person would see it.
pub(crate) fn stored(answer: &AnyAnswer, stored: Stored) -> Result<(), Failure> {
    if output::shows() {
        let why = "this is no text for a terminal: write it to a file with > FILE";
        return Err(Failure::Misuse(why.to_owned()));
    }
    written(answer, stored)
}

fn written(answer: &AnyAnswer, stored: Stored) -> Result<(), Failure> {
    let mut file = Vec::new();
    talktrack_exchange::write_table(&answer.table, stored, &mut file)?;
    output::print_bytes(&file)
}

/// Strings, numbers and lists are written into a string: that does not fail.
fn json(answer: &AnyAnswer) -> String {
    format!("{}\n", serde_json::to_string_pretty(answer).unwrap_or_default())
}
