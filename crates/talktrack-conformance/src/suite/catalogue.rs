//! Catalogue entries are put, and put again to change them.

use talktrack::analysis::Unused;
use talktrack::model::{Asset, AssetKey, Money, Put};

use super::{all, usage};
use crate::store::{Fresh, Store};

pub fn a_put_that_changes_nothing_records_nothing<S: Store>() {
    let tracker = Fresh::<S>::new();
    let deck = || Asset::new(AssetKey::new("deck").unwrap());
    let first = tracker.put(deck()).unwrap();
    let again = tracker.put(deck()).unwrap();
    assert_eq!((again.recorded, again.duplicates, again.seq), (0, 1, first.seq));
    let changed = tracker.put(deck().title("Deck".parse().unwrap())).unwrap();
    assert_eq!(changed.recorded, 1);
}

/// A put with a time that changes nothing yet is kept: only so does a version that arrives later,
/// with a time in between, leave the last word to it.
pub fn versions_may_arrive_in_any_order<S: Store>() {
    let version = |day: u8, title: &str| {
        let asset = Asset::new(AssetKey::new("deck").unwrap()).title(title.parse().unwrap());
        Put::at(asset, format!("2026-01-{day:02}T00:00:00Z").parse().unwrap())
    };
    let versions = [version(1, "A"), version(2, "B"), version(3, "A")];
    let mut digests = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let tracker = Fresh::<S>::new();
        for number in order {
            tracker.put(versions[number].clone()).unwrap();
        }
        tracker.record(usage("1", "deck")).unwrap();
        let title = tracker.ask(&Unused::new()).unwrap().rows[0].title.clone();
        assert_eq!(title.as_deref(), Some("A"), "{order:?}");
        digests.push(tracker.state().unwrap().digest);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1);
}

pub fn a_ledger_has_one_currency<S: Store>() {
    let tracker = Fresh::<S>::new();
    assert_eq!(tracker.state().unwrap().currency, None);
    let costing = |key: &str, amount: &str, currency: &str| {
        Asset::new(AssetKey::new(key).unwrap()).cost(Money::parse(amount, currency).unwrap())
    };
    tracker.put(costing("a", "10", "EUR")).unwrap();
    let refused = tracker.put(costing("b", "10", "USD")).unwrap_err().to_string();
    assert!(refused.contains("currency: is USD, and this ledger counts in EUR"), "{refused}");
    let other = tracker.store.tracker();
    assert!(other.put(costing("c", "10", "USD")).is_err(), "by whoever opens it");
    assert_eq!(other.state().unwrap().currency.unwrap().as_str(), "EUR");
}

pub fn an_asset_does_not_replace_itself<S: Store>() {
    let tracker = Fresh::<S>::new();
    let key = AssetKey::new("deck").unwrap();
    let refused = tracker.put(Asset::new(key.clone()).replaced_by(key)).unwrap_err().to_string();
    assert!(refused.starts_with("replaced_by: is the asset itself"), "{refused}");
}

pub fn stages_that_deals_entered_are_named_and_those_without_a_meaning_too<S: Store>() {
    let tracker = Fresh::<S>::new();
    let lines = r#"{"type":"stage","id":"1","at":"2026-03-01T00:00:00Z","deal":"d1","stage":"won"}
{"type":"stage","id":"2","at":"2026-03-02T00:00:00Z","deal":"d1","stage":"Demo"}
{"type":"stage","id":"3","at":"2026-03-03T00:00:00Z","deal":"d2","stage":"Demo"}
{"type":"stage","id":"4","at":"2026-03-03T00:00:00Z","deal":"d2","stage":"Won"}
{"type":"use","id":"5","at":"2026-03-03T00:00:00Z","rep":"ada","asset":"deck","action":"shared","version":"2"}
{"type":"stage-map","stage":"Demo","means":"relevant-meeting"}
{"type":"stage-map","stage":"Lost","means":"lost"}"#;
    tracker.record_all(all(lines)).unwrap();
    let entered = tracker.stages_entered().unwrap();
    assert_eq!(entered, ["Demo", "Won", "won"], "in the order of their letters' numbers");
    assert_eq!(tracker.unmapped_stages(&entered).unwrap(), ["Won", "won"]);
    let asked = ["never".to_owned(), "won".to_owned(), "Lost".to_owned()];
    assert_eq!(tracker.unmapped_stages(&asked).unwrap(), ["never", "won"], "in the order given");
}
