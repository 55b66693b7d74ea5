//! Compares a damaged ledger with what it was before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use talktrack::Tracker;

use crate::answers::{self, Answers, Contents};
use crate::error::{Attempted, Error, Result};
use crate::events::Single;
use crate::specimen;

/// The undamaged ledger.
pub(crate) struct Before {
    pub(crate) ledger: Vec<u8>,
    pub(crate) log: Vec<u8>,
    pub(crate) lock: Vec<u8>,
    /// The last write of each commit of the log, and first the one before the log.
    pub(crate) writes: Vec<u64>,
    answers: Answers,
    contents: Contents,
    /// Open on the undamaged file, to ask what was answered at an earlier write.
    tracker: Tracker,
}

/// What became of one damaged copy.
pub(crate) enum Outcome {
    Refused,
    Reported,
    Failed,
    Right,
    Earlier,
    Unguarded,
    Wrong(String),
}

/// The file beside `path` whose name ends in `suffix`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

impl Before {
    /// With a log, the last commits stand in it alone.
    pub(crate) fn new(folder: &Path, with_log: bool) -> Result<Self> {
        let path = folder.join("specimen.db");
        let read = |suffix: &str| {
            let path = beside(&path, suffix);
            std::fs::read(&path).attempted_on("read", &path)
        };
        let mut tracker = specimen::specimen(&path)?;
        let writes;
        if with_log {
            drop(tracker);
            tracker = Tracker::open(&path)?;
            writes = specimen::go_on(&tracker)?;
        } else {
            writes = specimen::go_on(&tracker)?;
            drop(tracker);
            tracker = Tracker::open_read_only(&path)?;
        }
        let log = if with_log { read("-wal")? } else { Vec::new() };
        let contents = Contents::of(&path).map_err(|error| Error::Worker(error.to_string()))?;
        Ok(Self {
            ledger: read("")?,
            log,
            lock: read("-lock")?,
            writes,
            answers: Answers::of(&tracker),
            contents,
            tracker,
        })
    }

    /// Looks what became of the ledger at `path`, and records into it. `last` is the write at which a
    /// damaged log has to end.
    pub(crate) fn judge(
        &self,
        path: &Path,
        last: Option<u64>,
        errors: &mut BTreeMap<String, u32>,
    ) -> Outcome {
        let mut note = |error: &dyn std::fmt::Display| {
            let text = error.to_string().replace(&*path.to_string_lossy(), "LEDGER");
            *errors.entry(text).or_default() += 1;
        };
        let outcome = match Tracker::open_read_only(path) {
            Ok(tracker) => {
                let answers = Answers::of(&tracker);
                let findings = tracker.check();
                answers.errors().for_each(|error| note(error));
                if let Err(error) = &findings {
                    note(error);
                }
                match findings {
                    Ok(findings) if findings.problems.is_empty() => {
                        self.compare(path, last, &answers)
                    }
                    _ => Outcome::Reported,
                }
            }
            Err(error) => {
                note(&error);
                Outcome::Refused
            }
        };
        match self.record(path) {
            Ok(None) => outcome,
            // Where a problem is known, recording may meet it, too.
            Ok(Some(_)) if matches!(outcome, Outcome::Reported) => outcome,
            Ok(Some(wrong)) => Outcome::Wrong(wrong),
            Err(error) => {
                note(&error);
                outcome
            }
        }
    }

    /// Compares answers with those before, where `check` found nothing.
    fn compare(&self, path: &Path, last: Option<u64>, now: &Answers) -> Outcome {
        let (Ok(before), Ok(state)) = (&self.answers.state, &now.state) else {
            return Outcome::Failed;
        };
        let earlier = last.is_some_and(|last| last < before.seq.get());
        let came = usize::try_from(state.seq.get()).unwrap_or(usize::MAX);
        let then;
        let expected = if earlier {
            then = answers::uses_as_of(&self.tracker, state.seq);
            &then
        } else {
            &self.answers.uses
        };
        let parts = [
            ("the state", if earlier { Some(state.seq.get()) == last } else { state == before }),
            ("an answer", right(expected, &now.uses, |expected, now| expected == now)),
            (
                "the list of facts",
                right(&self.answers.records, &now.records, |before, now| {
                    before.get(..came) == Some(&now[..])
                }),
            ),
            (
                "the quarantine",
                right(&self.answers.quarantine, &now.quarantine, |before, now| {
                    if earlier { before.starts_with(now) } else { before == now }
                }),
            ),
        ];
        let mut wrong: Vec<_> =
            parts.iter().filter(|(_, right)| !right).map(|(what, _)| (*what).to_owned()).collect();
        match Contents::of(path) {
            Ok(now) if now.schema != self.contents.schema => wrong.push("the schema".into()),
            Ok(now) if !earlier => {
                let tables = self.contents.differing(&now);
                wrong.extend(tables.map(|table| format!("table {table}")));
            }
            Ok(_) => {}
            Err(error) => wrong.push(format!("what others read ({error})")),
        }
        let unguarded = ["the quarantine", "table quarantine", "table origin"];
        if !wrong.is_empty() && wrong.iter().all(|what| unguarded.contains(&&**what)) {
            return Outcome::Unguarded;
        }
        if !wrong.is_empty() {
            return Outcome::Wrong(format!(
                "{} changed and check found nothing",
                wrong.join(" and ")
            ));
        }
        match (now.errors().count(), earlier) {
            (0, false) => Outcome::Right,
            (0, true) => Outcome::Earlier,
            _ => Outcome::Failed,
        }
    }

    /// Records an event into the ledger at `path`; says what is wrong with what came of it.
    fn record(&self, path: &Path) -> Result<Option<String>> {
        let tracker = Tracker::open(path)?;
        let event = Single { run: 9, thread: 9, number: 9 };
        let receipt = tracker.record(event.event()?)?;
        if let (Ok(before), Ok(now)) = (&self.answers.state, tracker.state())
            && before.ledger != now.ledger
        {
            return Ok(Some("another ledger took the place of this one".into()));
        }
        let Ok(records) = answers::records(&tracker) else { return Ok(None) };
        let there = records.iter().filter(|record| record.contains(&event.to_string())).count();
        Ok((there != 1)
            .then(|| format!("what was acknowledged ({receipt:?}) is there {there} times")))
    }
}

/// Whether an answer is right, or there is none.
fn right<T>(before: &Result<T>, now: &Result<T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (before, now) {
        (Ok(before), Ok(now)) => same(before, now),
        (Err(_), Ok(_)) => false,
        (_, Err(_)) => true,
    }
}
