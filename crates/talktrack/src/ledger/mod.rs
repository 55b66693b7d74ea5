//! Recording and reading: the ledger is the only door for facts, in and out.

pub mod chunk;
mod forgotten;
mod interrupt;
mod quarantine;
mod receipt;
mod row_batch;
mod rows;
mod submission;

pub mod sql;
pub mod sqlite;

use std::fmt;

pub use forgotten::Forgotten;
pub use interrupt::Interrupt;
pub use quarantine::{QuarantineFilter, Quarantined};
pub use receipt::{Receipt, Rejection};
pub use row_batch::{RowBatch, Texts, UseRows};
pub use rows::{Cursor, FactRow, Name, Names, Sink};
pub use submission::{Origin, Place, Raw, Submission};

use self::chunk::{Chunk, Field};
use crate::error::Result;
use crate::model::{
    Currency, Digest, Event, FeedbackReason, Record, RepKey, Tags, Timestamp, Uses,
};

/// The number of a write: 1 for the first, then without gaps in the order of commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seq(u64);

impl Seq {
    /// Before the first write.
    pub const ZERO: Self = Self(0);

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The next one.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl From<u64> for Seq {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// What a ledger is and how far it has come: enough to say which facts an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The ledger's own id, given when it was created.
    pub ledger: String,
    /// The last write.
    pub seq: Seq,
    /// The digest of all facts up to it.
    pub digest: Digest,
    /// The currency of its amounts, fixed by the first one.
    pub currency: Option<Currency>,
    /// Of its digests: how many people were forgotten. Digests of one generation can be compared.
    pub generation: u64,
}

/// How a batch is recorded.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Whether one refusal refuses the whole batch, and an unknown asset, rep or deal is a refusal.
    pub strict: bool,
    /// The present moment: when puts without a time begin to hold, and what "ahead" is measured
    /// from.
    pub now: Timestamp,
    /// Asked between the parts of a batch whether to end it. Then nothing of it is recorded.
    pub interrupt: Interrupt,
}

impl Recording {
    /// Not strict, now, and to the end.
    pub fn plain() -> Self {
        Self { strict: false, now: Timestamp::now(), interrupt: Interrupt::default() }
    }
}

/// What `check` found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// What was checked, in words, in order.
    pub checked: Vec<String>,
    /// What was wrong and was made anew.
    pub repaired: Vec<String>,
    /// What is wrong; empty if all is well.
    pub problems: Vec<String>,
}

/// A place where facts are recorded durably and read back.
///
/// Implementations are shared by threads, and by processes where the store allows it.
pub trait Ledger: Send + Sync + fmt::Debug {
    /// What it is and how far it has come.
    fn state(&self) -> Result<State>;

    /// How far it had come after the write `seq`.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if it has not come that far.
    fn state_as_of(&self, seq: Seq) -> Result<State>;

    /// Records one row, and returns when it is durable. Rows that threads record at the same time
    /// may share a commit. It is not strict, whatever `recording` says.
    fn record(&self, submission: Submission, recording: Recording) -> Result<Receipt>;

    /// Records a batch as one commit, and returns when it is durable.
    ///
    /// What is refused goes into quarantine with its place and reason, unless the batch is strict:
    /// then nothing is recorded and the first refusal is the error.
    fn record_all(
        &self,
        submissions: &mut dyn Iterator<Item = Submission>,
        recording: Recording,
    ) -> Result<Receipt>;

    /// Records uses that come as columns, as one commit. It is not strict, whatever `recording` says.
    fn record_uses(&self, uses: &Uses, recording: Recording) -> Result<Receipt>;

    /// Records rows of a file as one commit, as [`Ledger::record_all`] does with all of them one by one in
    /// the order of their lines. It is not strict, whatever `recording` says.
    fn record_rows(&self, rows: RowBatch, recording: Recording) -> Result<Receipt>;

    /// Reads into `sink` what was written after `cursor`, in one snapshot, and returns the state of
    /// that snapshot: everything but the facts in chunks that are complete, and but the deals.
    fn read(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State>;

    /// Reads into `sink` the names and versions of deals that were written after `cursor`.
    fn read_deals(&self, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State>;

    /// Reads these columns of these complete chunks, in any order and from any thread: a chunk never
    /// changes. More columns than these may come.
    fn chunks(
        &self,
        numbers: &[u64],
        fields: &[Field],
        visit: &(dyn Fn(Chunk) + Sync),
    ) -> Result<()>;

    /// The source and the id of these events, in the order of `writes`; none for a write that is no
    /// event. Equal times are ordered by them.
    fn identities(&self, writes: &[Seq]) -> Result<Vec<Option<(String, String)>>>;

    /// The events of these writes with all that they say, in the order of `writes`; none for a write that is
    /// no event.
    fn events(&self, writes: &[Seq]) -> Result<Vec<Option<Event>>>;

    /// The writes of the events that these refer to, such as the ask of an answer, in the order of `writes`;
    /// none where there is no such event, or not yet.
    fn references(&self, writes: &[Seq]) -> Result<Vec<Option<Seq>>>;

    /// The tags of these asks and searches, in the order of `writes`; none for what has none.
    fn tags(&self, writes: &[Seq]) -> Result<Vec<Tags>>;

    /// The reasons that these pieces of feedback give, in the order of `writes`; none for what has none.
    fn reasons(&self, writes: &[Seq]) -> Result<Vec<Option<FeedbackReason>>>;

    /// How many assets facts or the catalogue name that the catalogue does not describe.
    fn uncatalogued_assets(&self) -> Result<u64>;

    /// The names of the stages that deals entered, in alphabetical order. It reads every fact.
    fn stages_entered(&self) -> Result<Vec<String>>;

    /// Those of these stages that the stage map does not cover, in the order given.
    fn unmapped_stages(&self, stages: &[String]) -> Result<Vec<String>>;

    /// Visits every write in order, as records that can be recorded elsewhere.
    fn records(&self, visit: &mut dyn FnMut(Seq, Record) -> Result<()>) -> Result<()>;

    /// Lists what was refused, in the order in which it was: those after number `after`, and no more
    /// than `most`.
    fn quarantine(
        &self,
        filter: QuarantineFilter,
        after: u64,
        most: usize,
    ) -> Result<Vec<Quarantined>>;

    /// Forgets a person for good; see [`Tracker::forget`](crate::Tracker::forget).
    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten>;

    /// Verifies the store and the promises it makes. With `repair` what is derived from the facts is made
    /// anew where it does not agree with them.
    fn check(&self, repair: bool) -> Result<Findings>;
}
