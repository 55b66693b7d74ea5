//! What an implementation of the ledger gives the suite.

use std::ops::Deref;
use std::sync::Arc;

use talktrack::Tracker;
use talktrack::ledger::Ledger;

/// A place for one ledger. Dropping it removes the ledger.
pub trait Store: Sized + Sync {
    /// On how many random ledgers a law is tried.
    const SAMPLE: u32 = 48;

    /// A place where no ledger is yet.
    fn create() -> Self;

    /// Opens the ledger, which is made by the first opening, as another process would: nothing is shared with
    /// other openings but what is stored. In memory all openings are the same.
    fn open(&self) -> Arc<dyn Ledger>;

    /// Opens the ledger only to look; none where a store has no such opening.
    fn open_read_only(&self) -> Option<Arc<dyn Ledger>> {
        None
    }

    /// Everything that is stored, as bytes, in which somebody who was forgotten must not be found. A store that
    /// nobody can look into from outside has none.
    fn bytes(&self) -> Vec<u8> {
        Vec::new()
    }

    /// A tracker over an opening of its own.
    fn tracker(&self) -> Tracker {
        Tracker::over_shared(self.open())
    }
}

/// A tracker over a new ledger, with the place of the ledger.
pub(crate) struct Fresh<S> {
    // Closed before its place is removed.
    tracker: Tracker,
    pub(crate) store: S,
}

impl<S: Store> Fresh<S> {
    pub(crate) fn new() -> Self {
        let store = S::create();
        Self { tracker: store.tracker(), store }
    }
}

impl<S> Deref for Fresh<S> {
    type Target = Tracker;
    fn deref(&self) -> &Tracker {
        &self.tracker
    }
}
