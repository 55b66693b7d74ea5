//! What holds for every ledger, whatever is recorded.

use proptest::prelude::*;
use talktrack::analysis::{AnyAnswer, By, Unused};
use talktrack::ledger::Receipt;
use talktrack::model::Record;
use talktrack::{Scope, Tracker};

use super::export;
use crate::common;
use crate::store::{Fresh, Store};

/// Records `records` in batches that end where `cuts` says.
fn recorded<S: Store>(records: &[Record], cuts: &[usize]) -> (Fresh<S>, Receipt) {
    let tracker = Fresh::<S>::new();
    let mut receipt = Receipt::default();
    let mut rest = records;
    for cut in cuts {
        let (batch, later) = rest.split_at((*cut).min(rest.len()));
        receipt = receipt.and(tracker.record_all(batch.to_vec()).unwrap());
        rest = later;
    }
    let receipt = receipt.and(tracker.record_all(rest.to_vec()).unwrap());
    (tracker, receipt)
}

/// Everything that can be asked, without what tells ledgers with the same facts apart.
fn answers(tracker: &Tracker) -> Vec<AnyAnswer> {
    let scopes = [
        Scope::new(),
        Scope::new()
            .since_text("2026-02-01")
            .unwrap()
            .until_text("2026-03-15")
            .unwrap()
            .min_reps(2),
    ];
    let mut answers = Vec::new();
    for scope in scopes {
        let tracker = tracker.within(scope);
        answers.push(tracker.ask(&Unused::new()).unwrap().into());
        for by in [By::Kind, By::Conversation, By::Owner, By::Campaign, By::Team] {
            answers
                .push(AnyAnswer::from(tracker.ask(&Unused::new().grace_days(10).by(by)).unwrap()));
        }
    }
    for answer in &mut answers {
        answer.provenance.ledger.clear();
        answer.provenance.seq = 0.into();
    }
    answers
}

pub fn order_and_batches_change_nothing<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        (records, shuffled) in common::records(40)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        cuts in proptest::collection::vec(0_usize..15, 0..5),
    )| {
        let (straight, receipt) = recorded::<S>(&records, &[]);
        prop_assert_eq!(receipt.rejected, 0);
        let (mixed, _) = recorded::<S>(&shuffled, &cuts);
        prop_assert_eq!(straight.state().unwrap().digest, mixed.state().unwrap().digest);
        prop_assert_eq!(answers(&straight), answers(&mixed));
    });
}

pub fn recording_again_records_nothing<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(records in common::records(30))| {
        let (tracker, first) = recorded::<S>(&records, &[]);
        let (before, asked) = (export(&tracker), answers(&tracker));
        let again = tracker.record_all(records.clone()).unwrap();
        prop_assert_eq!(again.recorded, 0);
        prop_assert_eq!(again.duplicates, records.len() as u64);
        prop_assert_eq!(again.seq, first.seq);
        prop_assert_eq!(export(&tracker), before);
        prop_assert_eq!(answers(&tracker), asked);
    });
}

pub fn columns_refreshed_in_steps_are_columns_read_at_once<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        records in common::records(40),
        cuts in proptest::collection::vec(0_usize..15, 0..4),
    )| {
        let tracker = Fresh::<S>::new();
        let mut rest = &records[..];
        for cut in cuts {
            let (batch, later) = rest.split_at(cut.min(rest.len()));
            tracker.record_all(batch.to_vec()).unwrap();
            tracker.ask(&Unused::new()).unwrap();
            rest = later;
        }
        tracker.record_all(rest.to_vec()).unwrap();
        prop_assert_eq!(answers(&tracker), answers(&recorded::<S>(&records, &[]).0));
    });
}

pub fn every_record_is_read_back_as_it_was<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(records in common::records(12))| {
        let (tracker, _) = recorded::<S>(&records, &[]);
        let mut read = Vec::new();
        tracker.records(|_, record| { read.push(record); Ok(()) }).unwrap();
        for record in &records {
            prop_assert!(read.contains(record), "{record:?} is not in {read:?}");
        }
        let findings = tracker.check().unwrap();
        prop_assert_eq!(findings.problems, Vec::<String>::new());
    });
}

pub fn a_ledger_made_of_another_ones_records_is_equal<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(records in common::records(30))| {
        let (tracker, _) = recorded::<S>(&records, &[]);
        let mut read = Vec::new();
        tracker.records(|_, record| { read.push(record); Ok(()) }).unwrap();
        let (copy, _) = recorded::<S>(&read, &[]);
        prop_assert_eq!(copy.state().unwrap().digest, tracker.state().unwrap().digest);
        prop_assert_eq!(export(&copy), export(&tracker));
    });
}

pub fn an_answer_as_of_an_earlier_write_is_the_earlier_answer<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        records in common::records(40),
        cut in 0_usize..50,
    )| {
        let (earlier, later) = records.split_at(cut.min(records.len()));
        let (tracker, _) = recorded::<S>(earlier, &[]);
        let then = tracker.ask(&Unused::new().grace_days(3)).unwrap();
        let teams_then = tracker.ask(&Unused::new().grace_days(3).by(By::Team)).unwrap();
        tracker.record_all(later.to_vec()).unwrap();
        let as_of = tracker.within(Scope::new().as_of(then.provenance.seq));
        prop_assert_eq!(as_of.ask(&Unused::new().grace_days(3)).unwrap(), then);
        prop_assert_eq!(as_of.ask(&Unused::new().grace_days(3).by(By::Team)).unwrap(), teams_then);
        let ahead = Scope::new().as_of((tracker.state().unwrap().seq.get() + 1).into());
        prop_assert!(tracker.within(ahead).ask(&Unused::new()).is_err());
    });
}

pub fn merging_is_a_union<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        all in common::records(40),
        parts in proptest::collection::vec(0_u8..8, 60),
    )| {
        // Each record goes to some of three companies, so that they overlap.
        let part = |company: u8| -> Vec<Record> {
            let theirs = all.iter().zip(&parts).filter(|(_, part)| *part >> company & 1 == 1);
            theirs.map(|(record, _)| record.clone()).collect()
        };
        let company = |number| recorded::<S>(&part(number), &[]).0;
        let merged = |into: &Tracker, from: &Tracker| {
            assert_eq!(into.merge(from, |_| ()).unwrap().rejected, 0);
        };
        let digest = |tracker: &Tracker| tracker.state().unwrap().digest;

        let (ab, ba) = (company(0), company(1));
        merged(&ab, &company(1));
        merged(&ba, &company(0));
        prop_assert_eq!(digest(&ab), digest(&ba));
        prop_assert_eq!(answers(&ab), answers(&ba));

        let bc = company(1);
        merged(&bc, &company(2));
        let a_bc = company(0);
        merged(&a_bc, &bc);
        merged(&ab, &company(2));
        prop_assert_eq!(digest(&ab), digest(&a_bc));
        prop_assert_eq!(answers(&ab), answers(&a_bc));

        let before = ab.state().unwrap();
        merged(&ab, &a_bc);
        merged(&ab, &ab.clone());
        prop_assert_eq!(ab.state().unwrap(), before);
    });
}
