//! Out of order is normal.

use talktrack::analysis::{Status, Unused};
use talktrack::model::{Asset, AssetKey, Record};

use super::{all, assert_sound, assets, export, read, usage};
use crate::store::{Fresh, Store};

const RETRACTION: &str =
    r#"{"type":"retraction","id":"r","at":"2026-03-02T00:00:00Z","event":"1"}"#;

pub fn a_retraction_applies_whether_it_comes_before_or_after_its_event<S: Store>() {
    for retraction_first in [false, true] {
        let tracker = Fresh::<S>::new();
        let mut records = vec![Record::from(usage("1", "deck")), read(RETRACTION)];
        if retraction_first {
            records.reverse();
        }
        for record in records {
            assert_eq!(tracker.record_all([record]).unwrap().recorded, 1);
            tracker.ask(&Unused::new()).unwrap();
        }
        assert!(assets(&tracker).is_empty());
    }
}

pub fn a_retraction_of_a_retraction_has_no_effect<S: Store>() {
    let tracker = Fresh::<S>::new();
    tracker.record(usage("1", "deck")).unwrap();
    tracker
        .record_all(all(concat!(
            r#"{"type":"retraction","id":"2","at":"2026-03-02T00:00:00Z","event":"1"}"#,
            "\n",
            r#"{"type":"retraction","id":"3","at":"2026-03-03T00:00:00Z","event":"2"}"#
        )))
        .unwrap();
    assert!(assets(&tracker).is_empty());
}

/// Facts are never updated or deleted: a correction comes beside what it corrects.
pub fn what_is_retracted_stays_recorded<S: Store>() {
    let tracker = Fresh::<S>::new();
    tracker.record(usage("1", "deck")).unwrap();
    let before = export(&tracker);
    tracker.record_all([read(RETRACTION)]).unwrap();
    assert!(assets(&tracker).is_empty());
    let after = export(&tracker);
    assert_eq!((after.len(), &after[..1]), (2, &before[..]));
    assert_eq!(tracker.record(usage("1", "deck")).unwrap().duplicates, 1);
}

pub fn an_answer_may_come_before_its_ask<S: Store>() {
    let tracker = Fresh::<S>::new();
    let answer = r#"{"type":"answer","id":"2","at":"2026-03-02T00:00:00Z","ask":"1","ask_source":"crm","result":"delivered"}"#;
    assert_eq!(tracker.record_all([read(answer)]).unwrap().recorded, 1);
    let ask = r#"{"type":"ask","id":"1","source":"crm","at":"2026-03-01T00:00:00Z","kind":"collateral","asked_by":"sales"}"#;
    assert_eq!(tracker.record_all([read(ask)]).unwrap().recorded, 1);
    assert_sound(&tracker);
}

pub fn what_the_catalogue_does_not_know_is_a_stub_until_it_does<S: Store>() {
    let tracker = Fresh::<S>::new();
    let status = || tracker.ask(&Unused::new()).unwrap().rows[0].status;
    tracker.record(usage("1", "deck")).unwrap();
    assert_eq!((tracker.uncatalogued_assets().unwrap(), status()), (1, Status::Uncatalogued));
    // Named by the catalogue, and not described by it either.
    let old = Asset::new(AssetKey::new("old").unwrap());
    tracker.put(old.replaced_by(AssetKey::new("new").unwrap())).unwrap();
    assert_eq!(tracker.uncatalogued_assets().unwrap(), 2);
    for key in ["deck", "new"] {
        tracker.put(Asset::new(AssetKey::new(key).unwrap())).unwrap();
    }
    assert_eq!(tracker.uncatalogued_assets().unwrap(), 0);
    let answer = tracker.ask(&Unused::new()).unwrap();
    assert!(answer.rows.iter().all(|row| row.status != Status::Uncatalogued));
    assert_sound(&tracker);
}
