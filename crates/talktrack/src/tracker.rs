//! The façade that hosts embed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::analysis::{Answer, Question, View};
use crate::columns::Columns;
use crate::error::{Conflict, Error, Result};
use crate::ledger::sqlite::SqliteLedger;
use crate::ledger::{
    Findings, Forgotten, Interrupt, Ledger, QuarantineFilter, Quarantined, Receipt, Recording,
    RowBatch, Seq, State, Submission,
};
use crate::model::{Event, EventId, Put, Record, RepKey, Timestamp, Uses};
use crate::scope::Scope;

/// Records facts and answers questions. Cheap to clone; shared by as many threads as you like.
///
/// ```
/// use talktrack::analysis::Unused;
/// use talktrack::model::{Action, Asset, AssetKey, Event, RepKey, Timestamp, Use};
/// use talktrack::Tracker;
///
/// let tracker = Tracker::in_memory()?;
/// let deck = AssetKey::new("deck")?;
/// tracker.put(Asset::new(deck.clone()).published_at("2026-01-01T00:00:00Z".parse()?))?;
/// let at = "2026-03-01T09:30:00Z".parse()?;
/// let receipt = tracker.record(Event::new(at, Use::new(RepKey::new("ada")?, deck, Action::Shared)))?;
/// assert_eq!(receipt.recorded, 1);
///
/// let whole_quarter = talktrack::Scope::new().since_text("2026-01-01")?.until_text("2026-04-01")?;
/// let answer = tracker.within(whole_quarter).ask(&Unused::new())?;
/// assert_eq!((answer.summary.eligible, answer.summary.unused), (1, 0));
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tracker {
    shared: Arc<Shared>,
    scope: Scope,
    interrupt: Interrupt,
}

#[derive(Debug)]
struct Shared {
    ledger: Arc<dyn Ledger>,
    /// What was read so far; a question works on the columns it found while others read on.
    columns: Mutex<Option<Arc<Columns>>>,
}

