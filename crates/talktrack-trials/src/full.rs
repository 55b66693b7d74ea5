//! The disk is full.

use std::path::Path;

use talktrack::Tracker;

use crate::child::{Child, Program};
use crate::error::Result;
use crate::events::Single;
use crate::examine::{Promised, Verdict, examine};
use crate::line::Line;
use crate::sandbox::Sandbox;

/// What became of a ledger that met the end of its disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FullFound {
    /// How the worker was refused.
    pub refusals: Vec<String>,
    /// What it still could read, each time it asked.
    pub seen: Vec<u64>,
    /// Acknowledged, found, and what is wrong.
    pub verdict: Verdict,
}

impl FullFound {
    fn note(&mut self, said: Vec<Line>) {
        for line in said {
            match line {
                Line::Failed(error) => self.refusals.push(error),
                Line::Seen(uses) => self.seen.push(uses),
                Line::Found(records) => self.verdict.found = records,
                _ => {}
            }
        }
    }
}

/// Lets a worker record in `folder` until a file reaches the limit of `sandbox`; then, without the
/// limit, everything acknowledged must be there, and recording must go on.
pub fn size_limit(program: &Program, sandbox: &Sandbox, folder: &Path) -> Result<FullFound> {
    let ledger = folder.join("limited.db");
    let mut command = program.worker();
    command.arg("record").arg("--ledger").arg(&ledger);
    command.args(["--threads", "3", "--importers", "1", "--batch", "40"]);
    let (said, _) = Child::start(sandbox.around(&command))?.finish()?;
    let mut found = FullFound::default();
    let mut promised = Promised::default();
    let mut problems = promised.note(&said);
    found.note(said);

    let tracker = Tracker::open(&ledger)?;
    let later = Single { run: 1, thread: 0, number: 0 };
    tracker.record(later.event()?)?;
    promised.singles.insert(later);
    let verdict = examine(&tracker, &promised)?;
    problems.extend(verdict.problems);
    found.verdict = Verdict { problems, ..verdict };
    Ok(found)
}

/// Lets a worker fill the small disk that `sandbox` mounts at `folder`; it makes room again itself.
pub fn full_disk(program: &Program, sandbox: &Sandbox, folder: &Path) -> Result<FullFound> {
    let mut command = program.worker();
    command.arg("full").arg(folder);
    let (said, status) = Child::start(sandbox.around(&command))?.finish()?;
    let mut found = FullFound::default();
    let mut promised = Promised::default();
    found.verdict.problems = promised.note(&said);
    found.verdict.acknowledged = promised.records();
    found.note(said);
    if !status.success() {
        found.verdict.problems.push(format!("the worker ended with {status}"));
    }
    Ok(found)
}
