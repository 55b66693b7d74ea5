//! The files that an audit is written to.

use std::fs;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use talktrack_report::{Audit, Page, write_files};

use crate::failure::Failure;
use crate::output;

/// Where the audit goes: at least one of them
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Outputs {
    /// Write the report as a page that any browser opens; - is standard output, here and below
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write its tables as a workbook that spreadsheet programs open
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Write its tables as JSON, for programs
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Outputs {
    /// Refuses, before anything is asked, what could not be written in the end.
    pub(crate) fn check(&self, ledger: &Path) -> Result<(), Failure> {
        let named = [("--html", &self.html), ("--xlsx", &self.xlsx), ("--json", &self.json)];
        let mut taken: Vec<(&str, PathBuf)> = vec![("--db", place_of(ledger))];
        for (option, path) in named {
            let Some(path) = path else { continue };
            let place = place_of(path);
            if let Some((other, _)) = taken.iter().find(|(_, other)| *other == place) {
                return Err(Failure::Misuse(format!(
                    "{option}: {} is the file of {other} already: name another one",
                    path.display()
                )));
            }
            if let Some(folder) = path.parent().filter(|at| *at != Path::new("") && !at.is_dir()) {
                return Err(Failure::Misuse(format!(
                    "{option}: cannot write {}: there is no folder {}: make it first",
                    path.display(),
                    folder.display()
                )));
            }
            taken.push((option, place));
        }
        if self.xlsx.as_deref().is_some_and(is_standard_output) && stdout().is_terminal() {
            let why = "--xlsx: a workbook is not text for a terminal: name a file, or redirect the output";
            return Err(Failure::Misuse(why.into()));
        }
        Ok(())
    }

    /// Writes all of them, or none; and says so.
    pub(crate) fn write(&self, audit: &Audit, page: &Page) -> Result<(), Failure> {
        let mut outputs = Vec::new();
        if let Some(path) = &self.html {
            outputs.push((path.clone(), audit.to_html(page).into_bytes()));
        }
        if let Some(path) = &self.xlsx {
            outputs.push((path.clone(), audit.to_xlsx()?));
        }
        if let Some(path) = &self.json {
            outputs.push((path.clone(), audit.to_json().into_bytes()));
        }
        let (printed, files): (Vec<_>, Vec<_>) =
            outputs.into_iter().partition(|(path, _)| is_standard_output(path));
        write_files(&files)?;
        for (path, _) in files {
            output::remark(&format!("{} is written.", path.display()));
        }
        for (_, bytes) in printed {
            output::print_bytes(&bytes)?;
        }
        Ok(())
    }
}

fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-")
}

/// Where a file is, however it is written.
fn place_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = fs::canonicalize(folder.unwrap_or_else(|| Path::new(".")));
    fs::canonicalize(path)
        .ok()
        .or_else(|| Some(folder.ok()?.join(path.file_name()?)))
        .unwrap_or_else(|| path.to_owned())
}
