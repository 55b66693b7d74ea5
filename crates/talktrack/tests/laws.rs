//! What holds for every ledger, whatever is recorded.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod common;

use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{AnyAnswer, By, Unused};
use talktrack::ledger::Receipt;
use talktrack::model::{Record, TimeReading};
use talktrack::{Scope, Tracker};

/// Records `records` in batches that end where `cuts` says.
fn recorded(records: &[Record], cuts: &[usize]) -> (Tracker, Receipt) {
    let tracker = Tracker::in_memory().unwrap();
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

fn export(tracker: &Tracker) -> Vec<String> {
    let mut lines = Vec::new();
    tracker
        .records(|_, record| {
            lines.push(serde_json::to_string(&record).unwrap());
            Ok(())
        })
        .unwrap();
    lines
}

proptest! {
    #![proptest_config(Config { cases: 96, ..Config::default() })]

    #[test]
    fn order_and_batches_change_nothing(
        (records, shuffled) in common::records(40)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        cuts in proptest::collection::vec(0_usize..15, 0..5),
    ) {
        let (straight, receipt) = recorded(&records, &[]);
        prop_assert_eq!(receipt.rejected, 0);
        let (mixed, _) = recorded(&shuffled, &cuts);
        prop_assert_eq!(straight.state().unwrap().digest, mixed.state().unwrap().digest);
        prop_assert_eq!(answers(&straight), answers(&mixed));
    }

    #[test]
    fn recording_again_records_nothing(records in common::records(30)) {
        let (tracker, first) = recorded(&records, &[]);
        let (before, asked) = (export(&tracker), answers(&tracker));
        let again = tracker.record_all(records.clone()).unwrap();
        prop_assert_eq!(again.recorded, 0);
        prop_assert_eq!(again.duplicates, records.len() as u64);
        prop_assert_eq!(again.seq, first.seq);
        prop_assert_eq!(export(&tracker), before);
        prop_assert_eq!(answers(&tracker), asked);
    }

    #[test]
    fn columns_refreshed_in_steps_are_columns_read_at_once(
        records in common::records(40),
        cuts in proptest::collection::vec(0_usize..15, 0..4),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        let mut rest = &records[..];
        for cut in cuts {
            let (batch, later) = rest.split_at(cut.min(rest.len()));
            tracker.record_all(batch.to_vec()).unwrap();
            tracker.ask(&Unused::new()).unwrap();
            rest = later;
        }
        tracker.record_all(rest.to_vec()).unwrap();
        prop_assert_eq!(answers(&tracker), answers(&recorded(&records, &[]).0));
    }

    #[test]
    fn every_record_passes_through_json(record in common::record()) {
        let line = serde_json::to_string(&record).unwrap();
        prop_assert_eq!(Record::from_json(&line, &TimeReading::strict()).unwrap(), record);
    }

    #[test]
    fn every_record_passes_through_sqlite(records in common::records(12)) {
        let (tracker, _) = recorded(&records, &[]);
        let mut read = Vec::new();
        tracker.records(|_, record| { read.push(record); Ok(()) }).unwrap();
        for record in &records {
            prop_assert!(read.contains(record), "{record:?} is not in {read:?}");
        }
        let findings = tracker.check().unwrap();
        prop_assert_eq!(findings.problems, Vec::<String>::new());
    }

    #[test]
    fn a_ledger_made_of_another_ones_records_is_equal(records in common::records(30)) {
        let (tracker, _) = recorded(&records, &[]);
        let mut read = Vec::new();
        tracker.records(|_, record| { read.push(record); Ok(()) }).unwrap();
        let (copy, _) = recorded(&read, &[]);
        prop_assert_eq!(copy.state().unwrap().digest, tracker.state().unwrap().digest);
        prop_assert_eq!(export(&copy), export(&tracker));
    }

    #[test]
    fn an_answer_as_of_an_earlier_write_is_the_earlier_answer(
        records in common::records(40),
        cut in 0_usize..50,
    ) {
        let (earlier, later) = records.split_at(cut.min(records.len()));
        let (tracker, _) = recorded(earlier, &[]);
        let then = tracker.ask(&Unused::new().grace_days(3)).unwrap();
        let teams_then = tracker.ask(&Unused::new().grace_days(3).by(By::Team)).unwrap();
        tracker.record_all(later.to_vec()).unwrap();
        let as_of = tracker.within(Scope::new().as_of(then.provenance.seq));
        prop_assert_eq!(as_of.ask(&Unused::new().grace_days(3)).unwrap(), then);
        prop_assert_eq!(as_of.ask(&Unused::new().grace_days(3).by(By::Team)).unwrap(), teams_then);
        let ahead = Scope::new().as_of((tracker.state().unwrap().seq.get() + 1).into());
        prop_assert!(tracker.within(ahead).ask(&Unused::new()).is_err());
    }

    #[test]
    fn merging_is_a_union(
        all in common::records(40),
        parts in proptest::collection::vec(0_u8..8, 60),
    ) {
        // Each record goes to some of three companies, so that they overlap.
        let part = |company: u8| -> Vec<Record> {
            let theirs = all.iter().zip(&parts).filter(|(_, part)| *part >> company & 1 == 1);
            theirs.map(|(record, _)| record.clone()).collect()
        };
        let company = |number| recorded(&part(number), &[]).0;
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
    }
}
