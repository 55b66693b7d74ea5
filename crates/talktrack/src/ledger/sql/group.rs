//! Group commit: what many threads record at the same moment becomes durable together.
//!
//! Whoever comes first leads: it takes everything that has arrived, records it in one transaction
//! and tells the others what became of theirs. Whoever is first in the line by then leads next.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::ledger::{Receipt, Recording, Submission};

/// How long a leader waits for others at the most, while they keep coming.
const GATHERING: Duration = Duration::from_micros(200);
/// How long it waits for the next one.
const STEP: Duration = Duration::from_micros(40);
/// How many are recorded together at the most, so that nobody waits for a crowd.
const MOST: usize = 4_096;

/// Something to record, and the place where its outcome is left.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) submission: Submission,
    pub(super) recording: Recording,
    outcome: Mutex<Option<Outcome>>,
    told: Condvar,
}

#[derive(Debug)]
enum Outcome {
    Recorded(Result<Receipt>),
    /// Nothing yet: lead the next round.
    Lead,
}

impl Request {
    fn tell(&self, outcome: Outcome) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        self.told.notify_one();
    }

    fn wait(&self) -> Outcome {
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match outcome.take() {
                Some(outcome) => return outcome,
                None => outcome = self.told.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// The line of those who record.
#[derive(Debug, Default)]
pub struct Group {
    line: Mutex<Line>,
    arrived: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    requests: VecDeque<Arc<Request>>,
    /// Whether somebody leads.
    led: bool,
    /// Whether the last round had more than one: only then is it worth waiting for others.
    busy: bool,
}

impl Group {
    /// Records `submission` with whatever else arrives; `commit` records a round in one transaction
    /// and gives an outcome for each of its requests, in order.
    pub(super) fn record(
        &self,
        submission: Submission,
        recording: Recording,
        commit: impl FnOnce(&[Arc<Request>]) -> Vec<Result<Receipt>>,
    ) -> Result<Receipt> {
        let own = Arc::new(Request {
            submission,
            recording,
            outcome: Mutex::default(),
            told: Condvar::default(),
        });
        let mut line = self.line();
        line.requests.push_back(Arc::clone(&own));
        if line.led {
            drop(line);
            self.arrived.notify_one();
            if let Outcome::Recorded(receipt) = own.wait() {
                return receipt;
            }
        } else {
            line.led = true;
            drop(line);
        }
        self.lead(&own, commit)
    }

    fn lead(
        &self,
        own: &Arc<Request>,
        commit: impl FnOnce(&[Arc<Request>]) -> Vec<Result<Receipt>>,
    ) -> Result<Receipt> {
        let round = Round { group: self, requests: self.gather() };
        let mut mine = Err(unknown());
        for (request, receipt) in round.requests.iter().zip(commit(&round.requests)) {
            if Arc::ptr_eq(request, own) {
                mine = receipt;
            } else {
                request.tell(Outcome::Recorded(receipt));
            }
        }
        mine
    }

    /// Takes who is in the line, waiting a little while it grows.
    fn gather(&self) -> Vec<Arc<Request>> {
        let until = Instant::now() + GATHERING;
        let mut line = self.line();
        while line.busy || line.requests.len() > 1 {
            let (before, now) = (line.requests.len(), Instant::now());
            if now >= until || before >= MOST {
                break;
            }
            let waited = self.arrived.wait_timeout(line, STEP.min(until - now));
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
            if line.requests.len() == before {
                break;
            }
        }
        line.busy = line.requests.len() > 1;
        let taken = line.requests.len().min(MOST);
        line.requests.drain(..taken).collect()
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A round under way. When it ends, in whatever way, everybody in it has an outcome and the next in
/// the line leads.
struct Round<'a> {
    group: &'a Group,
    requests: Vec<Arc<Request>>,
}

impl Drop for Round<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.requests
                .iter()
                .for_each(|request| request.tell(Outcome::Recorded(Err(unknown()))));
        }
        let mut line = self.group.line();
        match line.requests.front() {
            Some(next) => next.tell(Outcome::Lead),
            None => line.led = false,
        }
    }
}

fn unknown() -> Error {
    Error::storage(
        "record",
        "the thread that recorded for this one stopped: record again, which counts once",
    )
}
