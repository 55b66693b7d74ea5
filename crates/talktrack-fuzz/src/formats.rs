//! The formats of other systems: `CloudEvents`, xAPI, Showpad, Salesforce, `HubSpot`, and whatever is to be
//! recognised.

use talktrack::Tracker;
use talktrack_exchange::{Error, ExportFormat, Format, export_as};

use crate::law;

/// What is recorded of `CloudEvents` reads back as itself, as JSON lines and as `CloudEvents`.
pub fn cloud_events(input: &[u8]) {
    let Some(tracker) = gives_a_ledger(input, &Format::CloudEvents) else { return };
    let mut written = Vec::new();
    let lines = export_as(&tracker, &mut written, ExportFormat::CloudEvents).expect("an export");
    let again = Tracker::in_memory().expect("a ledger in memory");
    if lines > 0 {
        law::imported(&again, &written, &Format::CloudEvents).expect("an export");
    }
    let digest = |tracker: &Tracker| tracker.state().expect("a state").digest;
    assert_eq!(digest(&again), digest(&tracker), "{}", String::from_utf8_lossy(&written));
}

/// What is recorded of xAPI statements reads back as itself.
pub fn xapi(input: &[u8]) {
    gives_a_ledger(input, &Format::Xapi);
}

/// What is recorded of an export of Showpad reads back as itself.
pub fn showpad(input: &[u8]) {
    gives_a_ledger(input, &Format::Showpad);
}

/// What is recorded of an export of Salesforce reads back as itself.
pub fn salesforce(input: &[u8]) {
    gives_a_ledger(input, &Format::Salesforce);
}

/// What is recorded of an export of `HubSpot` reads back as itself.
pub fn hubspot(input: &[u8]) {
    gives_a_ledger(input, &Format::HubSpot);
}

/// What is recognised is read, and what is recorded of it reads back as itself.
pub fn recognised(input: &[u8]) {
    gives_a_ledger(input, &Format::Auto);
}

/// The ledger that a file gives, unless the file is refused as a whole. Every row is told: as records, as
/// left out, or as refused.
fn gives_a_ledger(input: &[u8], format: &Format) -> Option<Tracker> {
    let tracker = Tracker::in_memory().expect("a ledger in memory");
    let imported = match law::imported(&tracker, input, format) {
        Ok(imported) => imported,
        Err(Error::Unrecognised { .. } | Error::NotText { .. } | Error::Header { .. }) => {
            return None;
        }
        Err(error) => panic!("{error}"),
    };
    let (receipt, told) = (&imported.receipt, &imported.reconciliation);
    let left_out: u64 = told.left_out.iter().map(|one| one.rows).sum();
    let refused: u64 = told.refused.iter().map(|one| one.rows).sum();
    assert_eq!(refused, receipt.rejected, "every refusal has its reason");
    let records = receipt.recorded + receipt.duplicates;
    assert!(imported.rows <= records + refused + left_out, "every row is told");
    law::reads_back(&tracker, &imported);
    Some(tracker)
}
