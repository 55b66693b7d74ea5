//! A ledger is a file or on a server.

use std::path::Path;

use talktrack::{Result, Tracker};
use talktrack_postgres::{PostgresLedger, is_url};

/// The URL of a server, where it is one.
fn url(ledger: &Path) -> Option<&str> {
    ledger.to_str().filter(|text| is_url(text))
}

/// Opens the ledger, or creates it.
pub(crate) fn open(ledger: &Path) -> Result<Tracker> {
    match url(ledger) {
        Some(url) => Ok(Tracker::over(PostgresLedger::open(url)?)),
        None => Tracker::open(ledger),
    }
}

/// Opens the ledger only to look.
pub(crate) fn open_read_only(ledger: &Path) -> Result<Tracker> {
    match url(ledger) {
        Some(url) => Ok(Tracker::over(PostgresLedger::open_read_only(url)?)),
        None => Tracker::open_read_only(ledger),
    }
}
