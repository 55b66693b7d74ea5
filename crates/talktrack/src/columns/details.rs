//! What facts say beyond their columns: few questions ask for it and of few facts, and each fact always says
//! the same, so that it is looked up in the ledger once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::ledger::{Ledger, Seq};
use crate::model::FeedbackReason;

/// What was looked up so far. It is of one ledger and one generation of it.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// Also of feedback that gives none, as it never will.
    reasons: Known<Option<FeedbackReason>>,
    /// Only of what was found: what a fact refers to may be recorded later.
    references: Known<Seq>,
}

impl Details {
    /// As [`Ledger::reasons`] says of feedback that was recorded.
    pub(super) fn reasons(
        &self,
        ledger: &dyn Ledger,
        writes: &[Seq],
    ) -> Result<Vec<Option<FeedbackReason>>> {
        let ask = |unknown: &[Seq]| Ok(ledger.reasons(unknown)?.into_iter().map(Some).collect());
        Ok(self.reasons.look_up(writes, ask)?.into_iter().map(Option::flatten).collect())
    }

    /// As [`Ledger::references`] says.
    pub(super) fn references(
        &self,
        ledger: &dyn Ledger,
        writes: &[Seq],
    ) -> Result<Vec<Option<Seq>>> {
        self.references.look_up(writes, |unknown| ledger.references(unknown))
    }
}

/// What is known of facts, by their writes.
#[derive(Debug, Default)]
struct Known<T>(Mutex<HashMap<Seq, T>>);

impl<T: Copy> Known<T> {
    /// What is known of `writes`, in their order, after asking for what was not. What comes without an answer
    /// is asked for again the next time.
    fn look_up(
        &self,
        writes: &[Seq],
        ask: impl FnOnce(&[Seq]) -> Result<Vec<Option<T>>>,
    ) -> Result<Vec<Option<T>>> {
        let known = self.known();
        let mut all: Vec<Option<T>> =
            writes.iter().map(|write| known.get(write).copied()).collect();
        // Whoever asks meanwhile must not wait for the ledger.
        drop(known);
        let is_unknown = |(_, one): &(&Seq, &Option<T>)| one.is_none();
        let unknown: Vec<Seq> =
            writes.iter().zip(&all).filter(is_unknown).map(|(write, _)| *write).collect();
        if unknown.is_empty() {
            return Ok(all);
        }
        let found = ask(&unknown)?;
        let news = unknown.iter().zip(&found).filter_map(|(write, one)| Some((*write, (*one)?)));
        self.known().extend(news);
        for (place, one) in all.iter_mut().filter(|one| one.is_none()).zip(found) {
            *place = one;
        }
        Ok(all)
    }

    /// Each entry is whole by itself, so that a panic elsewhere spoils none.
    fn known(&self) -> MutexGuard<'_, HashMap<Seq, T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::columns::Columns;
    use crate::error::Error;
    use crate::ledger::sqlite::SqliteLedger;
    use crate::ledger::{Recording, Submission};
    use crate::model::{Record, RepKey, TimeReading, Timestamp};

    fn writes(numbers: &[u64]) -> Vec<Seq> {
        numbers.iter().copied().map(Seq::from).collect()
    }

    /// What is asked for when these are looked up; even numbers have an answer.
    fn asked(known: &Known<u64>, numbers: &[u64]) -> Vec<Seq> {
        let half = |seq: &Seq| seq.get().is_multiple_of(2).then_some(seq.get() / 2);
        let mut asked = Vec::new();
        let found = known.look_up(&writes(numbers), |unknown| {
            asked = unknown.to_vec();
            Ok(unknown.iter().map(half).collect())
        });
        let expected: Vec<_> = writes(numbers).iter().map(half).collect();
        assert_eq!(found.unwrap(), expected);
        asked
    }

    #[test]
    fn what_has_an_answer_is_asked_for_once_in_whatever_order() {
        let known = Known::default();
        assert_eq!(asked(&known, &[]), []);
        assert_eq!(asked(&known, &[4, 2, 8]), writes(&[4, 2, 8]));
        assert_eq!(asked(&known, &[2, 4, 6, 8]), writes(&[6]));
        assert_eq!(asked(&known, &[8, 6, 8, 2]), []);
    }

    #[test]
    fn what_has_no_answer_is_asked_for_again() {
        let known = Known::default();
        assert_eq!(asked(&known, &[1, 2, 3]), writes(&[1, 2, 3]));
        assert_eq!(asked(&known, &[1, 2, 3, 4]), writes(&[1, 3, 4]));
    }

    #[test]
    fn of_a_failure_nothing_is_kept() {
        let known = Known::default();
        assert!(known.look_up(&writes(&[2]), |_| Err(Error::Interrupted)).is_err());
        assert_eq!(asked(&known, &[2]), writes(&[2]));
    }

    #[test]
    fn it_can_be_asked_while_the_ledger_is_and_after_a_panic() {
        let known = Known::default();
        let inner = known.look_up(&writes(&[2]), |_| {
            assert_eq!(asked(&known, &[2, 4]), writes(&[2, 4]));
            Ok(vec![Some(1)])
        });
        assert_eq!(inner.unwrap(), [Some(1)]);
        let poisoned = std::thread::scope(|scope| {
            let hold = scope.spawn(|| {
                let _held = known.known();
                panic!("while it is held");
            });
            hold.join().is_err()
        });
        assert!(poisoned && known.0.is_poisoned());
        assert_eq!(asked(&known, &[2, 4, 6]), writes(&[6]));
    }

    #[test]
    fn what_is_known_is_shared_and_kept_until_somebody_is_forgotten() {
        let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::in_memory().unwrap());
        let record = |id: u32| {
            let line = format!(
                r#"{{"type":"feedback","id":"{id}","at":"2026-01-02T00:00:00Z","rep":"ada","asset":"deck","reason":"outdated"}}"#
            );
            let feedback = Record::from_json(&line, &TimeReading::strict()).unwrap();
            let rows = &mut Submission::number_all([feedback]);
            assert_eq!(ledger.record_all(rows, Recording::plain()).unwrap().recorded, 1);
        };
        record(1);
        let mut columns = Columns::load(Arc::clone(&ledger)).unwrap();
        let known = |columns: &Columns| columns.details.reasons.known().len();
        let ask = |columns: &Columns, numbers: &[u64]| columns.reasons(&writes(numbers)).unwrap();
        let before = columns.clone();
        assert_eq!(ask(&columns, &[1]), [Some(FeedbackReason::Outdated)]);
        record(2);
        columns.refresh().unwrap();
        assert_eq!((known(&columns), known(&before)), (1, 1));
        assert_eq!(ask(&columns, &[1, 2]), [Some(FeedbackReason::Outdated); 2]);
        assert_eq!(known(&columns), 2);
        ledger.forget(&RepKey::new("ada").unwrap(), Timestamp::now()).unwrap();
        columns.refresh().unwrap();
        assert_eq!(known(&columns), 0);
        assert_eq!(ask(&columns, &[1, 2]), [Some(FeedbackReason::Outdated); 2]);
    }
}
