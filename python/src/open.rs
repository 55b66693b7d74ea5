//! A ledger that is open, in the process that opened it and in no other.

use std::process;
use std::sync::{PoisonError, RwLock};

use pyo3::prelude::*;

use crate::errors::{StorageError, TalktrackError};

/// A ledger that is open. A process that forks leaves its child a copy of the connections, which SQLite
/// forbids to use, even to close.
pub(crate) struct Open {
    process: u32,
    core: RwLock<Option<talktrack::Tracker>>,
}

impl Open {
    pub(crate) fn new(core: talktrack::Tracker) -> Self {
        Self { process: process::id(), core: RwLock::new(Some(core)) }
    }

    /// The core's tracker, unless it was closed or belongs to another process.
    pub(crate) fn core(&self) -> PyResult<talktrack::Tracker> {
        if !self.is_ours() {
            return Err(StorageError::new_err(
                "the tracker was opened before this process was forked: open the ledger again in this process",
            ));
        }
        // A lock that another thread held when the process was forked would be held for ever.
        match &*self.core.read().unwrap_or_else(PoisonError::into_inner) {
            Some(core) => Ok(core.clone()),
            None => Err(TalktrackError::new_err("the tracker is closed: open the ledger again")),
        }
    }

    /// Closes the ledger; in a child of the process that opened it, nothing.
    pub(crate) fn close(&self) {
        if self.is_ours() {
            drop(self.core.write().unwrap_or_else(PoisonError::into_inner).take());
        }
    }

    fn is_ours(&self) -> bool {
        self.process == process::id()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.is_ours() {
            std::mem::forget(self.core.get_mut().unwrap_or_else(PoisonError::into_inner).take());
        }
    }
}
