//! `trials`: holds the long form of a trial and prints what it found.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use talktrack_trials::worker::Task;
use talktrack_trials::{
    Births, Crashes, Cuts, Damage, Error, Imports, Kill, Kind, Processes, Program, Result, Sandbox,
    ServerFound, Verdict, full_disk, on_a_server, size_limit,
};

/// Holds trials of the ledger and prints what they found. Exits with 1 if a promise was broken.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    trial: Trial,
}

#[derive(Debug, Subcommand)]
enum Trial {
    /// Kills processes at random moments while they record into one file.
    Kill {
        /// How many are killed.
        #[arg(long, default_value_t = 300)]
        times: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many records a batch brings.
        #[arg(long, default_value_t = 200)]
        batch: u32,
        /// Into a ledger on a server.
        #[arg(long)]
        server: bool,
    },
    /// Lets processes open ledgers that are not there yet, at the same moment.
    Births {
        /// How many ledgers.
        #[arg(long, default_value_t = 100)]
        times: u32,
        /// How many processes open each.
        #[arg(long, default_value_t = 6)]
        processes: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Kills imports of a file half way, and imports it again.
    Imports {
        /// How many are killed.
        #[arg(long, default_value_t = 50)]
        times: u32,
        /// How many rows the file has.
        #[arg(long, default_value_t = 100_000)]
        rows: u32,
        /// How many rows a commit holds.
        #[arg(long, default_value_t = 1_000)]
        batch: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Lets processes record into one file at once, while another one asks.
    Processes {
        /// How many processes.
        #[arg(long, default_value_t = 8)]
        processes: u32,
        /// How many threads each has.
        #[arg(long, default_value_t = 4)]
        threads: u32,
        /// How many events each thread records.
        #[arg(long, default_value_t = 1_000)]
        each: u32,
        /// How many records a batch brings that each process imports meanwhile, again and again.
        #[arg(long, default_value_t = 0)]
        import: u32,
        /// Into a ledger on a server.
        #[arg(long)]
        server: bool,
    },
    /// Kills a server while clients record, and starts it again.
    Crashes {
        /// How often.
        #[arg(long, default_value_t = 100)]
        times: u32,
        /// How many clients record.
        #[arg(long, default_value_t = 16)]
        clients: u32,
        /// How many records a batch brings.
        #[arg(long, default_value_t = 100)]
        batch: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Cuts connections to a server in the middle of commits.
    Cuts {
        /// How often each client is cut off.
        #[arg(long, default_value_t = 500)]
        times: u32,
        /// How many clients record.
        #[arg(long, default_value_t = 4)]
        clients: u32,
        /// How many records a batch brings.
        #[arg(long, default_value_t = 100)]
        batch: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Flips bits and cuts off files.
    Damage {
        /// How often each kind of damage is done.
        #[arg(long, default_value_t = 5_000)]
        times: u32,
        /// What chance starts from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Which damage is done; every kind unless given.
        #[arg(long)]
        kind: Vec<Kind>,
        /// Lists the errors that were given.
        #[arg(long)]
        errors: bool,
    },
    /// Fills disks.
    Full {
        /// How many limits of file sizes, evenly from nothing to 4 MiB.
        #[arg(long, default_value_t = 60)]
        limits: u64,
    },
    /// Works for a trial; not for people.
    #[command(hide = true)]
    Worker {
        #[command(subcommand)]
        task: Task,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().trial {
        Trial::Worker { task } => task.run(),
        trial => match hold(trial) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                let _ = writeln!(io::stderr(), "trials: {error}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Holds a trial; returns whether every promise was kept.
fn hold(trial: Trial) -> Result<bool> {
    let folder = tempfile::tempdir().map_err(|reason| Error::System {
        attempted: "make a folder for the trial".into(),
        reason,
    })?;
    let (folder, program) = (folder.path(), Program::this()?);
    match trial {
        Trial::Kill { times, seed, batch, server } => {
            let kill = Kill { times, seed, batch };
            let found = into_ledger(server, folder, |ledger| kill.run(&program, ledger))?;
            show("killed at work", found.kills);
            verdict(&found.verdict);
            show("caught between commit and acknowledgement", found.caught_between);
            Ok(problems(&found.verdict.problems))
        }
        Trial::Births { times, processes, seed } => {
            let found = Births { times, processes, seed }.run(&program, folder)?;
            show("ledgers", times);
            show("processes", times * processes);
            show("killed at work", found.kills);
            verdict(&found.verdict);
            Ok(problems(&found.verdict.problems))
        }
        Trial::Imports { times, rows, batch, seed } => {
            let found = Imports { times, rows, batch, seed }.run(&program, folder)?;
            show("killed half way", found.kills);
            verdict(&found.verdict);
            Ok(problems(&found.verdict.problems))
        }
        Trial::Processes { processes, threads, each, import, server } => {
            let trial = Processes { processes, threads, each, import };
            let found = into_ledger(server, folder, |ledger| trial.run(&program, ledger))?;
            show("processes", format!("{processes} with {threads} threads each"));
            verdict(&found.verdict);
            if let Some(commits) = found.commits.filter(|commits| *commits > 0) {
                show("commits", commits);
                show(
                    "records per commit",
                    format!("{:.1}", found.verdict.found as f64 / commits as f64),
                );
            }
            let least = found.when_first_done.iter().min().copied().unwrap_or_default();
            show(
                "least of a process when the first was done",
                format!("{least} of {}", threads * each),
            );
            show("worst wait", format!("{:.1?}", found.worst));
            show(
                "records per second",
                format!("{:.0}", found.verdict.found as f64 / found.took.as_secs_f64()),
            );
            show("answers meanwhile", found.answers);
            show("batches meanwhile", found.batches);
            Ok(problems(&found.verdict.problems))
        }
        Trial::Damage { times, seed, kind, errors } => {
            damage(folder, Damage { kind: Kind::Flip, times, seed }, &kind, errors)
        }
        Trial::Crashes { times, clients, batch, seed } => {
            let found = Crashes { times, clients, batch, seed }.run()?;
            show("clients", clients);
            show("server killed and started again", found.faults);
            Ok(on_server(&found))
        }
        Trial::Cuts { times, clients, batch, seed } => {
            let found = Cuts { times, clients, batch, seed }.run()?;
            show("clients", clients);
            show("connections cut in a commit", found.faults);
            Ok(on_server(&found))
        }
        Trial::Full { limits } => full(&program, limits),
        Trial::Worker { .. } => Ok(true),
    }
}

/// Holds a trial on a file, or on a server.
fn into_ledger<T>(server: bool, folder: &Path, hold: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    if server { on_a_server(hold) } else { hold(&folder.join("trial.db")) }
}

/// Prints what became of a ledger on a server; returns whether every promise was kept.
fn on_server(found: &ServerFound) -> bool {
    verdict(&found.verdict);
    found.failures.iter().for_each(|(failure, times)| say(&format!("  {times:>6} × {failure}")));
    problems(&found.verdict.problems)
}

fn damage(folder: &Path, damage: Damage, kinds: &[Kind], errors: bool) -> Result<bool> {
    let mut kept = true;
    let every = [Kind::Flip, Kind::Cut, Kind::FlipLog, Kind::CutLog];
    for kind in if kinds.is_empty() { every.to_vec() } else { kinds.to_vec() } {
        let own = folder.join(format!("{kind:?}"));
        std::fs::create_dir(&own).map_err(|reason| Error::System {
            attempted: "make a folder for the trial".into(),
            reason,
        })?;
        let found = Damage { kind, ..damage }.run(&own)?;
        say(&format!("{kind:?}"));
        show("damaged", damage.times);
        show("refused to open", found.refused);
        show("reported by check", found.reported);
        show("answered with an error", found.failed);
        show("right", found.right);
        show("right for an earlier write", found.earlier);
        show("changed only the notes of a refused row", found.unguarded);
        kept &= problems(&found.wrong);
        if errors {
            found.errors.iter().for_each(|(error, times)| say(&format!("  {times:>6} × {error}")));
        }
    }
    Ok(kept)
}

fn full(program: &Program, limits: u64) -> Result<bool> {
    let mut all = Verdict::default();
    let mut refusals = std::collections::BTreeMap::<String, u32>::new();
    let folder = || {
        tempfile::tempdir().map_err(|reason| Error::System {
            attempted: "make a folder for the trial".into(),
            reason,
        })
    };
    let mut add = |found: talktrack_trials::FullFound, folder: &Path| {
        all.acknowledged += found.verdict.acknowledged;
        all.found += found.verdict.found;
        all.problems.extend(found.verdict.problems);
        for refusal in found.refusals {
            *refusals.entry(refusal.replace(&*folder.to_string_lossy(), "FOLDER")).or_default() +=
                1;
        }
    };
    for number in 0..limits {
        let folder = folder()?;
        match Sandbox::file_size(program, number * 8192 / limits) {
            Ok(sandbox) => add(size_limit(program, &sandbox, folder.path())?, folder.path()),
            Err(reason) => say(&reason),
        }
    }
    for kib in [1_600, 2_500, 4_000, 8_000] {
        let folder = folder()?;
        match Sandbox::small_disk(program, folder.path(), kib) {
            Ok(sandbox) => add(full_disk(program, &sandbox, folder.path())?, folder.path()),
            Err(reason) => say(&reason),
        }
    }
    verdict(&all);
    refusals.iter().for_each(|(refusal, times)| say(&format!("  {times:>6} × {refusal}")));
    Ok(problems(&all.problems))
}

fn verdict(verdict: &Verdict) {
    show("records acknowledged", verdict.acknowledged);
    show("records found", verdict.found);
}

/// Prints what is wrong; returns whether nothing is.
fn problems(problems: &[String]) -> bool {
    const SHOWN: usize = 40;
    show("problems", problems.len());
    problems.iter().take(SHOWN).for_each(|problem| say(&format!("  {problem}")));
    problems.is_empty()
}

fn show(what: &str, value: impl std::fmt::Display) {
    say(&format!("{what:<44}{value}"));
}

fn say(line: &str) {
    // Nobody is listening any more: then there is nobody to tell.
    let _ = writeln!(io::stdout(), "{line}");
}
