//! The law of everything that goes into a ledger: what was recorded is written out, and read again gives
//! an equal ledger; what was not is in quarantine.

use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Error, Format, ImportOptions, Imported, export, import};

/// Imports a file in which nothing is special.
pub fn imported(tracker: &Tracker, file: &[u8], format: &Format) -> Result<Imported, Error> {
    let go_on = &mut |_: &_| ControlFlow::Continue(());
    import(tracker, file, "file", format, &ImportOptions::default(), go_on)
}

/// Panics unless the ledger, into which the import of one file went, reads back as itself.
pub fn reads_back(tracker: &Tracker, imported: &Imported) {
    let quarantined = tracker.quarantine(QuarantineFilter::Open).expect("quarantine can be read");
    assert_eq!(quarantined.len() as u64, imported.receipt.rejected, "what is refused is kept");
    let (written, lines) = exported(tracker);
    if lines == 0 {
        return;
    }
    let again = Tracker::in_memory().expect("a ledger in memory");
    let receipt = self::imported(&again, &written, &Format::JsonLines).expect("an export").receipt;
    // A version that changes nothing when it comes is written all the same, and counts as a duplicate.
    assert_eq!(receipt.recorded + receipt.duplicates, lines, "{:?}", receipt.rejections);
    let (before, after) = (tracker.state().expect("a state"), again.state().expect("a state"));
    assert_eq!(
        (before.seq, before.digest, before.currency),
        (after.seq, after.digest, after.currency)
    );
    assert_eq!(sorted(&exported(&again).0), sorted(&written), "the same lines in some order");
}

/// A batch records its events before its catalogue entries, so that the order can change.
fn sorted(file: &[u8]) -> Vec<&str> {
    let mut lines: Vec<_> = std::str::from_utf8(file).expect("UTF-8").lines().collect();
    lines.sort_unstable();
    lines
}

fn exported(tracker: &Tracker) -> (Vec<u8>, u64) {
    let mut written = Vec::new();
    let lines = export(tracker, &mut written).expect("an export");
    (written, lines)
}
