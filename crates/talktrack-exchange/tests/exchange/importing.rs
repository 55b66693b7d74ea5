//! Commits, strict files, interruptions, and what is told while a file goes in.

use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack::ledger::{QuarantineFilter, Seq};
use talktrack_exchange::{Error, Format, ImportOptions, Progress, import};

use crate::common::{Breaks, Pieces, exported, go_on, import_jsonl, tracker, use_by};

fn uses(count: usize) -> String {
    (0..count).map(|number| use_by(&format!("rep {number}")) + "\n").collect()
}

fn in_commits_of(batch: usize) -> ImportOptions {
    ImportOptions { batch, ..ImportOptions::default() }
}

fn strict() -> ImportOptions {
    ImportOptions { strict: true, ..ImportOptions::default() }
}

fn run(tracker: &Tracker, file: &str, options: &ImportOptions) -> Result<u64, Error> {
    let format = Format::JsonLines;
    import(tracker, file.as_bytes(), "file", &format, options, &mut go_on)
        .map(|imported| imported.receipt.recorded)
}

#[test]
fn a_repeated_import_completes_one_that_was_stopped() {
    let (tracker, file) = (tracker(), uses(100));
    let mut stop = |progress: &Progress| {
        if progress.receipt_so_far.recorded >= 40 {
            ControlFlow::Break(())
        } else {
            go_on(progress)
        }
    };
    let format = Format::JsonLines;
    let stopped =
        import(&tracker, file.as_bytes(), "uses.jsonl", &format, &in_commits_of(20), &mut stop);
    let stopped = stopped.unwrap_err();
    assert!(matches!(&stopped, Error::Interrupted { so_far, .. } if so_far.rows == 60));
    insta::assert_snapshot!(stopped, @"the import of uses.jsonl was stopped after 60 rows (40 records recorded, 0 duplicates, 0 rows refused): import it again to complete it");
    assert_eq!(tracker.state().unwrap().seq, Seq::from(40));

    assert_eq!(run(&tracker, &file, &in_commits_of(20)).unwrap(), 60);
    let undisturbed = crate::common::tracker();
    run(&undisturbed, &file, &in_commits_of(7)).unwrap();
    assert_eq!(exported(&tracker), exported(&undisturbed));
}

#[test]
fn a_file_that_breaks_says_how_far_it_came() {
    let (tracker, file) = (tracker(), uses(45));
    let broken = import(
        &tracker,
        Breaks(file.as_bytes()),
        "uses.jsonl",
        &Format::JsonLines,
        &in_commits_of(20),
        &mut go_on,
    )
    .unwrap_err();
    assert!(matches!(broken, Error::Io { .. }));
    insta::assert_snapshot!(broken, @"cannot go on reading uses.jsonl after 45 rows (40 records recorded, 0 duplicates, 0 rows refused): the cable was pulled");
    assert_eq!(tracker.state().unwrap().seq, Seq::from(40));
    assert_eq!(run(&tracker, &file, &in_commits_of(20)).unwrap(), 5);
}

#[test]
fn a_strict_file_is_recorded_whole_or_not_at_all() {
    let catalogue = "{\"type\":\"asset\",\"key\":\"deck\"}\n{\"type\":\"rep\",\"key\":\"ada\"}\n";
    let good = format!("{catalogue}{}\n", use_by("ada"));
    let tracker = tracker();
    for bad in [
        use_by("ada").replace("shared", "shaped"),
        use_by("nobody"),
        "{".to_owned(),
        " ".repeat(2 << 20),
    ] {
        let refused = run(&tracker, &format!("{good}{bad}\n"), &strict()).unwrap_err();
        assert!(matches!(refused, Error::Core(talktrack::Error::Refused { .. })), "{refused}");
        assert!(refused.to_string().contains("file, line 4: "), "{refused}");
    }
    let broken = import(
        &tracker,
        Breaks(good.as_bytes()),
        "file",
        &Format::JsonLines,
        &strict(),
        &mut go_on,
    );
    assert!(matches!(broken, Err(Error::Io { .. })));
    let stopped =
        import(&tracker, good.as_bytes(), "file", &Format::JsonLines, &strict(), &mut |p| {
            if p.rows > 0 { ControlFlow::Break(()) } else { go_on(p) }
        });
    assert!(matches!(stopped, Err(Error::Interrupted { .. })));
    assert_eq!(tracker.state().unwrap().seq, Seq::ZERO);
    assert!(tracker.quarantine(QuarantineFilter::All).unwrap().is_empty());

    assert_eq!(run(&tracker, &good, &strict()).unwrap(), 3);
}

#[test]
fn progress_ends_where_the_file_ends() {
    let (tracker, file) = (tracker(), uses(2_000));
    let mut last = Progress::default();
    let mut told = 0;
    let options = in_commits_of(500);
    let imported = import(&tracker, file.as_bytes(), "f", &Format::JsonLines, &options, &mut |p| {
        assert!(p.bytes >= last.bytes && p.rows >= last.rows);
        (last, told) = (*p, told + 1);
        go_on(p)
    })
    .unwrap();
    assert_eq!((last.bytes, last.rows), (file.len() as u64, 2_000));
    assert_eq!((imported.bytes, imported.rows), (last.bytes, last.rows));
    assert_eq!(last.receipt_so_far.recorded, 2_000);
    assert!(told > 4);
}

#[test]
fn lines_may_end_and_begin_as_files_do() {
    let (ada, bob) = (use_by("ada"), use_by("bob"));
    let file = format!("\u{feff}{ada}\r\n\r\n  \n{bob}\r\n{{");
    let whole = import_jsonl(&tracker(), &file);
    assert_eq!((whole.rows, whole.receipt.recorded), (3, 2));
    assert_eq!(whole.receipt.rejections[0].place.line, 5);
    for size in 1..10 {
        let tracker = tracker();
        let pieces = Pieces(file.as_bytes(), size);
        let options = ImportOptions::default();
        let split =
            import(&tracker, pieces, "file", &Format::JsonLines, &options, &mut go_on).unwrap();
        assert_eq!(split, whole);
    }
    assert_eq!(import_jsonl(&tracker(), "").rows, 0);
    assert_eq!(import_jsonl(&tracker(), "\u{feff}").rows, 0);
}

#[test]
fn a_second_import_records_nothing_and_quarantines_nothing_new() {
    let tracker = tracker();
    let file = uses(3) + "{\n";
    let first = import_jsonl(&tracker, &file).receipt;
    let second = import_jsonl(&tracker, &file).receipt;
    assert_eq!((first.recorded, second.recorded, second.duplicates), (3, 0, 3));
    assert_eq!(first.rejections, second.rejections);
    assert_eq!(tracker.quarantine(QuarantineFilter::All).unwrap().len(), 1);
}
