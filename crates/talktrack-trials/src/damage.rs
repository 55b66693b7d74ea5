//! Flips bits of a ledger and cuts it off, and looks what becomes of it: an error that says what is
//! the matter, a problem that `check` reports, or the answer from before. Never another answer,
//! never a panic.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::dice::Dice;
use crate::error::{Attempted, Result};
use crate::judge::{Before, Outcome, beside};
use crate::log;

/// What is done to which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A bit of the ledger is flipped.
    Flip,
    /// The ledger is cut off.
    Cut,
    /// A bit of the write-ahead log is flipped.
    FlipLog,
    /// The write-ahead log is cut off.
    CutLog,
}

impl Kind {
    const fn hits_log(self) -> bool {
        matches!(self, Self::FlipLog | Self::CutLog)
    }
}

/// How often which damage is done.
#[derive(Debug, Clone, Copy)]
pub struct Damage {
    /// What is done.
    pub kind: Kind,
    /// How often, each time to a fresh copy.
    pub times: u32,
    /// What chance starts from.
    pub seed: u64,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DamageFound {
    /// How often the ledger could not even be opened.
    pub refused: u32,
    /// How often `check` reported it, or failed itself.
    pub reported: u32,
    /// How often an answer failed, though `check` found nothing.
    pub failed: u32,
    /// How often every answer was right.
    pub right: u32,
    /// How often every answer was right for an earlier write: a damaged log ends where it is damaged.
    pub earlier: u32,
    /// How often only the notes around a refused row changed: where it stood, why and when it was
    /// refused. Nothing guards them but the file itself.
    pub unguarded: u32,
    /// What must not be: wrong answers without a problem, panics, and records that got lost.
    pub wrong: Vec<String>,
    /// The errors that were given, and how often.
    pub errors: BTreeMap<String, u32>,
}

/// What was done to a copy.
struct Done {
    what: String,
    ledger: Vec<u8>,
    log: Vec<u8>,
    /// The last write of the last commit before the damage, where the log was damaged: all up to it
    /// must be there.
    last: Option<u64>,
}

impl Damage {
    /// Damages copies of a specimen in `folder`.
    pub fn run(&self, folder: &Path) -> Result<DamageFound> {
        let before = Before::new(folder, self.kind.hits_log())?;
        let mut dice = Dice::new(self.seed);
        let mut found = DamageFound::default();
        for number in 0..self.times {
            let Done { what, ledger, log, last } = self.damage(&before, number, &mut dice);
            let copy = folder.join("damaged.db");
            for (suffix, bytes) in [("", &ledger), ("-wal", &log), ("-lock", &before.lock)] {
                let path = beside(&copy, suffix);
                std::fs::write(&path, bytes).attempted_on("write", &path)?;
            }
            let _ = std::fs::remove_file(beside(&copy, "-shm"));
            let errors = &mut found.errors;
            let outcome = catch_unwind(AssertUnwindSafe(|| before.judge(&copy, last, errors)))
                .unwrap_or_else(|panic| Outcome::Wrong(format!("panic: {}", message(&*panic))));
            match outcome {
                Outcome::Refused => found.refused += 1,
                Outcome::Reported => found.reported += 1,
                Outcome::Failed => found.failed += 1,
                Outcome::Right => found.right += 1,
                Outcome::Earlier => found.earlier += 1,
                Outcome::Unguarded => found.unguarded += 1,
                Outcome::Wrong(wrong) => found.wrong.push(format!("{what}: {wrong}")),
            }
        }
        Ok(found)
    }

    fn damage(&self, before: &Before, number: u32, dice: &mut Dice) -> Done {
        let (mut ledger, mut log) = (before.ledger.clone(), before.log.clone());
        let bytes = if self.kind.hits_log() { &mut log } else { &mut ledger };
        let length = bytes.len() as u64;
        let (what, whole) = match self.kind {
            Kind::Flip | Kind::FlipLog => {
                let bit = dice.below(8);
                let mut position = usize::try_from(dice.below(length)).unwrap_or_default();
                // Much of a small ledger is empty: three times in four something that says something.
                if !dice.once_in(4) {
                    let next = bytes[position..].iter().position(|byte| *byte != 0);
                    position += next.unwrap_or_default();
                }
                bytes[position] ^= 1 << bit;
                (format!("bit {bit} of byte {position}"), position)
            }
            Kind::Cut | Kind::CutLog => {
                // The empty file and the missing last byte are always among them; half of the
                // others are whole pages.
                let kept = match number {
                    0 => 0,
                    1 => length.saturating_sub(1),
                    _ if dice.once_in(2) => dice.below(length) / 4096 * 4096,
                    _ => dice.below(length),
                };
                let kept = usize::try_from(kept).unwrap_or_default();
                bytes.truncate(kept);
                (format!("cut to {kept} bytes"), kept)
            }
        };
        let last = self.kind.hits_log().then(|| {
            let commits = log::commits(&before.log).take_while(|end| *end <= whole).count();
            before.writes.get(commits).copied().unwrap_or_default()
        });
        Done { what, ledger, log, last }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without words").to_owned()
}
