//! Many processes record into one file at once, while another one asks.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::child::{Child, Program};
use crate::error::{Error, Result};
use crate::examine::{Promised, Verdict, examine};
use crate::line::Line;

/// How many record how much.
#[derive(Debug, Clone, Copy)]
pub struct Processes {
    /// How many processes.
    pub processes: u32,
    /// How many threads each has.
    pub threads: u32,
    /// How many events each thread records.
    pub each: u32,
    /// How many records a batch brings that one more thread of each process imports meanwhile, again
    /// and again; 0 for no such thread.
    pub import: u32,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessesFound {
    /// Acknowledged, found, and what is wrong.
    pub verdict: Verdict,
    /// How many batches were imported meanwhile.
    pub batches: u64,
    /// How many events each process had recorded when the first was done.
    pub when_first_done: Vec<u64>,
    /// The longest that recording an event took.
    pub worst: Duration,
    /// From the word to begin until the last was done.
    pub took: Duration,
    /// How many commits there were; `None` where that cannot be seen.
    pub commits: Option<u64>,
    /// How many answers were given meanwhile.
    pub answers: u64,
}

impl Processes {
    /// Records into `ledger`, a file or the URL of a server.
    pub fn run(&self, program: &Program, ledger: &Path) -> Result<ProcessesFound> {
        let tracker = talktrack_postgres::open(ledger)?;
        let mut asker = program.worker();
        asker.arg("ask").arg("--ledger").arg(ledger);
        let mut asker = Child::start(asker)?;
        let mut writers = Vec::new();
        for run in 0..self.processes {
            let mut command = program.worker();
            command.arg("count").arg("--ledger").arg(ledger);
            for (option, value) in [
                ("--run", run),
                ("--threads", self.threads),
                ("--each", self.each),
                ("--import", self.import),
            ] {
                command.arg(option).arg(value.to_string());
            }
            writers.push(Child::start(command)?);
        }
        asker.ready()?;
        for writer in &mut writers {
            writer.ready()?;
        }
        let before = commits(ledger);
        let begun = Instant::now();
        asker.go()?;
        for writer in &mut writers {
            writer.go()?;
        }
        let mut found = ProcessesFound::default();
        let mut promised = Promised::default();
        let heard = listen(writers);
        found.took = begun.elapsed();
        // The ledger is open here all the while, so that the counter was not reset.
        found.commits =
            before.zip(commits(ledger)).map(|(before, after)| after.wrapping_sub(before).into());
        asker.stop();
        let (said, status) = asker.finish()?;
        let mut problems = Vec::new();
        if !status.success() {
            problems.push(format!("asking ended with {status}"));
        }
        found.answers = answers(&said, &mut problems);
        for (number, heard) in heard.into_iter().enumerate() {
            let Heard { said, status, when_first_done } = heard?;
            problems.extend(promised.note(&said));
            for line in said {
                match line {
                    Line::Worst(micros) => {
                        found.worst = found.worst.max(Duration::from_micros(micros));
                    }
                    Line::Failed(error) => problems.push(format!("process {number}: {error}")),
                    _ => {}
                }
            }
            if !status.success() {
                problems.push(format!("process {number} ended with {status}"));
            }
            found.when_first_done.push(when_first_done);
        }
        found.batches = promised.batches.len() as u64;
        let verdict = examine(&tracker, &promised)?;
        problems.extend(verdict.problems);
        found.verdict = Verdict { problems, ..verdict };
        Ok(found)
    }
}

/// What a process said until it ended.
struct Heard {
    said: Vec<Line>,
    status: std::process::ExitStatus,
    when_first_done: u64,
}

/// Listens to all of them until they end.
fn listen(writers: Vec<Child>) -> Vec<Result<Heard>> {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

    let first_done = AtomicBool::new(false);
    let recorded: Vec<_> = writers.iter().map(|_| AtomicU64::new(0)).collect();
    let when_first_done: Vec<_> = writers.iter().map(|_| AtomicU64::new(0)).collect();
    let listen = |mut writer: Child, own: &AtomicU64| {
        while let Some(line) = writer.hear()? {
            match line {
                Line::Single(_) => drop(own.fetch_add(1, Ordering::Relaxed)),
                Line::Worst(_) if !first_done.swap(true, Ordering::Relaxed) => {
                    for (then, now) in when_first_done.iter().zip(&recorded) {
                        then.store(now.load(Ordering::Relaxed), Ordering::Relaxed);
                    }
                }
                _ => {}
            }
        }
        writer.finish()
    };
    let ends: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = writers
            .into_iter()
            .zip(&recorded)
            .map(|(writer, own)| {
                let listen = &listen;
                scope.spawn(move || listen(writer, own))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join()).collect()
    });
    ends.into_iter()
        .zip(when_first_done)
        .map(|(end, then)| {
            let (said, status) =
                end.map_err(|_| Error::Worker("listening to it panicked".into()))??;
            Ok(Heard { said, status, when_first_done: then.into_inner() })
        })
        .collect()
}

/// What was seen stays seen; returns how many answers there were.
fn answers(said: &[Line], problems: &mut Vec<String>) -> u64 {
    let (mut answers, mut last) = (0, 0);
    for line in said {
        match line {
            Line::Seen(uses) => {
                answers += 1;
                if *uses < last {
                    problems.push(format!("an answer counted {uses} uses after one of {last}"));
                }
                last = *uses;
            }
            Line::Failed(error) => problems.push(format!("asking failed: {error}")),
            _ => {}
        }
    }
    answers
}

/// The counter of commits in the file that SQLite's processes share as the index of the write-ahead
/// log: <https://sqlite.org/walformat.html>, the field `iChange`.
fn commits(ledger: &Path) -> Option<u32> {
    let mut name = ledger.as_os_str().to_owned();
    name.push("-shm");
    let mut index = File::open(name).ok()?;
    index.seek(SeekFrom::Start(8)).ok()?;
    let mut counter = [0; 4];
    index.read_exact(&mut counter).ok()?;
    Some(u32::from_ne_bytes(counter))
}
