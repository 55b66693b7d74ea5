//! What a ledger lists, against the records that went in; and batches that are interrupted.

use crate::common;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use talktrack::analysis::Value;
use talktrack::ledger::Interrupt;
use talktrack::model::{
    Action, AssetKey, EntryKind, Event, EventKind, Fact, Keyed, RepKey, Timestamp, Uses,
};
use talktrack::{Error, Scope, Tracker};

/// Half of the moments of a generated ledger are before it.
const MIDDLE: &str = "2026-02-20T00:00:00Z";

fn or_none<T: ToString>(word: Option<&T>) -> String {
    word.map_or_else(String::new, ToString::to_string)
}

/// What a listed use says, as text.
fn use_lines(tracker: &Tracker) -> Vec<String> {
    let uses = tracker.uses().unwrap();
    let line = |row: usize| {
        let words = uses.words.iter().map(|(_, words)| or_none(words.get(row)));
        [uses.at[row].to_string()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
    };
    let mut lines: Vec<_> = (0..uses.at.len()).map(line).collect();
    lines.sort();
    lines
}

/// What a use says, as text.
fn expected(event: &Event) -> Option<String> {
    let Fact::Use(usage) = event.fact() else { return None };
    let words = [
        event.at().micros().to_string(),
        event.source().to_string(),
        usage.rep.to_string(),
        usage.asset.to_string(),
        usage.action.to_string(),
        or_none(usage.conversation.as_ref()),
        or_none(usage.deal.as_ref()),
        or_none(usage.version.as_ref()),
    ];
    Some(words.join(" "))
}

proptest! {
    #[test]
    fn uses_and_events_are_those_that_hold(records in common::records(60), late in any::<bool>()) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let middle: Timestamp = MIDDLE.parse().unwrap();
        let (scope, since) = if late {
            (Scope::new().since(middle), middle)
        } else {
            (Scope::new(), Timestamp::EARLIEST)
        };
        let (events, _) = common::in_force(&records);
        let within = || events.iter().filter(|event| event.at() >= since);
        prop_assume!(!late || events.iter().any(|event| event.at() >= since));
        let tracker = tracker.within(scope);
        let mut uses: Vec<_> = within().filter_map(|event| expected(event)).collect();
        uses.sort();
        prop_assert_eq!(use_lines(&tracker), uses);
        for kind in EventKind::ALL.iter().filter(|kind| **kind != EventKind::Retraction) {
            let table = tracker.events(*kind).unwrap();
            let id = table.columns.iter().position(|column| column.name == "id").unwrap();
            let mut listed: Vec<_> = table.rows.iter().map(|row| row[id].clone()).collect();
            let of_kind = within().filter(|event| event.fact().kind() == *kind);
            let mut expected: Vec<_> = of_kind
                .map(|event| Value::Text(event.id().unwrap().as_str().into()))
                .collect();
            listed.sort_by_key(|value| format!("{value:?}"));
            expected.sort_by_key(|value| format!("{value:?}"));
            prop_assert_eq!(listed, expected);
        }
    }

    #[test]
    fn entries_are_those_that_were_put(records in common::records(60)) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let (_, puts) = common::in_force(&records);
        for kind in [EntryKind::Asset, EntryKind::Rep, EntryKind::Deal] {
            let mut keys: Vec<_> = puts
                .iter()
                .filter(|put| put.entry.kind() == kind)
                .map(|put| talktrack::model::Record::from((*put).clone()).to_fields()["key"].to_string())
                .collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(tracker.entries(kind).unwrap().rows.len(), keys.len());
        }
    }
}

/// Uses, so many that they are recorded in several parts.
fn many() -> Uses {
    const MANY: u32 = 300_000;
    let at = (0..i64::from(MANY)).map(|n| Timestamp::from_micros(n * 1_000_000).unwrap()).collect();
    let one = || vec![0; MANY as usize];
    let rep = Keyed::new(vec![RepKey::new("ada").unwrap()], one()).unwrap();
    let asset = Keyed::new(vec![AssetKey::new("deck").unwrap()], one()).unwrap();
    Uses::new(at, rep, asset, vec![Action::Shared; MANY as usize]).unwrap()
}

#[test]
fn an_interrupted_batch_leaves_nothing_behind() {
    let tracker = Tracker::in_memory().unwrap();
    let uses = many();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let third = Interrupt::when(move || counted.fetch_add(1, Ordering::Relaxed) == 2);
    let stopped = tracker.interruptible(third);
    assert!(matches!(stopped.record_uses(&uses), Err(Error::Interrupted)));
    assert_eq!(asked.load(Ordering::Relaxed), 3, "it is asked between the parts");
    let events = || (0..uses.len()).filter_map(|row| uses.event(row));
    asked.store(0, Ordering::Relaxed);
    assert!(matches!(stopped.record_all(events()), Err(Error::Interrupted)));
    assert_eq!(tracker.state().unwrap().seq.get(), 0);
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(tracker.record_uses(&uses).unwrap().recorded, uses.len() as u64);
    assert_eq!(tracker.uses().unwrap().at.len(), uses.len());
}
