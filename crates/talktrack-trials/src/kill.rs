//! Kills workers at random moments while they record, many times over one file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use talktrack::Tracker;

use crate::child::{Child, Program};
use crate::dice::Dice;
use crate::error::Result;
use crate::events::{Batch, Single};
use crate::examine::{Promised, Verdict, examine};
use crate::line::Line;

/// How to kill.
#[derive(Debug, Clone, Copy)]
pub struct Kill {
    /// How many workers are killed.
    pub times: u32,
    /// What chance starts from.
    pub seed: u64,
    /// How many records a batch brings.
    pub batch: u32,
}

/// What became of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KillFound {
    /// How many workers were killed at work.
    pub kills: u32,
    /// Acknowledged, found, and what is wrong.
    pub verdict: Verdict,
    /// How many records were found that were not acknowledged yet, and were then acknowledged as
    /// duplicates.
    pub caught_between: u64,
}

/// A worker that is to be killed.
struct Victim {
    child: Child,
    run: u32,
    moment: Moment,
}

/// When it is killed.
enum Moment {
    /// After so many acknowledgements: certainly at work.
    Lines(u64),
    /// After a while: perhaps while it opens the file.
    While(Duration),
}

/// The longest that a victim lives by the clock. Opening takes some of it, and so does recovery of
/// the log that the victim before left behind.
const LONGEST: Duration = Duration::from_millis(120);
/// The most acknowledgements that it lives by.
const MOST_LINES: u64 = 150;
/// How many threads record single events, and how many record batches.
const THREADS: u32 = 3;
const IMPORTERS: u32 = 1;

impl Kill {
    /// Kills workers that record into `ledger`, a file or the URL of a server.
    pub fn run(&self, program: &Program, ledger: &Path) -> Result<KillFound> {
        let mut trial = Trial {
            ledger: ledger.to_owned(),
            batch: self.batch,
            promised: Promised::default(),
            problems: Vec::new(),
            last: BTreeMap::new(),
            caught_between: 0,
        };
        let mut dice = Dice::new(self.seed);
        let (mut kills, mut run) = (0, 0);
        while kills < self.times {
            // Mostly two processes: when one dies, the other must go on.
            let victims = if dice.once_in(3) { 1 } else { 2 }.min(self.times - kills);
            let mut started = Vec::new();
            for _ in 0..victims {
                started.push(trial.start(program, run, &mut dice)?);
                run += 1;
            }
            for victim in started {
                kills += u32::from(trial.kill(victim)?);
            }
            // Now and then the next workers find the log as the dead left it.
            if dice.once_in(2) {
                trial.go_on()?;
                // Reading everything takes longer and longer; what is lost now is lost later, too.
                if kills < 40 || dice.once_in(8) {
                    trial.examine()?;
                }
            }
        }
        trial.go_on()?;
        let verdict = trial.examine()?;
        let verdict = Verdict { problems: trial.problems, ..verdict };
        Ok(KillFound { kills, verdict, caught_between: trial.caught_between })
    }
}

/// A trial under way.
struct Trial {
    ledger: PathBuf,
    batch: u32,
    promised: Promised,
    problems: Vec<String>,
    /// What the workers that were killed last were doing, by the number of the run: the last number
    /// that each of their threads acknowledged.
    last: BTreeMap<u32, LastWords>,
    caught_between: u64,
}

/// The last number that a thread acknowledged, by the thread's number.
#[derive(Default)]
struct LastWords {
    singles: BTreeMap<u32, u32>,
    batches: BTreeMap<u32, u32>,
}

