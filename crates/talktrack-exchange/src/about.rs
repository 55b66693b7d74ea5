//! What is known of a row beside its records: what the reconciliation counts by.

use std::borrow::Cow;
use std::sync::Arc;

use talktrack::ledger::{Origin, Submission};
use talktrack::model::{Invalid, Record, Timestamp};

use crate::raw::RowBytes;

/// A row that was read, and what else is known of it.
pub(crate) struct Row {
    pub(crate) submission: Submission,
    pub(crate) about: About,
}

impl Row {
    /// What was made of a line of a file.
    pub(crate) fn new(
        origin: &Arc<Origin>,
        line: u64,
        bytes: RowBytes,
        content: Result<Vec<Record>, Invalid>,
        about: About,
    ) -> Self {
        let origin = Arc::clone(origin);
        let raw = bytes.into_raw();
        Self { submission: Submission { origin, line, raw, content, replays: None }, about }
    }
}

/// What a reader says of a row as far as it got, whether the row is then good or refused.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct About {
    /// The system it comes from, where it is known before there is a record.
    pub(crate) source: Option<String>,
    /// What the system it comes from calls it; of our own records, their type will do.
    pub(crate) word: Option<String>,
    /// When that system took note of it, where that is not when it happened.
    pub(crate) logged: Option<Timestamp>,
    /// Why no record is made of it, although nothing is wrong with it.
    pub(crate) left_out: Option<Cow<'static, str>>,
}

impl About {
    /// Says why no record is made of the row.
    pub(crate) fn leave_out<T>(&mut self, reason: impl Into<Cow<'static, str>>) -> Vec<T> {
        self.left_out = Some(reason.into());
        Vec::new()
    }
}
