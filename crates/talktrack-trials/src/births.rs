//! Several processes open a ledger that is not there yet, at the same moment; some are killed at it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use talktrack::Tracker;

use crate::child::{Child, Program};
use crate::dice::Dice;
use crate::error::{Error, Result};
use crate::examine::{Promised, Verdict, examine};
use crate::line::Line;

/// How many ledgers come into being, and by how many at once.
#[derive(Debug, Clone, Copy)]
pub struct Births {
    /// How many ledgers.
    pub times: u32,
    /// How many processes open each.
    pub processes: u32,
    /// What chance starts from.
    pub seed: u64,
}

/// What became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BirthsFound {
    /// How many processes were killed meanwhile.
    pub kills: u32,
    /// Over all ledgers: acknowledged, found, and what is wrong.
    pub verdict: Verdict,
}

/// How long a process takes to open a new ledger, or somewhat longer.
const OPENING: Duration = Duration::from_millis(15);

impl Births {
    /// Lets processes open new ledgers in `folder`.
    pub fn run(&self, program: &Program, folder: &Path) -> Result<BirthsFound> {
        let mut dice = Dice::new(self.seed);
        let mut all = BirthsFound::default();
        for number in 0..self.times {
            let found = self.one(program, &folder.join(format!("born-{number}.db")), &mut dice)?;
            all.kills += found.kills;
            all.verdict.acknowledged += found.verdict.acknowledged;
            all.verdict.found += found.verdict.found;
            all.verdict.problems.extend(found.verdict.problems);
        }
        Ok(all)
    }

    fn one(&self, program: &Program, ledger: &Path, dice: &mut Dice) -> Result<BirthsFound> {
        let mut children = Vec::new();
        for run in 0..self.processes {
            let mut command = program.worker();
            command.arg("count").arg("--ledger").arg(ledger).args([
                "--threads",
                "1",
                "--each",
                "2",
            ]);
            command.arg("--run").arg(run.to_string());
            children.push(Child::start(command)?);
        }
        for child in &mut children {
            child.ready()?;
        }
        let born = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let onlooker = scope.spawn(|| look_on(ledger, &born));
            let found = Self::deliver(children, ledger, dice);
            born.store(true, Ordering::Relaxed);
            let mut found = found?;
            let seen = onlooker.join().map_err(|_| Error::Worker("looking on panicked".into()))?;
            found.verdict.problems.extend(seen);
            Ok(found)
        })
    }

    fn deliver(mut children: Vec<Child>, ledger: &Path, dice: &mut Dice) -> Result<BirthsFound> {
        for child in &mut children {
            child.go()?;
        }
        let mut kills = 0;
        if dice.once_in(2) {
            std::thread::sleep(dice.moment(OPENING));
            if let Some(first) = children.first_mut() {
                first.kill()?;
            }
        }
        let mut promised = Promised::default();
        let mut problems = Vec::new();
        for child in children {
            let (said, status) = child.finish()?;
            problems.extend(promised.note(&said));
            problems.extend(said.into_iter().filter_map(|line| match line {
                Line::Failed(error) => Some(error),
                _ => None,
            }));
            kills += u32::from(status.code().is_none());
        }
        let verdict = examine(&Tracker::open(ledger)?, &promised)?;
        problems.extend(verdict.problems);
        Ok(BirthsFound { kills, verdict: Verdict { problems, ..verdict } })
    }
}

/// Opens the ledger to look, again and again while it comes into being: it is not there, it is
/// empty, or it is a ledger. Returns what else it was.
fn look_on(ledger: &Path, born: &AtomicBool) -> Vec<String> {
    let mut strange = Vec::new();
    while !born.load(Ordering::Relaxed) {
        match Tracker::open_read_only(ledger).and_then(|tracker| tracker.state()) {
            Ok(_) | Err(talktrack::Error::Missing(_)) => {}
            Err(talktrack::Error::NotALedger { reason, .. }) if reason == "it is empty" => {}
            Err(error) => strange.push(format!("who looked on: {error}")),
        }
        std::thread::yield_now();
    }
    strange
}
