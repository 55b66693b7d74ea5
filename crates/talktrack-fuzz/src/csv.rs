//! A mapping file in TOML, and rows of CSV read with it.

use talktrack::Tracker;
use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Error, Format, Mapping, replay};

use crate::law;

/// Stands alone on the line between the mapping file and the rows.
const BETWEEN: &[u8] = b"\n%%\n";

/// The mapping is refused or used. Then the rows give a ledger that reads back as itself, with every other
/// row in quarantine, from where it is refused again.
///
/// Without a line `%%` all of the input is rows, whose columns are named after fields.
pub fn holds(input: &[u8]) {
    let place = input.windows(BETWEEN.len()).position(|window| window == BETWEEN);
    let (mapping, rows) = match place {
        Some(place) => match std::str::from_utf8(&input[..place]).map(Mapping::from_toml) {
            Ok(Ok(mapping)) => (mapping, &input[place + BETWEEN.len()..]),
            _ => return,
        },
        None => (Mapping::identity(), input),
    };
    let tracker = Tracker::in_memory().expect("a ledger in memory");
    let imported = match law::imported(&tracker, rows, &Format::Csv(mapping)) {
        Ok(imported) => imported,
        Err(Error::Header { .. } | Error::NotText { .. }) => return,
        Err(error) => panic!("{error}"),
    };
    law::reads_back(&tracker, &imported);
    let before = tracker.state().expect("a state");
    let again = replay(&tracker, QuarantineFilter::Open, None).expect("a replay");
    // A retraction that came later can make way for what was refused.
    if before == tracker.state().expect("a state") {
        assert_eq!(again.rejected, imported.receipt.rejected, "refused once, refused again");
    } else {
        assert!(has_retractions(input), "nothing has changed, and {again:?}");
    }
}

fn has_retractions(input: &[u8]) -> bool {
    input.to_ascii_lowercase().windows(7).any(|window| window == b"retract")
}