impl Tracker {
    /// Opens the ledger file at `path`, or creates it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::over(SqliteLedger::open(path)?))
    }

    /// Opens the ledger file at `path` only to look.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        Ok(Self::over(SqliteLedger::open_read_only(path)?))
    }

    /// A ledger in memory, gone with the last clone of the tracker.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::over(SqliteLedger::in_memory()?))
    }

    /// Tracks in `ledger`.
    pub fn over(ledger: impl Ledger + 'static) -> Self {
        Self::over_shared(Arc::new(ledger))
    }

    /// Tracks in `ledger`, of whatever kind, which others may hold too.
    pub fn over_shared(ledger: Arc<dyn Ledger>) -> Self {
        let shared = Shared { ledger, columns: Mutex::default() };
        Self { shared: Arc::new(shared), scope: Scope::new(), interrupt: Interrupt::default() }
    }

    /// The same ledger, asked about `scope`.
    pub fn within(&self, scope: Scope) -> Self {
        Self { scope, ..self.clone() }
    }

    /// The same ledger; a batch that is recorded through it ends, and leaves nothing behind, once
    /// `interrupt` says so. A visit of its [records](Self::records) ends too.
    ///
    /// ```
    /// use talktrack::ledger::Interrupt;
    /// use talktrack::model::{Put, Rep, RepKey};
    ///
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let stopped = tracker.interruptible(Interrupt::when(|| true));
    /// let rep = Put::from(Rep::new(RepKey::new("ada")?));
    /// assert!(matches!(stopped.record_all([rep]), Err(talktrack::Error::Interrupted)));
    /// assert_eq!(tracker.state()?.seq.get(), 0);
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn interruptible(&self, interrupt: Interrupt) -> Self {
        Self { interrupt, ..self.clone() }
    }

    /// What questions are asked about.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Records one event and returns when it is durable. Without an id it gets a fresh one.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the same source and id was recorded before and says something else.
    pub fn record(&self, event: Event) -> Result<Receipt> {
        let event = match event.id() {
            Some(_) => event,
            None => event.with_id(EventId::fresh()),
        };
        let id = event.id().cloned();
        let receipt = self.record_one(event.into())?;
        Ok(Receipt { id, ..receipt })
    }

    /// Puts a catalogue entry, or changes it.
    pub fn put(&self, put: impl Into<Put>) -> Result<Receipt> {
        self.record_one(put.into().into())
    }

    fn record_one(&self, record: Record) -> Result<Receipt> {
        let submission = Submission::of_value(record);
        let receipt = self.shared.ledger.record(submission, Recording::plain())?;
        match receipt.rejections.first() {
            None => Ok(receipt),
            Some(rejection) if rejection.reason == Conflict::REASON => {
                Err(Error::Conflict(Conflict { quarantined: Some(rejection.quarantined) }))
            }
            Some(rejection) => Err(Error::Rejected {
                reason: rejection.reason.clone(),
                quarantined: rejection.quarantined,
            }),
        }
    }

    /// Records a batch as one commit. What is refused is kept in quarantine and told in the
    /// receipt. Events without an id get one derived from their content, so that recording the same
    /// batch again records nothing.
    pub fn record_all<I>(&self, records: I) -> Result<Receipt>
    where
        I: IntoIterator,
        I::Item: Into<Record>,
    {
        self.submit(Submission::number_all(records.into_iter().map(Into::into)), false)
    }

    /// Records a batch as one commit, or nothing of it if anything is refused. A strict batch
    /// names only assets, reps and deals of the catalogue.
    pub fn record_all_strict<I>(&self, records: I) -> Result<Receipt>
    where
        I: IntoIterator,
        I::Item: Into<Record>,
    {
        self.submit(Submission::number_all(records.into_iter().map(Into::into)), true)
    }

    /// Records uses that come as columns, as one commit: the fastest way in for many of them. What is
    /// refused is kept in quarantine, as with [`Tracker::record_all`].
    pub fn record_uses(&self, uses: &Uses) -> Result<Receipt> {
        self.shared.ledger.record_uses(uses, self.recording())
    }

    /// Records rows with their places as one commit: what readers of files use.
    pub fn submit(
        &self,
        submissions: impl IntoIterator<Item = Submission>,
        strict: bool,
    ) -> Result<Receipt> {
        let recording = Recording { strict, ..self.recording() };
        self.shared.ledger.record_all(&mut submissions.into_iter(), recording)
    }

    /// Records rows of a file as one commit, those that are uses as columns: what readers of files use
    /// where there are many.
    pub fn submit_rows(&self, rows: RowBatch) -> Result<Receipt> {
        self.shared.ledger.record_rows(rows, self.recording())
    }

    fn recording(&self) -> Recording {
        Recording { interrupt: self.interrupt.clone(), ..Recording::plain() }
    }

    /// Records everything that `other` holds and this ledger does not: the union of both, the same
    /// event once. `progress` sees the receipt grow, batch by batch. A merge that was interrupted is
    /// completed by another one; what `other` has in quarantine stays there.
    ///
    /// In which direction two ledgers are merged, and in which order several, changes nothing.
    pub fn merge(&self, other: &Self, mut progress: impl FnMut(&Receipt)) -> Result<Receipt> {
        const BATCH: usize = 10_000;
        let mut total = Receipt { seq: self.state()?.seq, ..Receipt::default() };
        if Arc::ptr_eq(&self.shared, &other.shared) {
            return Ok(total);
        }
        let mut batch = Vec::with_capacity(BATCH);
        let mut record = |batch: &mut Vec<Record>| -> Result<()> {
            total = std::mem::take(&mut total).and(self.record_all(batch.drain(..))?);
            progress(&total);
            Ok(())
        };
        other.records(|_, next| {
            batch.push(next);
            if batch.len() == BATCH { record(&mut batch) } else { Ok(()) }
        })?;
        record(&mut batch)?;
        Ok(total)
    }

    /// Asks a question about the tracker's scope, of everything recorded until now.
    pub fn ask<Q: Question>(&self, question: &Q) -> Result<Answer<Q::Row, Q::Summary>> {
        self.look(|view| question.answer(view))
    }

    /// Lays the scope over what was recorded until now, and looks: questions that are answered through
    /// one view rest on the same facts, whoever records meanwhile.
    ///
    /// ```
    /// use talktrack::analysis::{Matrix, Question, Unused};
    ///
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let (unused, matrix) =
    ///     tracker.look(|view| Ok((Unused::new().answer(view)?, Matrix::new().answer(view)?)))?;
    /// assert_eq!(unused.provenance, matrix.provenance);
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn look<T>(&self, look: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        let columns = self.columns()?;
        let now = columns.state();
        let state = match self.scope.as_of {
            None => now.clone(),
            Some(seq) if seq == now.seq => now.clone(),
            Some(seq) => self.shared.ledger.state_as_of(seq)?,
        };
        look(&View::new(&columns, &self.scope, state)?)
    }

    /// Reads what was recorded since the last question, so that the next one need not.
    pub fn refresh(&self) -> Result<()> {
        self.columns().map(drop)
    }

    /// How many bytes the facts take that were read into memory.
    pub fn bytes_in_memory(&self) -> Result<usize> {
        Ok(self.columns()?.facts().bytes())
    }

    /// The columns, brought up to date.
    fn columns(&self) -> Result<Arc<Columns>> {
        let mut held = self.shared.columns.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut columns) = held.take() else {
            let columns = Arc::new(Columns::load(Arc::clone(&self.shared.ledger))?);
            *held = Some(Arc::clone(&columns));
            return Ok(columns);
        };
        // If reading fails half way, what was read is dropped and read afresh the next time.
        Arc::make_mut(&mut columns).refresh()?;
        *held = Some(Arc::clone(&columns));
        Ok(columns)
    }

    /// What the ledger is and how far it has come.
    pub fn state(&self) -> Result<State> {
        self.shared.ledger.state()
    }

    /// Visits every write in order, as records that can be recorded elsewhere. It can be
    /// [interrupted](Self::interruptible).
    pub fn records(&self, mut visit: impl FnMut(Seq, Record) -> Result<()>) -> Result<()> {
        // As many as take less time than a person notices.
        const AT_ONCE: u64 = 1024;
        let mut visited: u64 = 0;
        self.shared.ledger.records(&mut |seq, record| {
            if visited.is_multiple_of(AT_ONCE) {
                self.interrupt.check()?;
            }
            visited += 1;
            visit(seq, record)
        })
    }

    /// How many assets facts or the catalogue name that the catalogue does not describe.
    pub fn uncatalogued_assets(&self) -> Result<u64> {
        self.shared.ledger.uncatalogued_assets()
    }

    /// The names of the stages that deals entered, in alphabetical order: what a stage map has to cover.
    /// It reads every fact.
    ///
    /// ```
    /// use talktrack::model::{DealKey, Event, Stage, StageEntry, StageMeaning, Word};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let demo = Word::new("Demo")?;
    /// let entered = StageEntry::new(DealKey::new("d1")?, demo.clone());
    /// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, entered))?;
    /// let stages = tracker.stages_entered()?;
    /// assert_eq!(tracker.unmapped_stages(&stages)?, ["Demo"]);
    /// tracker.put(Stage::new(demo, StageMeaning::Won))?;
    /// assert!(tracker.unmapped_stages(&stages)?.is_empty());
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn stages_entered(&self) -> Result<Vec<String>> {
        self.shared.ledger.stages_entered()
    }

    /// Those of these stages that the stage map does not cover, in the order given.
    pub fn unmapped_stages(&self, stages: &[String]) -> Result<Vec<String>> {
        self.shared.ledger.unmapped_stages(stages)
    }

    /// Lists what was refused.
    pub fn quarantine(&self, filter: QuarantineFilter) -> Result<Vec<Quarantined>> {
        self.each_quarantined(filter).collect()
    }

    /// What was refused, one row after the other, read a page at a time: there can be millions.
    pub fn each_quarantined(
        &self,
        filter: QuarantineFilter,
    ) -> impl Iterator<Item = Result<Quarantined>> {
        const PAGE: usize = 256;
        let mut page = Vec::new().into_iter();
        let mut after = Some(0);
        std::iter::from_fn(move || {
            if let Some(row) = page.next() {
                return Some(Ok(row));
            }
            let rows = match self.shared.ledger.quarantine(filter, after?, PAGE) {
                Ok(rows) => rows,
                Err(error) => {
                    after = None;
                    return Some(Err(error));
                }
            };
            after = rows.last().map(|row| row.number);
            page = rows.into_iter();
            page.next().map(Ok)
        })
    }

    /// Forgets a rep for good: an irreversible pseudonym takes the place of their key, their name and
    /// their notes go, and so do mentions of them, in every fact, in the catalogue with its history
    /// and in the quarantine; and what the file held before is overwritten. Figures stay as they are.
    ///
    /// Facts about the person that are recorded later, such as an old file imported again, are
    /// recorded under the pseudonym. The digest of the ledger changes: a new generation of it begins.
    ///
    /// ```
    /// use talktrack::model::{Rep, RepKey};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// tracker.put(Rep::new(RepKey::new("ada")?).name("Ada Lovelace".parse()?))?;
    /// let forgotten = tracker.forget(&RepKey::new("ada")?)?;
    /// assert_eq!((forgotten.versions, forgotten.generation), (1, 1));
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is nobody with this key. [`Error::Readers`] if others have the
    /// ledger open and read it for a minute: then nothing was changed. [`Error::Unwiped`] if the person
    /// is severed and the old pages could not be overwritten: forget them again to finish.
    pub fn forget(&self, rep: &RepKey) -> Result<Forgotten> {
        // What was read names them too.
        *self.shared.columns.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.shared.ledger.forget(rep, Timestamp::now())
    }

    /// Verifies the ledger and the promises it makes.
    pub fn check(&self) -> Result<Findings> {
        self.shared.ledger.check(false)
    }

    /// Verifies the ledger, and makes anew what is derived from the facts where it does not agree with
    /// them.
    pub fn repair(&self) -> Result<Findings> {
        self.shared.ledger.check(true)
    }
}
