//! Kills imports of a file half way, and imports the file again.

use std::path::Path;

use talktrack::Tracker;
use talktrack::model::Record;

use crate::child::{Child, Program};
use crate::dice::Dice;
use crate::error::{Attempted, Error, Result};
use crate::events::Single;
use crate::examine::{Promised, Verdict, examine};
use crate::line::Line;

/// How to interrupt imports.
#[derive(Debug, Clone, Copy)]
pub struct Imports {
    /// How often one import is killed before it may end.
    pub times: u32,
    /// How many rows the file has.
    pub rows: u32,
    /// How many rows a commit holds.
    pub batch: u32,
    /// What chance starts from.
    pub seed: u64,
}

/// What became of the import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportsFound {
    /// How many imports were killed before their end.
    pub kills: u32,
    /// Acknowledged, found, and what is wrong.
    pub verdict: Verdict,
}

impl Imports {
    /// Kills imports into a ledger in `folder`, and completes them.
    pub fn run(&self, program: &Program, folder: &Path) -> Result<ImportsFound> {
        let (ledger, file) = (folder.join("imported.db"), folder.join("rows.jsonl"));
        let mut promised = Promised::default();
        let mut text = String::new();
        for number in 0..self.rows {
            let single = Single { run: 0, thread: 0, number };
            promised.singles.insert(single);
            let row = Record::from(single.event()?);
            let row =
                serde_json::to_string(&row).map_err(|error| Error::Worker(error.to_string()))?;
            text.push_str(&row);
            text.push('\n');
        }
        std::fs::write(&file, text).attempted_on("write", &file)?;

        let mut dice = Dice::new(self.seed);
        let mut found = ImportsFound::default();
        let (mut acknowledged, batches) = (0, u64::from(self.rows / self.batch.max(1)));
        for _ in 0..self.times {
            let mut child = start(program, &ledger, &file, self.batch)?;
            // What an earlier import committed is told again, so every import gets a little further.
            child.kill_after_lines(dice.below(batches))?;
            let (said, status) = child.finish()?;
            found.kills += u32::from(status.code().is_none());
            for line in said {
                match line {
                    Line::Seen(committed) => acknowledged = acknowledged.max(committed),
                    line => found.verdict.problems.push(line.to_string()),
                }
            }
            if ledger.exists() {
                found
                    .verdict
                    .problems
                    .extend(self.half_way(&Tracker::open(&ledger)?, acknowledged)?);
            }
        }
        let (_, status) = start(program, &ledger, &file, self.batch)?.finish()?;
        if !status.success() {
            return Err(Error::Worker(format!("the last import ended with {status}")));
        }
        let verdict = examine(&Tracker::open(&ledger)?, &promised)?;
        found.verdict.problems.extend(verdict.problems);
        Ok(ImportsFound {
            verdict: Verdict { problems: found.verdict.problems, ..verdict },
            ..found
        })
    }

    /// What is wrong after a kill: whole commits only, and none that was told is missing.
    fn half_way(&self, tracker: &Tracker, acknowledged: u64) -> Result<Vec<String>> {
        let verdict = examine(tracker, &Promised::default())?;
        let mut problems = verdict.problems;
        let found = verdict.found;
        if !found.is_multiple_of(self.batch.into()) && found != u64::from(self.rows) {
            problems.push(format!("{found} rows are no whole number of commits"));
        }
        if found < acknowledged {
            problems.push(format!("{acknowledged} rows were committed, and {found} are there"));
        }
        Ok(problems)
    }
}

fn start(program: &Program, ledger: &Path, file: &Path, batch: u32) -> Result<Child> {
    let mut command = program.worker();
    command.arg("import").arg("--ledger").arg(ledger).arg("--file").arg(file);
    command.arg("--batch").arg(batch.to_string());
    Child::start(command)
}
