//! A question that is answered in steps, because the facts are in many places at once.
//!
//! What a question does between two folds depends on nothing but the tallies before. So it is asked anew for
//! each step, with the tallies that are known by then: where there are no facts, it says which folds come next
//! (a plan); where some of the facts are, it counts them; where tallies are brought together, it merges them;
//! and once none is missing, it answers. It is the same code everywhere, and none of it knows of steps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};
use crate::ledger::chunk::Field;
use crate::model::EventKind;

/// Tallies as bytes, by the names of the folds that they are of.
pub type Tallies = BTreeMap<String, Vec<u8>>;

/// What is done with folds of which the tally is not known yet.
#[derive(Debug)]
pub enum Step {
    /// Only their names are wanted.
    Plan,
    /// They are run over the facts that are here.
    Fold,
    /// Their tallies were counted in several places, and are merged.
    Merge(Vec<Tallies>),
}

/// How far a step came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reached {
    /// The tallies of the folds that come next; empty bytes where only their names were wanted. Without
    /// any, the question was answered.
    pub tallies: Tallies,
    /// What they read, unless they need facts together.
    pub reads: Reads,
    /// Whether they need the facts about a deal together, and those that refer to each other.
    pub together: bool,
}

/// The kinds of facts that folds count, and the columns that they read of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reads(pub BTreeMap<EventKind, BTreeSet<Field>>);

impl Reads {
    fn add(&mut self, more: &Self) {
        for (kind, fields) in &more.0 {
            self.0.entry(*kind).or_default().extend(fields);
        }
    }
}

/// One step of a question.
#[derive(Debug)]
pub struct Relay {
    known: Arc<Tallies>,
    step: Step,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// The part of the question that is asked now.
    part: String,
    /// How often each fold was met in which part: one can run several times, about another time or period.
    met: BTreeMap<(String, &'static str), usize>,
    reached: Reached,
}

impl Relay {
    /// Goes on from the tallies that are `known`.
    pub fn new(known: Arc<Tallies>, step: Step) -> Self {
        Self { known, step, seen: Mutex::default() }
    }

    /// How far it came. Whatever the question returned, it is no answer if this holds tallies.
    pub fn reached(&self) -> Reached {
        self.seen(|seen| seen.reached.clone())
    }

    /// Notes that facts about a deal are needed together, or such as refer to each other.
    pub(super) fn need_together(&self) {
        self.seen(|seen| seen.reached.together = true);
    }

    /// Asks a part of a question. What other parts have reached changes no name in it, so that it can be
    /// asked whether they came to their end or not.
    pub(crate) fn part<T>(&self, name: &str, ask: impl FnOnce() -> T) -> T {
        let whole = self.seen(|seen| {
            let part = format!("{}{name}, ", seen.part);
            std::mem::replace(&mut seen.part, part)
        });
        let done = ask();
        self.seen(|seen| seen.part = whole);
        done
    }

    /// The tally of a fold, if it is known. If not, the step is done with it, and the question ends with an
    /// error that nobody is told of.
    pub(crate) fn pass<T: Serialize + DeserializeOwned>(
        &self,
        fold: &'static str,
        reads: &Reads,
        merge: impl Fn(T, T) -> T,
        count: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let name = self.seen(|seen| {
            let met = seen.met.entry((seen.part.clone(), fold)).or_default();
            *met += 1;
            format!("{}{fold} {met}", seen.part)
        });
        if let Some(tally) = self.known.get(&name) {
            return read(tally);
        }
        let tally = match &self.step {
            Step::Plan => Some(Vec::new()),
            Step::Fold => Some(written(&count()?)?),
            Step::Merge(several) => {
                let mut merged: Option<T> = None;
                for tally in several.iter().filter_map(|tallies| tallies.get(&name)) {
                    let next = read(tally)?;
                    merged = Some(match merged {
                        None => next,
                        Some(before) => merge(before, next),
                    });
                }
                merged.map(|merged| written(&merged)).transpose()?
            }
        };
        if let Some(tally) = tally {
            self.seen(|seen| {
                seen.reached.tallies.insert(name, tally);
                seen.reached.reads.add(reads);
            });
        }
        Err(Error::Interrupted)
    }

    fn seen<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn written(tally: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(tally).map_err(|error| Error::storage("send a tally", error))
}

fn read<T: DeserializeOwned>(tally: &[u8]) -> Result<T> {
    let advice = "the same version of talktrack has to run everywhere";
    serde_json::from_slice(tally)
        .map_err(|error| Error::storage("read a tally", format!("{error}: {advice}")))
}
