//! Files are damaged: an error, a problem that `check` reports, or the right answer. The long form:
//! `trials damage`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

use talktrack_trials::{Damage, DamageFound, Kind};

fn damaged(kind: Kind, times: u32) -> DamageFound {
    let folder = tempfile::tempdir().unwrap();
    let found = Damage { kind, times, seed: 1 }.run(folder.path()).unwrap();
    assert_eq!(found.wrong, Vec::<String>::new());
    let answered = found.failed + found.right + found.earlier + found.unguarded;
    let outcomes = found.refused + found.reported + answered;
    assert_eq!(outcomes, times);
    let helpless = found.errors.keys().filter(|error| !error.contains(": "));
    assert_eq!(
        helpless.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "what was attempted, and why not"
    );
    found
}

#[test]
fn a_flipped_bit_is_noticed_or_changes_nothing() {
    let found = damaged(Kind::Flip, 210);
    assert!(found.reported > 0 && found.right > 0, "{found:?}");
}

#[test]
fn a_ledger_cut_short_is_noticed() {
    let found = damaged(Kind::Cut, 30);
    assert_eq!((found.right, found.earlier), (0, 0), "{found:?}");
}

/// The log has checksums: it ends where it is damaged, and the ledger is what it was then. What came
/// later is lost, as is what was on a disk that is lost.
#[test]
fn a_damaged_log_ends_where_it_is_damaged() {
    for kind in [Kind::FlipLog, Kind::CutLog] {
        let found = damaged(kind, 24);
        assert!(found.earlier > 0, "{found:?}");
        assert_eq!(found.reported, 0, "what is left is whole: {found:?}");
    }
}
