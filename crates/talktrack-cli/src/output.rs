//! Where output goes: answers to standard output, remarks to standard error.

use std::env;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};

use talktrack::Tracker;
use talktrack::model::suggest;
use talktrack_exchange::Stored;

use crate::arguments::Common;
use crate::failure::Failure;

/// Where a ledger is unless `--db` says otherwise.
const DEFAULT_LEDGER: &str = "usage.db";

/// How many refusals are worth printing; the quarantine has them all.
pub(crate) const REFUSALS: usize = 10;

/// How what a command says is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Table,
    Csv,
    Json,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnswerFormat {
    Text(Format),
    Stored(Stored),
}

impl Common {
    /// The ledger that is named, by `--db` or in the environment, where an empty variable names none.
    pub(crate) fn named(&self) -> Option<PathBuf> {
        let variable = || env::var_os("TALKTRACK_DB").filter(|path| !path.is_empty());
        self.db.clone().or_else(|| variable().map(PathBuf::from))
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.named().unwrap_or_else(|| PathBuf::from(DEFAULT_LEDGER))
    }

    /// What the ledger is called: a server without its password.
    pub(crate) fn shown(&self) -> String {
        talktrack_postgres::shown(&self.path())
    }

    /// The ledger, created if it is not there.
    pub(crate) fn open(&self) -> Result<Tracker, Failure> {
        Ok(talktrack_postgres::open(&self.path())?)
    }

    /// The ledger, only to look.
    pub(crate) fn look(&self) -> Result<Tracker, Failure> {
        Ok(talktrack_postgres::open_read_only(&self.path())?)
    }

    pub(crate) fn output_format(&self) -> Result<Format, Failure> {
        match self.answer_format() {
            Ok(AnswerFormat::Text(format)) => Ok(format),
            _ => Err(self.unknown_format(&["table", "csv", "json"])),
        }
    }

    /// That of the answer to a question, whose rows can be stored by column too.
    pub(crate) fn answer_format(&self) -> Result<AnswerFormat, Failure> {
        match self.format.as_deref() {
            None | Some("table") => Ok(AnswerFormat::Text(Format::Table)),
            Some("csv") => Ok(AnswerFormat::Text(Format::Csv)),
            Some("json") => Ok(AnswerFormat::Text(Format::Json)),
            Some("parquet") => Ok(AnswerFormat::Stored(Stored::Parquet)),
            Some("arrow") => Ok(AnswerFormat::Stored(Stored::Arrow)),
            Some(_) => Err(self.unknown_format(&["table", "csv", "json", "parquet", "arrow"])),
        }
    }

    fn unknown_format(&self, known: &[&str]) -> Failure {
        let given = self.format.as_deref().unwrap_or_default();
        let advice = suggest(given, known.iter().copied()).map_or_else(
            || format!("; it is one of {}", known.join(", ")),
            |near| format!(": did you mean {near}?"),
        );
        Failure::Misuse(format!("--format: \"{given}\" is not known{advice}"))
    }
}

/// Says why the command did not do what it was asked.
pub(crate) fn complain(why: &str) {
    remark(&format!("talktrack: {why}"));
}

/// Says something that is not the answer.
pub(crate) fn remark(text: &str) {
    // Whoever listened may have gone, which is no reason to stop, let alone to panic.
    let _ = writeln!(stderr(), "{text}");
}

/// Whether a person is watching remarks go by.
pub(crate) fn is_watched() -> bool {
    stderr().is_terminal()
}

/// Whether a person sees what is printed.
pub(crate) fn shows() -> bool {
    stdout().is_terminal()
}

/// Prints text to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Prints what need not be text to standard output.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}

/// A count with its thousands apart, as people write it.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// How a file is called in messages.
pub(crate) fn name_of(path: &Path) -> String {
    if path == Path::new("-") { "standard input".into() } else { talktrack_postgres::shown(path) }
}