impl Trial {
    fn start(&self, program: &Program, run: u32, dice: &mut Dice) -> Result<Victim> {
        let mut command: Command = program.worker();
        command.arg("record").arg("--ledger").arg(&self.ledger);
        for (option, value) in [
            ("--run", run),
            ("--threads", THREADS),
            ("--importers", IMPORTERS),
            ("--batch", self.batch),
        ] {
            command.arg(option).arg(value.to_string());
        }
        if dice.once_in(4) {
            // Closes and opens all the time, so that it also dies while it tidies up the log.
            command.args(["--per-opening", "2"]);
        }
        let moment = if dice.once_in(2) {
            Moment::While(dice.moment(LONGEST))
        } else {
            Moment::Lines(dice.below(MOST_LINES))
        };
        Ok(Victim { child: Child::start(command)?, run, moment })
    }

    /// Kills it, and returns whether it was still at work.
    fn kill(&mut self, victim: Victim) -> Result<bool> {
        let Victim { mut child, run, moment } = victim;
        match moment {
            Moment::Lines(lines) => child.kill_after_lines(lines)?,
            Moment::While(duration) => child.kill_after(duration)?,
        }
        let (said, status) = child.finish()?;
        self.problems.extend(self.promised.note(&said));
        let last = self.last.entry(run).or_default();
        for line in &said {
            match line {
                Line::Single(single) => drop(last.singles.insert(single.thread, single.number)),
                Line::Batch(batch) => drop(last.batches.insert(batch.importer, batch.number)),
                Line::Failed(error) => self.problems.push(format!("recording failed: {error}")),
                _ => {}
            }
        }
        let was_killed = status.code().is_none();
        if !was_killed {
            self.problems.push(format!("a worker ended by itself: {status}"));
        }
        Ok(was_killed)
    }

    /// Does what a host does when it starts again: what it does not know to be recorded, it records
    /// again. And the last that was acknowledged, which must be there already.
    fn go_on(&mut self) -> Result<()> {
        let tracker = talktrack_postgres::open(&self.ledger)?;
        for (run, last) in std::mem::take(&mut self.last) {
            for thread in 0..THREADS {
                let acknowledged = last.singles.get(&thread).copied();
                let single = |number| Single { run, thread, number };
                if let Some(number) = acknowledged {
                    self.single_again(&tracker, single(number), true)?;
                }
                self.single_again(
                    &tracker,
                    single(acknowledged.map_or(0, |number| number + 1)),
                    false,
                )?;
            }
            for importer in 0..IMPORTERS {
                let acknowledged = last.batches.get(&importer).copied();
                let batch = |number| Batch { run, importer, number, size: self.batch };
                let next = batch(acknowledged.map_or(0, |number| number + 1));
                if let Some(number) = acknowledged {
                    self.batch_again(&tracker, batch(number), true)?;
                }
                self.batch_again(&tracker, next, false)?;
            }
        }
        Ok(())
    }

    fn single_again(
        &mut self,
        tracker: &Tracker,
        single: Single,
        acknowledged: bool,
    ) -> Result<()> {
        let receipt = tracker.record(single.event()?)?;
        self.caught_between += u64::from(!acknowledged) * receipt.duplicates;
        if acknowledged && receipt.recorded > 0 {
            self.problems.push(format!("{single} was acknowledged, lost, and is recorded again"));
        }
        self.promised.singles.insert(single);
        Ok(())
    }

    fn batch_again(&mut self, tracker: &Tracker, batch: Batch, acknowledged: bool) -> Result<()> {
        let receipt = tracker.submit(batch.submissions()?, false)?;
        self.caught_between += u64::from(!acknowledged) * receipt.duplicates;
        if receipt.recorded > 0 && (acknowledged || receipt.duplicates > 0) {
            self.problems.push(format!("only a part of {batch} was there: {receipt:?}"));
        }
        self.promised.batches.insert(batch);
        Ok(())
    }

    fn examine(&mut self) -> Result<Verdict> {
        let verdict = examine(&talktrack_postgres::open_read_only(&self.ledger)?, &self.promised)?;
        for problem in &verdict.problems {
            if !self.problems.contains(problem) {
                self.problems.push(problem.clone());
            }
        }
        Ok(verdict)
    }
}
