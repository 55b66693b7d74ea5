//! A question that is answered in steps, because the facts are in many places at once.
//!
//! What a question does between two folds depends on nothing but the tallies before. So it is asked anew for
//! each step, with the tallies that are known by then: where there are no facts, it says which folds come next
//! (a plan); where some of the facts are, it counts them; where tallies are brought together, it merges them;
//! and once none is missing, it answers. It is the same code everywhere, and none of it knows of steps.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

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
    /// Whether they need the facts about a deal together, and those that refer to each other.
    pub together: bool,
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
    /// How often each fold was met: one can run several times, about another time or period.
    met: BTreeMap<&'static str, usize>,
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

    /// The tally of a fold, if it is known. If not, the step is done with it, and the question ends with an
    /// error that nobody is told of.
    pub(crate) fn pass<T: Serialize + DeserializeOwned>(
        &self,
        fold: &'static str,
        merge: impl Fn(T, T) -> T,
        count: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let met = self.seen(|seen| {
            let met = seen.met.entry(fold).or_default();
            *met += 1;
            *met
        });
        let name = format!("{fold} {met}");
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
            self.seen(|seen| seen.reached.tallies.insert(name, tally));
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
