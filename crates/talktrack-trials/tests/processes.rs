//! Processes record into one file at once while another one asks. The long form: `trials processes`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code
#![allow(clippy::print_stdout)] // the worst wait is for people, because machines differ

use talktrack_trials::{Processes, Program};

#[test]
fn eight_processes_with_four_threads_lose_nothing_and_starve_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::new(env!("CARGO_BIN_EXE_trials"));
    let trial = Processes { processes: 8, threads: 4, each: 50, import: 0 };
    let found = trial.run(&program, &folder.path().join("shared.db")).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert_eq!((found.verdict.acknowledged, found.verdict.found), (1_600, 1_600));
    assert!(found.answers > 0, "questions were answered meanwhile");
    assert_eq!(found.when_first_done.len(), 8);
    println!(
        "worst wait {:?}; recorded when the first was done {:?}",
        found.worst, found.when_first_done
    );
    let stuck = found.when_first_done.iter().filter(|recorded| **recorded == 0).count();
    assert_eq!(stuck, 0, "when the first was done, every other had recorded: {found:?}");
}

#[test]
fn importing_lets_others_record_and_is_let() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::new(env!("CARGO_BIN_EXE_trials"));
    let trial = Processes { processes: 3, threads: 2, each: 25, import: 100 };
    let found = trial.run(&program, &folder.path().join("shared.db")).unwrap();
    assert_eq!(found.verdict.problems, Vec::<String>::new());
    assert!(found.batches >= 3, "every process imported: {found:?}");
    assert_eq!(found.verdict.found, 3 * 2 * 25 + found.batches * 100);
    println!("worst wait {:?} beside {} batches", found.worst, found.batches);
}
